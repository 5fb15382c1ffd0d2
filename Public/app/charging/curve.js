import { html, useState } from '../lib.js'
import { energy, number, power, time } from '../format.js'
import { t } from '../i18n.js'

/**
 * Power over time as an area, the battery's level as a line; the same figures as a table below.
 * @param {{ charge: import('../types').Charge }} props
 */
export function Curve({ charge }) {
  const w = t().charging
  const [at, setAt] = useState(/** @type {number | null} */ (null))
  const samples = thinned(charge.curve ?? [], 300)
  if (samples.length < 2) return html`<p class="muted center">${w.curveSoon}</p>`
  const [from, to] = [
    Date.parse(charge.startedAt),
    Math.max(Date.parse(charge.endsAt), Date.parse(samples[samples.length - 1]?.at ?? charge.endsAt)),
  ]
  const most = Math.max(5, ...samples.map((one) => one.powerKw)) * 1.15
  const x = (/** @type {string} */ moment) => 34 + ((Date.parse(moment) - from) / Math.max(1, to - from)) * 280
  const y = (/** @type {number} */ share) => 130 - share * 116
  const line = (/** @type {(one: import('../types').Sample) => number} */ share) =>
    samples.map((one) => `${x(one.at).toFixed(1)} ${y(share(one)).toFixed(1)}`).join('L')
  const watts = line((one) => one.powerKw / most)
  const last = samples[samples.length - 1]
  const shown = samples[at ?? samples.length - 1] ?? last
  if (!last || !shown) return null
  const point = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect()
    const wanted = from + ((((event.clientX - box.left) / box.width) * 320 - 34) / 280) * (to - from)
    setAt(
      samples.reduce(
        (best, one, index) =>
          Math.abs(Date.parse(one.at) - wanted) < Math.abs(Date.parse(samples[best]?.at ?? '') - wanted) ? index : best,
        0,
      ),
    )
  }
  const key = (/** @type {KeyboardEvent} */ event) => {
    const step = event.key === 'ArrowLeft' ? -1 : event.key === 'ArrowRight' ? 1 : 0
    if (step) {
      event.preventDefault()
      setAt(Math.max(0, Math.min(samples.length - 1, (at ?? samples.length - 1) + step)))
    }
  }
  return html`
    <figure class="curve">
      <figcaption>${time(shown.at, charge.timeZone)} · <b class="kw">${power(shown.powerKw)}</b> · <b class="soc">
      ${number(shown.soc)} %</b></figcaption>
      <svg viewBox="0 0 320 152" role="img" aria-label=${w.picture} tabindex="0" onPointerMove=${point}
        onPointerLeave=${() => setAt(null)} onKeyDown=${key}>
        ${[0, 0.5, 1].map(
          (share) =>
            html`<g key=${share} class="grid"><line x1="34" x2="314" y1=${y(share)} y2=${y(share)} />
            <text x="30" y=${y(share) + 4}>${number(most * share)}</text></g>`,
        )}
        <path class="area" d=${`M${x(samples[0]?.at ?? '').toFixed(1)} 130L${watts}L${x(last.at).toFixed(1)} 130Z`} />
        <path class="kw" d=${'M' + watts} />
        <path class="soc" d=${'M' + line((one) => one.soc / 100)} />
        <line class="cursor" x1=${x(shown.at)} x2=${x(shown.at)} y1="14" y2="130" />
        <circle class=${charge.state === 'charging' ? 'last pulse' : 'last'} cx=${x(last.at)}
          cy=${y(last.powerKw / most)} r="4" />
        <text class="at" x="34" y="147">${time(from, charge.timeZone)}</text><text class="at end" x="314" y="147">
        ${time(to, charge.timeZone)}</text>
      </svg>
      <details class="more"><summary>${w.data}</summary>
        <div class="scroll"><table><thead><tr><th>${w.at}</th><th>${w.power}</th><th>${w.soc}</th><th>
        ${w.energy}</th></tr></thead>
          <tbody>${thinned(samples, 40).map(
            (one) =>
              html`<tr key=${one.at}><td>${time(one.at, charge.timeZone)}</td><td>${power(one.powerKw)}</td><td>
              ${number(one.soc)} %</td><td>${energy(one.energyKwh)}</td></tr>`,
          )}</tbody></table></div>
      </details>
    </figure>`
}

/** @template T @param {T[]} all @param {number} most @returns {T[]} */
function thinned(all, most) {
  if (all.length <= most) return all
  const step = (all.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => /** @type {T} */ (all[Math.round(index * step)]))
}
