import { html } from '../../lib.js'
import { energy, number, shortMonth } from '../../format.js'
import { Chart, axis, width } from '../../ui/chart.js'
import { useResource } from '../../ui/parts.js'
import { h } from '../words.js'

/** @typedef {import('../shapes').PiggyBank} Bank */

/**
 * What the panels put aside, month by month; a month may cost.
 * @param {{ home: import('../shapes').Home }} props
 */
export function PiggyBank({ home }) {
  const w = h()
  const { data } = useResource(home.hasSolar ? `/api/homes/${home.id}/piggy-bank?period=month` : null)
  const items = /** @type {Bank | undefined} */ (data)?.items.slice(-12) ?? []
  if (!home.hasSolar) return null
  const values = items.map((one) => one.wh)
  const y = axis([Math.min(0, ...values), Math.max(1, ...values)], [98, 18])
  const step = width / Math.max(items.length, 1)
  const wide = Math.min(step * 0.7, 48)
  return html`
    <section aria-labelledby="home-piggy"><h2 id="home-piggy">${w.piggy}</h2>
      <p class="muted">${w.piggyText}</p>
      ${
        items.length
          ? html`<figure class="home-curve"><${Chart} height="124" label=${w.piggyLabel(number(items.length))}>
        ${items.map((one, index) => {
          const middle = (index + 0.5) * step
          const [from, to] = [y.place(Math.max(0, one.wh)), y.place(Math.min(0, one.wh))]
          return html`<g key=${one.month}><rect class=${one.wh < 0 ? 'cost' : 'gain'} x=${middle - wide / 2}
            width=${wide} y=${from} height=${Math.max(1, to - from)}>
            <title>${energy(one.wh / 1000)}</title></rect>
            ${
              items.length < 7 &&
              html`<text class="sum" x=${middle} y=${one.wh < 0 ? to + 10 : from - 4}>
              ${energy(one.wh / 1000)}</text>`
            }
            <text class="at" x=${middle} y="120">${one.month && shortMonth(one.month + '-15')}</text></g>`
        })}
        <line class="zero" x1="0" x2=${width} y1=${y.place(0)} y2=${y.place(0)} /><//></figure>`
          : html`<p class="muted">${w.none}</p>`
      }
    </section>`
}
