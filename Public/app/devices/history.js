import { html, useState } from '../lib.js'
import { url } from '../api/client.js'
import { day, number, time } from '../format.js'
import { Chart, axis, line } from '../ui/chart.js'
import { Fault, Waiting, useResource } from '../ui/parts.js'
import { measure, metricName } from '../sites/measures.js'
import { s } from '../sites/words.js'

/** @typedef {{ at: number, low: number, value: number, high: number }} Point */

const [left, right, top, ground] = [6, 314, 8, 128]
const hours = { day: 24, week: 168, month: 744, year: 8784 }
/** @type {Record<string, number>} */
const widths = { PT5M: 300_000, PT1H: 3_600_000, P1D: 86_400_000 }

/**
 * The history of what a device measures, over a span that one picks.
 * @param {{ path: string, name: string, unit: string, period: number, zone?: string }} props `path` is its series
 */
export function MetricHistory({ path, name, unit, period, zone }) {
  const w = s()
  const [range, setRange] = useState(/** @type {keyof typeof hours} */ ('day'))
  // Whole minutes, so that drawing it again asks for nothing new.
  const [until] = useState(() => new Date(Math.ceil(Date.now() / 60_000) * 60_000))
  const from = new Date(until.getTime() - hours[range] * 3_600_000)
  const question = `?from=${from.toISOString()}&to=${until.toISOString()}`
  const { data, error, again } = useResource(path + question)
  const series = /** @type {import('../api/types').DeviceSeries | undefined} */ (data)
  const points = series ? pointsOf(series) : []
  const width = widths[series?.resolution ?? '']
  const gap = width ? 1.5 * width : 3 * beat(points, period)
  return html`
    <div class="ranges" role="group" aria-label=${w.history}>${Object.entries(w.ranges).map(
      ([key, text]) => html`<button type="button" key=${key} class="chip" aria-pressed=${key === range}
        onClick=${() => setRange(/** @type {typeof range} */ (key))}>${text}</button>`,
    )}</div>
    ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
    ${
      series
        ? html`<${Curve} points=${points} name=${metricName(name)} unit=${unit} zone=${zone}
          span=${[from.getTime(), until.getTime()]} gap=${gap} />
        <p class="muted measured"><span>${w.coverage(number(series.coverage * 100))}</span>
        <span class="measured"><a href=${url(path + question)} download>${w.csv}</a>
          <a href=${url(`${path}/chart.png${question}&width=1000&height=500`)} target="_blank">${w.picture}</a></span>
        </p>`
        : !error && html`<${Waiting} lines=${4} />`
    }`
}

/**
 * Milliseconds between most samples where a device keeps a slower beat than its metric's period, up to thirty of those.
 * @param {Point[]} points @param {number} period in seconds
 */
function beat(points, period) {
  const apart = points.slice(1).map((one, index) => one.at - (points[index]?.at ?? one.at))
  const usual = apart.sort((one, other) => one - other)[apart.length >> 1] ?? 0
  return Math.min(Math.max(usual, period * 1000), period * 30_000)
}

/**
 * Raw samples and what is rolled up alike.
 * @param {import('../api/types').DeviceSeries} series @returns {Point[]}
 */
const pointsOf = (series) =>
  series.points.map((one) => {
    const value = one.value ?? one.mean ?? one.last ?? 0
    return { at: Date.parse(one.at), low: one.min ?? value, value, high: one.max ?? value }
  })

/** @param {Point[]} points @param {number} gap @returns {Point[][]} what hangs together */
function runs(points, gap) {
  /** @type {Point[][]} */
  const found = []
  let last = -Infinity
  for (const one of points) {
    if (one.at - last > gap) found.push([])
    found.at(-1)?.push(one)
    last = one.at
  }
  return found
}

/**
 * A line with the band of its extremes; where nothing was measured there is nothing.
 * @param {{ points: Point[], name: string, unit: string, span: [number, number], gap: number, zone?: string }} props
 */
export function Curve({ points, name, unit, span, gap, zone }) {
  const w = s()
  if (!points.length) return html`<p class="muted">${w.noHistory}</p>`
  const low = Math.min(0, ...points.map((one) => one.low))
  const high = Math.max(...points.map((one) => one.high), low + 1)
  const [x, y] = [axis(span, [left, right]), axis([low, high], [ground, top])]
  const place = (/** @type {Point} */ one, /** @type {'low' | 'value' | 'high'} */ what) =>
    /** @type {[number, number]} */ ([x.place(one.at), y.place(one[what])])
  const parts = runs(points, gap)
  const hasBand = points.some((one) => one.low !== one.high)
  const marks = [0, 0.25, 0.5, 0.75, 1].map((share) => span[0] + share * (span[1] - span[0]))
  const least = measure(Math.min(...points.map((one) => one.low)), unit)
  const isDay = span[1] - span[0] < 2 * 86_400_000
  return html`
    <figure class="curve">
      <${Chart} height="146" label=${w.curve(name, least, measure(high, unit))}>
        ${[low, (low + high) / 2, high].map(
          (value) => html`<g class="rule" key=${value}>
          <line x1=${left} x2=${right} y1=${y.place(value)} y2=${y.place(value)} />
          <text x=${left} y=${y.place(value) - 2}>${measure(value, unit)}</text></g>`,
        )}
        ${parts.map((run) => {
          const edge = [...run.map((one) => place(one, 'high')), ...[...run].reverse().map((one) => place(one, 'low'))]
          const middle = run.map((one) => place(one, 'value'))
          return html`<g key=${run[0]?.at}>${hasBand && html`<path class="band" d=${line(edge) + 'Z'} />`}
            <path class="mean" d=${middle.length > 1 ? line(middle) : line([...middle, ...middle]) + 'h0.6'} /></g>`
        })}
        ${marks.map(
          (at, index) => html`<text key=${at} x=${x.place(at)} y="143"
            text-anchor=${['start', 'middle', 'middle', 'middle', 'end'][index]}>
          ${isDay ? time(at, zone) : day(at, zone)}</text>`,
        )}
      <//>
      ${
        hasBand &&
        html`<figcaption><span class="key mean">${w.meanKey}</span>
        <span class="key band">${w.bandKey}</span></figcaption>`
      }
    </figure>`
}
