import { html, useState } from '../../lib.js'
import { number } from '../../format.js'
import { Table, usePages } from '../../admin/lists/table.js'
import { Icon } from '../../ui/icon.js'
import { DemonstrationTag } from '../../stations/demonstration.js'
import { kd } from './words.js'

/** @typedef {import('../../api/types').ListedPlayer} Player */

/** The players: states and points, never a reading. */
export function People() {
  const w = kd()
  const [wanted, setWanted] = useState('')
  const pages = usePages('/api/admin/community/players?limit=20' + (wanted ? '&q=' + encodeURIComponent(wanted) : ''))
  const columns = [
    {
      name: w.player,
      class: 'wide',
      cell: (/** @type {Player} */ one) => html`<b>${one.pseudonym}</b>
        ${one.demonstration && html` <${DemonstrationTag} />`}<br /><small>${one.name}, ${one.email}</small>`,
    },
    { name: w.team, cell: (/** @type {Player} */ one) => one.team ?? '–' },
    { name: w.mode, cell: (/** @type {Player} */ one) => w.modes[one.mode] },
    { name: w.points, cell: (/** @type {Player} */ one) => number(one.points) },
    { name: w.coverage, cell: (/** @type {Player} */ one) => w.percent(number(one.coverage * 100)) },
    { name: w.consent, cell: (/** @type {Player} */ one) => (one.consent ? w.yes : w.no) },
  ]
  return html`<section class="desk-part" aria-labelledby="game-people"><h2 id="game-people">${w.people}</h2>
    <label class="find"><${Icon} name="search" size=${20} /><span class="hidden">${w.find}</span>
    <input type="search" placeholder=${w.find} value=${wanted} onInput=${(/** @type {Event} */ event) =>
      setWanted(/** @type {HTMLInputElement} */ (event.target).value)} /></label>
    <${Table} caption=${w.people} columns=${columns} pages=${pages} empty=${w.none} /></section>`
}
