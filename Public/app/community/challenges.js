import { html, useState } from '../lib.js'
import { number } from '../format.js'
import { Icon } from '../ui/icon.js'
import { usePages } from '../ui/pages.js'
import { Explained } from './points.js'
import { k } from './words.js'

/**
 * @typedef {import('../api/types').MyGame} MyGame
 * @typedef {import('../api/types').PointRow} PointRow
 */

/** @type {Record<string, string>} */
const icons = {
  'piggy-bank': 'sun',
  'self-consumption': 'home',
  levels: 'leaf',
  shedding: 'plug',
  savings: 'chart',
  booking: 'car',
}

/**
 * The challenges with what each brought; a tap says why.
 * @param {{ game: MyGame }} props
 */
export function Challenges({ game }) {
  const w = k()
  return html`
    <section aria-labelledby="my-challenges"><h2 id="my-challenges">${w.challenges}</h2>
      <ul class="plain challenges">
      ${game.challenges.map((one) => html`<${Challenge} key=${one.rule} one=${one} />`)}
      </ul>
    </section>`
}

/** @param {{ one: MyGame['challenges'][number] }} props */
function Challenge({ one }) {
  const w = k()
  const [isOpen, setOpen] = useState(false)
  const share = Math.max(0, Math.min(1, one.points / Math.max(one.most, 1)))
  return html`
    <li><details onToggle=${(/** @type {Event} */ event) =>
      setOpen(/** @type {HTMLDetailsElement} */ (event.currentTarget).open)}>
      <summary><${Icon} name=${icons[one.rule] ?? 'leaf'} />
        <span class="grow"><b>${w.rules[one.rule]}</b>
          <i class="bar"><i style=${{ width: share * 100 + '%' }}></i></i></span>
        <span class="worth"><b>${number(one.points)}</b><small>/ ${number(one.most)}</small></span></summary>
      <p class="muted">${w.ruleTexts[one.rule]}</p>
      ${isOpen && html`<${Why} rule=${one.rule} />`}
    </details></li>`
}

/** @param {{ rule: string }} props */
function Why({ rule }) {
  const { items } = /** @type {ReturnType<typeof usePages<PointRow>>} */ (
    usePages(`/api/community/points?rule=${rule}&all=false&limit=3`)
  )
  return html`${(items ?? [])
    .filter((one) => !one.teamId)
    .map((one) => html`<${Explained} key=${one.id} row=${one} />`)}`
}
