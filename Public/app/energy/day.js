import { html } from '../lib.js'
import { number, time } from '../format.js'
import { Chart, axis } from '../ui/chart.js'
import { Fault, useResource } from '../ui/parts.js'
import { g } from './words.js'

/** @typedef {{ from: number, to: number, value: number }} Level */

const zone = 'Europe/Paris'
const half = 1_800_000
const [left, right, top, ground] = [34, 314, 10, 132]

/**
 * Levels as they hold, one after another; where one is missing the line breaks.
 * @param {Level[]} levels @param {(at: number) => number} x @param {(value: number) => number} y
 */
export function steps(levels, x, y) {
  let path = ''
  let end = NaN
  for (const { from, to, value } of levels) {
    const height = y(value).toFixed(1)
    path += `${from === end ? 'L' : 'M'}${x(from).toFixed(1)} ${height}H${x(to).toFixed(1)}`
    end = to
  }
  return path
}

/**
 * The day's load as it was read, and as it is forecast.
 * @param {{ today: string }} props
 */
export function Day({ today }) {
  const w = g()
  const found = useResource(`/api/grid/consumption?from=${today}T00:00`)
  const forecasts = /** @type {import('../api/types').GridForecastSeries | undefined} */ (
    useResource(`/api/grid/forecasts/series?from=${today}T00:00&to=${today}T23:30`).data
  )
  const series = /** @type {import('../api/types').GridConsumption | undefined} */ (found.data)
  if (found.error) return html`<${Fault} error=${found.error} retry=${found.again} />`
  if (!series) return null
  const read = series.items.map((one) => ({
    from: Date.parse(one.at),
    to: Date.parse(one.at) + half,
    value: one.watts / 1e9,
  }))
  const start = Date.parse(series.from)
  const end = forecasts ? Date.parse(forecasts.to) + half : start + 86_400_000
  const levels = (/** @type {'ourWatts' | 'rteWatts'} */ name) =>
    (forecasts?.items ?? [])
      .filter((one) => one[name] != null)
      .map((one) => ({ from: Date.parse(one.at), to: Date.parse(one.at) + half, value: (one[name] ?? 0) / 1e9 }))
  const [said, rte] = [levels('ourWatts'), levels('rteWatts')]
  const values = [...read, ...said, ...rte].map((one) => one.value)
  if (!values.length) return null
  const [low, high] = [Math.min(...values), Math.max(...values)]
  const [x, y] = [axis([start, end], [left, right]), axis([Math.max(0, low - 3), high + 2], [ground, top])]
  return html`
    <section aria-labelledby="grid-day"><h2 id="grid-day">${w.today}</h2>
    <figure class="grid-curve">
      <${Chart} height="150" label=${w.todayLabel(number(low), number(high))}>
        ${[low, (low + high) / 2, high].map(
          (value) => html`<g class="grid" key=${value}>
          <line x1=${left} x2=${right} y1=${y.place(value)} y2=${y.place(value)} />
          <text x="30" y=${y.place(value) + 4}>${number(value)}</text></g>`,
        )}
        <path class="ours" d=${steps(said, x.place, y.place)} />
        <path class="rte" d=${steps(rte, x.place, y.place)} />
        <path class="read" d=${steps(read, x.place, y.place)} />
        ${[0, 6, 12, 18].map(
          (hour) => html`<text key=${hour} class="at" x=${x.place(start + hour * 2 * half)} y="147">
          ${time(start + hour * 2 * half, zone)}</text>`,
        )}
      <//>
      <figcaption><span class="key read">${w.measured}</span> <span class="key ours">${w.forecast}</span>
      ${rte.length > 0 && html` <span class="key rte">${w.forecastRTE}</span>`} GW</figcaption>
    </figure></section>`
}
