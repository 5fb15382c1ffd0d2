import { html } from '../lib.js'
import { moment } from '../format.js'
import { ListHead } from './lists/head.js'
import { Differences, Sentence } from './lists/sentence.js'
import { Choice, Narrowed, Table, TableTools, narrow, question, usePages } from './lists/table.js'
import { d } from './words.js'

/** @typedef {import('../api/types').AuditEntry} Entry */

const filters = ['kind', 'subject', 'actor']

/** The changes in words, each with its author. */
export function Audit() {
  const w = d().audit
  const pages = usePages(question('/api/admin/audit', filters))
  const columns = [
    { name: w.at, cell: (/** @type {Entry} */ one) => moment(one.at) },
    {
      name: w.action,
      class: 'wide',
      cell: (/** @type {Entry} */ one) =>
        html`<${Sentence} entry=${one} ofActor=${(/** @type {string} */ id) => narrow('actor', id)} />`,
    },
    {
      name: w.details,
      class: 'wide',
      cell: (/** @type {Entry} */ one) => html`<${Differences} details=${one.details} />`,
    },
    { name: w.subject, class: 'act', cell: (/** @type {Entry} */ one) => html`<${OnlyThis} subject=${one.subject} />` },
  ]
  return html`
    <header class="desk-head"><h1>${d().pages.audit}</h1></header>
    <div class="bar"><${Choice} name="kind" label=${w.subject} options=${Object.entries(w.kinds)} />
    <${TableTools} columns=${columns} />
      <${Narrowed} name="subject" label=${d().desk.subjectFilter} />
      <${Narrowed} name="actor" label=${d().desk.actorFilter} /></div>
    <${ListHead} pages=${pages} path="/api/admin/audit" filters=${filters} name=${d().pages.audit} />
    <${Table} caption=${d().pages.audit} columns=${columns} pages=${pages} empty=${w.none} paged />`
}

/** @param {{ subject: Entry['subject'] }} props */
const OnlyThis = ({ subject }) =>
  html`<button type="button" class="link small" onClick=${() => narrow('subject', subject.id)}>${d().desk.onlyThis}
    <span class="hidden"> ${subject.name ?? subject.id.slice(-8)}</span></button>`
