import { html } from '../lib.js'
import { moment } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Choice, Table, question, usePages } from './table.js'

/** Who changed what. */
export function Audit() {
  const w = t().audit
  const pages = usePages(question('/api/admin/audit', ['kind', 'subject', 'actor']))
  const kinds = Object.entries(w.kinds)
  const columns = [
    { name: w.at, cell: (/** @type {any} */ one) => moment(one.at) },
    { name: w.actor, cell: (/** @type {any} */ one) => one.actor?.email ?? w.nobody },
    { name: w.action, cell: (/** @type {any} */ one) => html`<code>${one.action}</code>` },
    { name: w.subject, cell: (/** @type {any} */ one) => html`<a href=${href(`/admin/journal?kind=${one.subject.kind}&subject=${one.subject.id}`)}>${w.kinds[/** @type {'account'} */ (one.subject.kind)] ?? one.subject.kind} ${String(one.subject.id).slice(0, 8)}</a>` },
    { name: w.details, class: 'wide', cell: (/** @type {any} */ one) => html`<code class="small">${plain(one.details)}</code>` },
  ]
  return html`
    <header class="desk-head"><h1>${t().admin.audit}</h1></header>
    <div class="bar"><${Choice} name="kind" label=${w.subject} options=${kinds} /></div>
    <${Table} caption=${t().admin.audit} columns=${columns} pages=${pages} empty=${w.none} />`
}

/** @param {any} details */
function plain(details) {
  if (details == null || typeof details !== 'object') return details == null ? '' : String(details)
  return Object.entries(details).map(([name, value]) => `${name}: ${typeof value === 'object' ? JSON.stringify(value) : value}`).join(' · ')
}
