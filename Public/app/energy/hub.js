import { html } from '../lib.js'
import { number } from '../format.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import './style.js'
import { g } from './words.js'

/** @typedef {import('../api/types').GridNow} GridNow */

/** Where the energy half begins: a card for each of its rooms. */
export function EnergyHub() {
  const w = g()
  const now = /** @type {GridNow | undefined} */ (useResource('/api/grid/now').data)
  const facts = now?.consumption
    ? [
        w.gigawatts(number(now.consumption.watts / 1e9, 1)),
        now.gramsPerKwh != null && w.grams(number(now.gramsPerKwh)),
        now.tempo && `Tempo : ${w.colours[now.tempo]}`,
      ].filter(Boolean)
    : []
  return html`
    <${Sheet} title=${w.title} stop="full">
      <ul class="plain energy-cards">
        <li><a class="card" href=${href('/reseau')}><${Icon} name="chart" size=${32} />
          <span><strong>${w.grid}</strong><small>${w.gridText}</small>
          ${facts.length > 0 && html`<small class="energy-facts">${facts.join(' · ')}</small>`}</span></a></li>
      </ul>
    <//>`
}
