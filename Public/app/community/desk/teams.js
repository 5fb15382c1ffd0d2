import { html } from '../../lib.js'
import { number } from '../../format.js'
import { href } from '../../router.js'
import { Table, usePages } from '../../admin/lists/table.js'
import { DemonstrationTag } from '../../stations/demonstration.js'
import { kd } from './words.js'

/** @typedef {import('../../api/types').ListedTeam} Team */

/** The teams with their ranks. */
export function Teams() {
  const w = kd()
  const pages = usePages('/api/admin/community/teams?limit=20')
  const columns = [
    {
      name: w.team,
      class: 'wide',
      cell: (/** @type {Team} */ one) => html`<a href=${href('/equipe/' + one.id)}>${one.name}</a>
        ${one.demonstration && html` <${DemonstrationTag} />`}`,
    },
    { name: w.rank, cell: (/** @type {Team} */ one) => one.rank ?? '–' },
    { name: w.score, cell: (/** @type {Team} */ one) => (one.score == null ? '–' : number(one.score, 1)) },
    { name: w.points, cell: (/** @type {Team} */ one) => number(one.points) },
    { name: w.members, cell: (/** @type {Team} */ one) => w.counted(one.counted, one.members) },
  ]
  return html`<section class="desk-part" aria-labelledby="game-teams"><h2 id="game-teams">${w.teams}</h2>
    <${Table} caption=${w.teams} columns=${columns} pages=${pages} empty=${w.none} /></section>`
}
