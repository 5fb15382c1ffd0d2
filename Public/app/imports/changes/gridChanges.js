import { html } from '../../lib.js'
import { Table, usePages } from '../../admin/lists/table.js'
import { d } from '../../admin/words.js'
import { number, withZone } from '../../format.js'
import { language } from '../../i18n.js'
import en from '../../text/desk/en/grid.js'
import fr from '../../text/desk/fr/grid.js'

/**
 * @typedef {import('../../api/types').Import} Import
 * @typedef {import('../../api/types').Change} Change
 */

/**
 * Readings of the grid and days of Tempo: what is replaced, and by what.
 * @param {{ run: Import, kind: string }} props
 */
export function GridChanges({ run, kind }) {
  const w = d().imports
  const names = language.value === 'fr' ? fr : en
  const pages = usePages(`/api/admin/imports/${run.id}/changes?kind=${kind}&limit=50`)
  const columns = [
    {
      name: names.perimeter,
      cell: (/** @type {Change} */ one) => names.perimeters[/** @type {'france'} */ (one.perimeter)] ?? one.perimeter,
    },
    { name: names.at, cell: (/** @type {Change} */ one) => at(one) },
    { name: w.what, class: 'wide', cell: describe },
  ]
  const words = kind === 'older' ? w.rows.older : w.kinds[/** @type {'added'} */ (kind)]
  return html`<${Table} caption=${words} columns=${columns} pages=${pages} empty=${w.emptyList} />`
}

/**
 * A day has no hour.
 * @param {Change} one
 */
const at = (one) => (one.at?.includes('T') ? withZone(one.at, 'Europe/Paris') : one.at)

/** @param {Change} one */
function describe({ from, to }) {
  const names = language.value === 'fr' ? fr : en
  return Object.entries(to ?? {}).map(([key, value]) => {
    const before = from?.[key]
    return html`<span class="difference" key=${key}>
      <small>${names.columns[/** @type {'consumption'} */ (key)] ?? key}</small>
      ${before == null ? '' : html` <s>${show(key, before)}</s> →`} ${show(key, value)}</span>`
  })
}

/** @param {string} key @param {string | number} value */
function show(key, value) {
  const names = language.value === 'fr' ? fr : en
  if (typeof value === 'string') return names.words[/** @type {'realTime'} */ (value)] ?? value
  return key === 'rteGramsPerKwh' ? `${number(value)} g/kWh` : `${number(value / 1e6)} MW`
}
