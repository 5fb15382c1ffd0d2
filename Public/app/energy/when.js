import { html } from '../lib.js'
import { number, time, weekday } from '../format.js'
import { Icon } from '../ui/icon.js'
import { g } from './words.js'

/** @typedef {import('../api/types').GridOutlook} GridOutlook */
/** @typedef {GridOutlook['items'][0]} Item */

const zone = 'Europe/Paris'

/**
 * When it is good to charge: until tomorrow, and in the week.
 * @param {{ outlook: GridOutlook }} props
 */
export function When({ outlook }) {
  const w = g()
  const known = outlook.items.filter((one) => one.gramsPerKwh != null)
  if (!known.length) return null
  const soon = known.slice(0, 48)
  const best = soon.reduce((a, b) => ((b.gramsPerKwh ?? 0) < (a.gramsPerKwh ?? 0) ? b : a))
  const mean = soon.reduce((sum, one) => sum + (one.gramsPerKwh ?? 0), 0) / soon.length
  const gain = mean - (best.gramsPerKwh ?? 0)
  const week = [...known].sort((a, b) => (a.gramsPerKwh ?? 0) - (b.gramsPerKwh ?? 0)).slice(0, 8)
  const when = (/** @type {Item} */ one) =>
    `${weekday(one.startsAt, zone)} ${time(one.startsAt, zone)} – ${time(one.endsAt, zone)}`
  return html`
    <section aria-labelledby="grid-when"><h2 id="grid-when">${w.when}</h2>
      ${
        gain < best.spread
          ? html`<p class="notice"><${Icon} name="info" />${w.noPreference}</p>`
          : html`<p class="notice good"><${Icon} name="bolt" /><span><strong>${w.whenNow(when(best))}</strong>
          <br />${w.saves(number(Math.round(gain * 20)))}</span></p>`
      }
      <h3>${w.best}</h3>
      <ol class="plain grid-best">${week.map(
        (one) => html`<li key=${one.startsAt}><span>${when(one)}</span>
        <span><b>${w.grams(number(one.gramsPerKwh ?? 0))}</b>
        <small>${one.band && w.bands[one.band]}
        ${one.stress > 0 && ` · ${w.stress[one.stress]}`}</small></span></li>`,
      )}</ol>
    </section>`
}
