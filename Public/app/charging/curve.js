import { html, useState } from '../lib.js'
import { energy, number, power, time } from '../format.js'
import { t } from '../i18n.js'
import { Chart, axis, line, thinned, width } from '../ui/chart.js'

/** @typedef {import('../api/types').Sample} Sample */

const [left, right, top, ground] = [34, 314, 14, 130]

/**
 * Power over time as an area, the battery's level as a line; the same figures as a table below.
 * @param {{ charge: import('../api/types').Charge }} props
 */
export function Curve({ charge }) {
  const w = t().charging
  const zone = charge.timeZone
  const [at, setAt] = useState(/** @type {number | null} */ (null))
  const samples = thinned(charge.curve ?? [], 300)
  const last = samples[samples.length - 1]
  const shown = samples[at ?? samples.length - 1] ?? last
  if (samples.length < 2 || !last || !shown) return html`<p class="muted center">${w.curveSoon}</p>`
  const [from, to] = [Date.parse(charge.startedAt), Math.max(Date.parse(charge.endsAt), Date.parse(last.at))]
  const most = Math.max(5, ...samples.map((one) => one.powerKw)) * 1.15
  const [times, powers, levels] = [
    axis([from, to], [left, right]),
    axis([0, most], [ground, top]),
    axis([0, 100], [ground, top]),
  ]
  const soc = number(shown.soc)
  const x = (/** @type {Sample} */ one) => times.place(Date.parse(one.at))
  const foot = (/** @type {Sample} */ one) => `${x(one).toFixed(1)} ${ground}`
  const watts = line(samples.map((one) => [x(one), powers.place(one.powerKw)]))
  const point = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect()
    setAt(nearest(samples, times.value(((event.clientX - box.left) / box.width) * width)))
  }
  const key = (/** @type {KeyboardEvent} */ event) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (!step) return
    event.preventDefault()
    setAt(Math.max(0, Math.min(samples.length - 1, (at ?? samples.length - 1) + step)))
  }
  return html`
    <figure class="curve">
      <figcaption>${time(shown.at, zone)} · <b class="kw">${power(shown.powerKw)}</b> · <b class="soc">${soc} %</b>
      </figcaption>
      <${Chart} height="152" label=${w.picture} tabindex="0" onPointerMove=${point} onPointerLeave=${() => setAt(null)}
        onKeyDown=${key}>
        ${[0, most / 2, most].map((kw) => html`<${GridLine} key=${kw} y=${powers.place(kw)} kw=${kw} />`)}
        <path class="area" d=${`${watts}L${foot(last)}L${foot(samples[0] ?? last)}Z`} />
        <path class="kw" d=${watts} />
        <path class="soc" d=${line(samples.map((one) => [x(one), levels.place(one.soc)]))} />
        <line class="cursor" x1=${x(shown)} x2=${x(shown)} y1=${top} y2=${ground} />
        <circle class=${charge.state === 'charging' ? 'last pulse' : 'last'} r="4"
          cx=${x(last)} cy=${powers.place(last.powerKw)} />
        <text class="at" x=${left} y="147">${time(from, zone)}</text>
        <text class="at end" x=${right} y="147">${time(to, zone)}</text>
      <//>
      <details class="more"><summary>${w.data}</summary>
        <${Figures} samples=${samples} zone=${zone} /></details>
    </figure>`
}

/**
 * The index of the sample of that time.
 * @param {Sample[]} samples @param {number} moment
 */
function nearest(samples, moment) {
  const gaps = samples.map((one) => Math.abs(Date.parse(one.at) - moment))
  return gaps.indexOf(Math.min(...gaps))
}

/** @param {{ y: number, kw: number }} props */
const GridLine = ({ y, kw }) => html`
  <g class="grid"><line x1=${left} x2=${right} y1=${y} y2=${y} /><text x="30" y=${y + 4}>${number(kw)}</text></g>`

/** @param {{ samples: Sample[], zone: string }} props */
function Figures({ samples, zone }) {
  const w = t().charging
  return html`
    <div class="scroll">
      <table><thead><tr><th>${w.at}</th><th>${w.power}</th><th>${w.soc}</th><th>${w.energy}</th></tr></thead>
      <tbody>${thinned(samples, 40).map(
        (one) => html`
        <tr key=${one.at}><td>${time(one.at, zone)}</td><td>${power(one.powerKw)}</td><td>${number(one.soc)} %</td>
          <td>${energy(one.energyKwh)}</td></tr>`,
      )}</tbody></table></div>`
}
