import { html } from '../lib.js'
import { moment } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { columnOf } from '../text/codes.js'
import { Choice, Narrowed, Table, TableTools, narrow, question, usePages } from './table.js'
import { d } from './words.js'

/** @typedef {import('../types').AuditEntry} Entry */

/** The changes, each with its author. */
export function Audit() {
  const w = d().audit
  const pages = usePages(question('/api/admin/audit', ['kind', 'subject', 'actor']))
  const columns = [
    { name: w.at, cell: (/** @type {Entry} */ one) => moment(one.at) },
    {
      name: w.actor,
      cell: (/** @type {Entry} */ one) =>
        one.actor
          ? html`<button type="button" class="link" onClick=${() => narrow('actor', one.actor?.id ?? '')}>
          ${one.actor.email ?? one.actor.id.slice(-8)}</button>`
          : w.nobody,
    },
    { name: w.action, cell: (/** @type {Entry} */ one) => action(one.action) },
    { name: w.subject, cell: (/** @type {Entry} */ one) => html`<${Subject} entry=${one} />` },
    { name: w.details, class: 'wide', cell: (/** @type {Entry} */ one) => differences(one.details) },
  ]
  return html`
    <header class="desk-head"><h1>${d().pages.audit}</h1></header>
    <div class="bar"><${Choice} name="kind" label=${w.subject} options=${Object.entries(w.kinds)} />
    <${TableTools} columns=${columns} />
      <${Narrowed} name="subject" label=${d().desk.subjectFilter} />
      <${Narrowed} name="actor" label=${d().desk.actorFilter} /></div>
    <${Table} caption=${d().pages.audit} columns=${columns} pages=${pages} empty=${w.none} paged />`
}

/**
 * The verb of `station.changed`: the kind stands in a column of its own.
 * @param {string} name
 */
function action(name) {
  const verb = name.split('.')[1] ?? name
  return d().desk.actions[/** @type {'changed'} */ (verb)] ?? html`<code>${name}</code>`
}

/** @param {{ entry: Entry }} props */
function Subject({ entry: { subject } }) {
  const pages = { station: '/admin/stations/', import: '/admin/imports/' }
  const kind = d().audit.kinds[/** @type {'account'} */ (subject.kind)] ?? subject.kind
  const page = pages[/** @type {'station'} */ (subject.kind)]
  return html`${
    page
      ? html`<a href=${href(page + subject.id)}>${kind} ${subject.id.slice(-8)}</a>`
      : `${kind} ${subject.id.slice(-8)}`
  }
    <button type="button" class="link small" onClick=${() => narrow('subject', subject.id)}>${d().desk.onlyThis}
    <span class="hidden"> ${kind} ${subject.id.slice(-8)}</span></button>`
}

/**
 * The details are `{field: [before, after]}`, or whatever the act wanted to be known.
 * @param {Record<string, unknown>} details
 */
const differences = (details) =>
  Object.entries(details ?? {}).map(([name, value]) =>
    Array.isArray(value) && value.length === 2
      ? html`<span class="difference" key=${name}><small>
      ${columnOf(name)}</small> ${value[0] == null ? '' : html`<s>${plain(value[0])}</s>`} → ${plain(value[1])}</span>`
      : html`<span class="difference" key=${name}><small>${columnOf(name)}</small> ${plain(value)}</span>`,
  )

/** @param {unknown} value */
const plain = (value) => (value == null ? '–' : typeof value === 'object' ? JSON.stringify(value) : String(value))
