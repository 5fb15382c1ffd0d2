import { html } from '../../lib.js'
import { number } from '../../format.js'
import { href } from '../../router.js'
import { DemonstrationTag } from '../../stations/demonstration.js'
import { useResource } from '../../ui/parts.js'
import { k } from '../words.js'

/** @typedef {import('../../api/types').Podium} Board */

/**
 * Steps of a podium: the second at the left, the first in the middle, the third at the right; and mine where it stands
 * on none of them.
 * @param {{ stamp?: string }} props
 */
export function Podium({ stamp }) {
  const w = k()
  const board = /** @type {Board | undefined} */ (useResource('/api/community/podium').data)
  if (!board) return null
  const order = [1, 0, 2].filter((index) => board.items[index])
  const isAmong = board.items.some((one) => one.teamId === board.mine?.teamId)
  return html`
    <section aria-labelledby=${'podium' + (stamp ?? '')}><h2 id=${'podium' + (stamp ?? '')}>${w.podium}</h2>
      ${
        board.items.length
          ? html`<ol class="plain podium">${order.map((index) => {
              const one = /** @type {Board['items'][number]} */ (board.items[index])
              return html`<li key=${one.teamId} data-step=${index + 1} data-mine=${one.teamId === board.mine?.teamId}>
            <a href=${href('/equipe/' + one.teamId)}>${one.name}</a>
            ${one.demonstration && html`<${DemonstrationTag} />`}
            <small>${w.members(one.members)}${one.teamId === board.mine?.teamId ? ` · ${w.mine}` : ''}</small>
            <span><b>${one.rank && w.rank(one.rank)}</b>${one.score != null && number(one.score, 1)}</span></li>`
            })}</ol>`
          : html`<p class="muted">${w.podiumNone}</p>`
      }
      ${
        board.mine &&
        !isAmong &&
        html`<p class="my-place">${board.mine.rank ? w.ranked(board.mine.rank, board.teams) : w.noRank}
        ${board.mine.score != null && html` <b>${number(board.mine.score, 1)}</b>`}</p>`
      }
    </section>`
}
