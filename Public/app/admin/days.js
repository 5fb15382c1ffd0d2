import { html } from '../lib.js'
import { energy, number, shortDate } from '../format.js'
import { t } from '../i18n.js'
import { Chart, bars, width } from '../ui/chart.js'
import { d } from './words.js'

/** @typedef {import('../api/types').Overview['days'][number]} Day */
/** @typedef {'bookings' | 'charges' | 'energyKwh' | 'accounts'} Value */

const [top, ground] = [12, 92]

/**
 * Thirty bars and the days at both ends; the table below holds the same figures.
 * @param {{ name: string, days: Day[], value: Value, say?: (n: number) => string }} props
 */
export function Days({ name, days, value, say = number }) {
  const values = days.map((one) => one[value])
  const most = Math.max(...values)
  const sum = say(values.reduce((a, b) => a + b, 0))
  const bar = bars({ count: Math.max(1, days.length), most, ground, rise: ground - top, least: 1.5, share: 0.72 })
  const [first, last] = [days[0], days[days.length - 1]]
  return html`
    <figure class="card daily"><figcaption class="split"><span>${name}</span><b>${sum}</b></figcaption>
      <${Chart} height=${ground + 20} label=${d().desk.picture(name, sum, say(most))}>
        <line class="top-line" x1="0" x2=${width} y1=${top} y2=${top} />
        <line x1="0" x2=${width} y1=${ground} y2=${ground} />
        <text x="0" y="8">${most ? say(most) : ''}</text>
        ${days.map((one, index) => {
          const { x, y, width, height } = bar(index, one[value])
          return html`
            <rect key=${one.day} data-none=${!one[value]} x=${x} y=${y} width=${width} height=${height} rx="1.5">
              <title>${shortDate(one.day)} : ${say(one[value])}</title></rect>`
        })}
        ${first && html`<text x="0" y=${ground + 15}>${shortDate(first.day)}</text>`}
        ${last && html`<text class="end" x=${width} y=${ground + 15}>${shortDate(last.day)}</text>`}
      <//></figure>`
}

/** @param {{ days: Day[] }} props */
export function DaysTable({ days }) {
  const w = d().desk
  const heads = [w.charts.bookings, w.charts.charges, w.charts.energy, w.charts.accounts]
  return html`<details class="data"><summary>${t().charging.data}</summary>
    <div class="scroll" tabindex="0" role="region" aria-label=${w.days}>
      <table><thead><tr><th scope="col">${w.day}</th>
        ${heads.map((head) => html`<th scope="col" class="figure">${head}</th>`)}</tr></thead>
      <tbody>${[...days].reverse().map((one) => {
        const figures = [number(one.bookings), number(one.charges), energy(one.energyKwh), number(one.accounts)]
        return html`<tr key=${one.day}><th scope="row">${shortDate(one.day)}</th>
          ${figures.map((figure) => html`<td class="figure">${figure}</td>`)}</tr>`
      })}</tbody></table></div></details>`
}
