import { html, signal } from '../../lib.js'
import { Table, setParameter, usePages } from '../../admin/lists/table.js'
import { distance, number, power } from '../../format.js'
import { t } from '../../i18n.js'
import { query } from '../../router.js'
import { Icon } from '../../ui/icon.js'
import { sentenceOf } from '../../text/codes.js'
import { Fault, Waiting, useResource } from '../../ui/parts.js'
import { ChangesMap } from './changesMap.js'
import { GridChanges } from './gridChanges.js'
import { sourceOfImports } from '../sources.js'
import { d } from '../../admin/words.js'

/**
 * @typedef {import('../../api/types').Import} Import
 * @typedef {import('../../api/types').Change} Change
 * @typedef {import('../../api/types').ChangeFacts} Facts
 */

const kinds = /** @type {const} */ (['added', 'changed', 'moved', 'withdrawn'])

/**
 * A list of changes, one of refusals and one of corrections, and a map of the changes.
 * @param {{ run: Import }} props
 */
export function ImportLists({ run }) {
  const w = d().imports
  /** @type {[string, string, number][]} */
  const lists = []
  const { changesOf } = sourceOfImports(run.source)
  const isPreview = run.state === 'preview' && changesOf != null
  if (isPreview) for (const kind of kinds) if (run.changes?.[kind]) lists.push([kind, w.kinds[kind], run.changes[kind]])
  // What is kept of an import that is over.
  if (run._links.replaced) lists.push(['changed', w.kinds.changed, run.changes?.changed ?? 0])
  if (isPreview && run.rows.older) lists.push(['older', w.rows.older, run.rows.older])
  if (run._links.quarantined) lists.push(['quarantined', w.rows.rejected, run.rows.rejected])
  if (run.rows.corrected) lists.push(['corrections', w.rows.corrected, run.rows.corrected])
  if (!lists.length) return null
  const wanted = query.value.get('list')
  const shown = lists.find(([name]) => name === wanted)?.[0] ?? lists[0]?.[0] ?? ''
  return html`
    ${
      isPreview &&
      changesOf === 'points' &&
      run.changes &&
      kinds.some((kind) => run.changes?.[kind]) &&
      html`<${ChangesMap} run=${run} focus=${focus} />`
    }
    <div class="segments" role="group" aria-label=${w.lists}>${lists.map(
      ([name, label, count]) => html`
      <button type="button" key=${name} aria-pressed=${name === shown} onClick=${() => setParameter('list', name)}>
      ${label} <small>${number(count)}</small></button>`,
    )}</div>
    ${
      shown === 'corrections'
        ? html`<${Corrections} run=${run} />`
        : shown === 'quarantined'
          ? html`<${Refused} run=${run} />`
          : changesOf === 'grid'
            ? html`<${GridChanges} key=${shown} run=${run} kind=${shown} />`
            : html`<${Changes} key=${shown} run=${run} kind=${shown} />`
    }`
}

/** The place that the list wants the map to show. */
const focus = signal(/** @type {Facts['location'] | null} */ (null))

/** @param {{ run: Import, kind: string }} props */
function Changes({ run, kind }) {
  const w = d().imports
  const pages = usePages(`/api/admin/imports/${run.id}/changes?kind=${kind}&limit=50`)
  const show = (/** @type {Change} */ one) => {
    focus.value = { .../** @type {Facts['location']} */ ((one.after ?? one.before)?.location) }
  }
  const columns = [
    { name: w.point, cell: (/** @type {Change} */ one) => html`<code>${one.irveId ?? ''}</code>` },
    {
      name: w.station,
      cell: (/** @type {Change} */ one) =>
        [(one.after ?? one.before)?.station, (one.after ?? one.before)?.city].filter(Boolean).join(' · '),
    },
    { name: w.what, class: 'wide', cell: describe },
    {
      name: d().desk.showOnMap,
      class: 'act',
      cell: (/** @type {Change} */ one) =>
        html`<button type="button" class="round" aria-label=${`${d().desk.showOnMap} ${one.irveId ?? ''}`}
          onClick=${() => show(one)}><${Icon} name="locate" size=${20} /></button>`,
    },
  ]
  const words = kind === 'older' ? w.rows.older : w.kinds[/** @type {'added'} */ (kind)]
  return html`<${Table} caption=${words} columns=${columns} pages=${pages} empty=${w.emptyList} />`
}

/** @param {{ run: Import }} props */
function Refused({ run }) {
  const w = d().imports
  const pages = usePages(`/api/admin/imports/${run.id}/changes?kind=quarantined&limit=50`)
  const columns = [
    { name: w.line, class: 'figure', cell: (/** @type {Change} */ one) => number(one.line ?? 0) },
    { name: w.reason, cell: (/** @type {Change} */ one) => sentenceOf(one.code ?? '') },
    { name: w.field, cell: (/** @type {Change} */ one) => html`<code>${one.field ?? ''}</code>` },
    { name: w.value, class: 'wide', cell: (/** @type {Change} */ one) => html`<code>${one.value ?? ''}</code>` },
    { name: w.point, cell: (/** @type {Change} */ one) => html`<code>${one.irveId ?? ''}</code>` },
  ]
  return html`<${Table} caption=${w.rows.rejected} columns=${columns} pages=${pages} empty=${w.emptyList} />`
}

/**
 * Words what differs between a point and its successor; a new or a leaving point is described.
 * @param {Change} one
 */
function describe({ before, after }) {
  if (!before || !after) {
    const it = after ?? before
    return it ? [power(it.powerKw), sockets(it.sockets)].filter(Boolean).join(' · ') : ''
  }
  const names = /** @type {(keyof Facts)[]} */ (Object.keys(after))
  return names
    .filter((name) => JSON.stringify(before[name] ?? null) !== JSON.stringify(after[name] ?? null))
    .map((name) =>
      name === 'location'
        ? html`<span class="difference" key=${name}>
        ${d().desk.movedBy(distance(metres(before.location, after.location)))}</span>`
        : html`<span class="difference" key=${name}><small>${d().imports.facts[name]}</small> <s>
        ${show(name, before[name])}</s> → ${show(name, after[name])}</span>`,
    )
}

/** @param {Facts['location']} a @param {Facts['location']} b */
function metres(a, b) {
  const rad = Math.PI / 180
  const h =
    Math.sin(((b.lat - a.lat) * rad) / 2) ** 2 +
    Math.cos(a.lat * rad) * Math.cos(b.lat * rad) * Math.sin(((b.lon - a.lon) * rad) / 2) ** 2
  return 12_742_000 * Math.asin(Math.sqrt(h))
}

/** @param {Facts['sockets']} names */
const sockets = (names) => names.map((name) => t().sockets[name]).join(', ')

/** @param {keyof Facts} name @param {any} value @returns {string} */
function show(name, value) {
  if (value == null) return '–'
  if (name === 'powerKw') return power(value)
  return name === 'sockets' ? sockets(value) : String(value)
}

/** @param {{ run: Import }} props */
function Corrections({ run }) {
  const { data, error, again } = useResource(`/api/admin/imports/${run.id}/corrections`)
  const items = /** @type {import('../../api/types').Corrections | undefined} */ (data)?.items
  if (error) return html`<${Fault} error=${error} retry=${again} />`
  if (!items) return html`<${Waiting} />`
  return html`<ul class="plain sums">
    ${items.map(
      (one) => html`<li key=${one.code}><b>${number(one.rows)}</b><span>${sentenceOf(one.code)}</span></li>`,
    )}</ul>`
}
