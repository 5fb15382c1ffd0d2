import { html, useState } from '../lib.js'
import { number, power } from '../format.js'
import { t } from '../i18n.js'
import { Table, usePages } from '../admin/table.js'
import { Fault, Waiting, useResource } from '../ui/parts.js'

/** @typedef {import('../types').Import} Import */

/**
 * What would change, what was refused, what was corrected: a list each.
 * @param {{ run: Import }} props
 */
export function ImportLists({ run }) {
  const w = t().imports
  /** @type {[string, string, number][]} */
  const lists = []
  if (run.state === 'preview' && run.changes && run.source === 'irve') {
    for (const kind of /** @type {['added', 'changed', 'moved', 'withdrawn']} */ (['added', 'changed', 'moved', 'withdrawn'])) {
      if (run.changes[kind]) lists.push([kind, w.kinds[kind], run.changes[kind]])
    }
  }
  if (run.rows.rejected) lists.push(['quarantined', w.rows.rejected, run.rows.rejected])
  if (run.rows.corrected) lists.push(['corrections', w.rows.corrected, run.rows.corrected])
  const [chosen, setChosen] = useState(lists[0]?.[0] ?? '')
  if (!lists.length) return null
  const shown = lists.some(([name]) => name === chosen) ? chosen : lists[0]?.[0] ?? ''
  return html`
    <div class="segments" role="group" aria-label=${w.lists}>${lists.map(([name, label, count]) => html`
      <button type="button" key=${name} aria-pressed=${name === shown} onClick=${() => setChosen(name)}>${label} <small>${number(count)}</small></button>`)}</div>
    ${shown === 'corrections' ? html`<${Corrections} run=${run} />` : html`<${Changes} key=${shown} run=${run} kind=${shown} />`}`
}

/** @param {{ run: Import, kind: string }} props */
function Changes({ run, kind }) {
  const w = t().imports
  const pages = usePages(`/api/admin/imports/${run.id}/changes?kind=${kind}&limit=50`)
  const columns = kind === 'quarantined'
    ? [
        { name: w.line, class: 'figure', cell: (/** @type {any} */ one) => number(one.line) },
        { name: w.reason, cell: (/** @type {any} */ one) => one.message ?? one.code },
        { name: w.field, cell: (/** @type {any} */ one) => html`<code>${one.field ?? ''}</code>` },
        { name: w.value, class: 'wide', cell: (/** @type {any} */ one) => html`<code>${one.value ?? ''}</code>` },
        { name: w.point, cell: (/** @type {any} */ one) => html`<code>${one.irveId ?? ''}</code>` },
      ]
    : [
        { name: w.point, cell: (/** @type {any} */ one) => html`<code>${one.irveId ?? one.pointIrveId ?? one.id ?? ''}</code>` },
        { name: w.station, cell: (/** @type {any} */ one) => [(one.after ?? one.before)?.station, (one.after ?? one.before)?.city].filter(Boolean).join(' · ') },
        { name: w.what, class: 'wide', cell: (/** @type {any} */ one) => describe(one) },
      ]
  return html`<${Table} caption=${kind} columns=${columns} pages=${pages} empty=${w.emptyList} />`
}

/**
 * What differs between what is stored and what would be; of a new or a leaving point, what it is.
 * @param {any} one
 */
function describe({ before, after }) {
  if (!before || !after) {
    const it = after ?? before ?? {}
    return [power(it.powerKw), sockets(it.sockets)].filter(Boolean).join(' · ')
  }
  return Object.keys(after).filter((name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null))
    .map((name) => html`<span class="difference" key=${name}><small>${t().imports.facts[/** @type {'city'} */ (name)] ?? name}</small> <s>${show(name, before[name])}</s> → ${show(name, after[name])}</span>`)
}

/** @param {any} names */
const sockets = (names) => (Array.isArray(names) ? names.map((/** @type {'ccs'} */ name) => t().sockets[name] ?? name).join(', ') : '')

/** @param {string} name @param {any} value @returns {string} */
function show(name, value) {
  if (value == null) return '–'
  if (name === 'powerKw') return power(value)
  if (name === 'sockets') return sockets(value)
  if (name === 'location') return `${number(value.lat, 5)} ${number(value.lon, 5)}`
  return typeof value === 'object' ? JSON.stringify(value) : String(value)
}

/** @param {{ run: Import }} props */
function Corrections({ run }) {
  const { data, error, again } = useResource(`/api/admin/imports/${run.id}/corrections`)
  const items = /** @type {{ items: { code: string, sentence: string, rows: number }[] } | undefined} */ (data)?.items
  if (error) return html`<${Fault} error=${error} retry=${again} />`
  if (!items) return html`<${Waiting} />`
  return html`<ul class="plain sums">${items.map((one) => html`<li key=${one.code}><b>${number(one.rows)}</b><span>${one.sentence || one.code}</span></li>`)}</ul>`
}
