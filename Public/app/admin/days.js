import { html } from '../lib.js'
import { energy, number, shortDate } from '../format.js'
import { t } from '../i18n.js'
import { d } from './words.js'

/** @typedef {import('../types').Overview['days'][number]} Day */
/** @typedef {'bookings' | 'charges' | 'energyKwh' | 'accounts'} Value */

const [wide, high] = [320, 92]

/**
 * Thirty bars and the days at both ends; the table below holds the same figures.
 * @param {{ name: string, days: Day[], value: Value, say?: (n: number) => string }} props
 */
export function Days({ name, days, value, say = number }) {
  const values = days.map((one) => one[value])
  const most = Math.max(...values)
  const sum = say(values.reduce((a, b) => a + b, 0))
  const step = wide / Math.max(1, days.length)
  const [first, last] = [days[0], days[days.length - 1]]
  return html`
    <figure class="card daily"><figcaption class="split"><span>${name}</span><b>${sum}</b></figcaption>
      <svg viewBox=${`0 0 ${wide} ${high + 20}`} role="img" aria-label=${d().desk.picture(name, sum, say(most))}>
        <line class="top-line" x1="0" x2=${wide} y1="12" y2="12" /><line x1="0" x2=${wide} y1=${high} y2=${high} />
        <text x="0" y="8">${most ? say(most) : ''}</text>
        ${days.map((one, index) => {
          const height = most ? (one[value] / most) * (high - 12) : 0
          return html`<rect key=${one.day} data-none=${!one[value]} x=${index * step + step * 0.14}
            y=${high - Math.max(height, 1.5)} width=${step * 0.72} height=${Math.max(height, 1.5)} rx="1.5">
            <title>${shortDate(one.day)} : ${say(one[value])}</title></rect>`
        })}
        ${first && html`<text x="0" y=${high + 15}>${shortDate(first.day)}</text>`}
        ${last && html`<text class="end" x=${wide} y=${high + 15}>${shortDate(last.day)}</text>`}
      </svg></figure>`
}

/** @param {{ days: Day[] }} props */
export function DaysTable({ days }) {
  const w = d().desk
  return html`<details class="data"><summary>${t().charging.data}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${w.days}><table>
    <thead><tr><th scope="col">${w.day}</th><th scope="col" class="figure">${w.charts.bookings}</th>
    <th scope="col" class="figure">${w.charts.charges}</th>
      <th scope="col" class="figure">${w.charts.energy}</th><th scope="col" class="figure">
      ${w.charts.accounts}</th></tr></thead>
    <tbody>${[...days].reverse().map(
      (one) => html`<tr key=${one.day}><th scope="row">${shortDate(one.day)}</th><td class="figure">
        ${number(one.bookings)}</td>
      <td class="figure">${number(one.charges)}</td><td class="figure">${energy(one.energyKwh)}</td><td class="figure">
      ${number(one.accounts)}</td></tr>`,
    )}</tbody></table></div></details>`
}
