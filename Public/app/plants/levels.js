import { html, useMemo, useState } from '../lib.js'
import { serverNow } from '../api/client.js'
import { day, number, time } from '../format.js'
import { Chart, axis } from '../ui/chart.js'
import { Fault, Waiting, useResource } from '../ui/parts.js'
import { energy, p } from './words.js'

/** @typedef {import('../api/plants').Levels} Levels */
/** @typedef {import('../api/plants').LevelItem} LevelItem */
/** @typedef {(value: number) => number} Place */

const [left, right, top, ground] = [34, 314, 12, 140]
const spans = /** @type {const} */ ({ day: 1, week: 7, month: 30, year: 365 })

/**
 * What the reserve held, under the line of what it can hold.
 * @param {{ plant: import('../api/plants').Plant, turn: number }} props
 */
export function LevelChart({ plant, turn }) {
  const w = p()
  const [span, setSpan] = useState(/** @type {keyof typeof spans} */ ('week'))
  const path = useMemo(() => {
    const to = serverNow()
    const stamp = (/** @type {number} */ at) => new Date(at).toISOString()
    return `/api/plants/${plant.id}/levels?from=${stamp(to - spans[span] * 86_400_000)}&to=${stamp(to)}`
  }, [plant.id, span, turn])
  const found = useResource(path)
  const levels = /** @type {Levels | undefined} */ (found.data)
  return html`
    <section aria-labelledby="plant-levels"><h2 id="plant-levels">${w.levels}</h2>
      <div class="ranges">${
        /** @type {(keyof typeof spans)[]} */ (Object.keys(spans)).map(
          (one) => html`<button type="button" key=${one} class="chip" aria-pressed=${one === span}
        onClick=${() => setSpan(one)}>${w.spans[one]}</button>`,
        )
      }</div>
      ${
        found.error
          ? html`<${Fault} error=${found.error} retry=${found.again} />`
          : levels
            ? html`<${Picture} levels=${levels} zone=${plant.timeZone} />`
            : html`<${Waiting} lines=${4} />`
      }
    </section>`
}

/** @param {{ levels: Levels, zone: string }} props */
function Picture({ levels, zone }) {
  const w = p()
  const { items, capacities } = levels
  if (!items.length) return html`<p class="muted">${w.nothingYet}</p>`
  const [start, end] = [Date.parse(levels.from), Date.parse(levels.to)]
  const held = items.flatMap((one) => [one.wh, one.beforeWh ?? one.wh, one.min ?? one.wh, one.max ?? one.wh])
  const most = Math.max(1, ...held, ...capacities.map((one) => one.wh))
  const [x, y] = [axis([start, end], [left, right]), axis([0, most], [ground, top])]
  const first = Date.parse(/** @type {LevelItem} */ (items[0]).at)
  const label = w.levelsLabel(
    energy(Math.min(...held)),
    energy(Math.max(...held)),
    energy(capacities.at(-1)?.wh ?? most),
  )
  const marks = [0.1, 0.37, 0.63, 0.9].map((share) => start + (end - start) * share)
  return html`
    <figure class="plant-levels">
      <${Chart} height="158" label=${label}>
        ${[0, most / 2, most].map(
          (value) => html`<g class="rule" key=${value}>
          <line x1=${left} x2=${right} y1=${y.place(value)} y2=${y.place(value)} />
          <text x="30" y=${y.place(value) + 3}>${number(value / 1000, most < 20_000 ? 1 : 0)}</text></g>`,
        )}
        ${
          first > start + 1000 &&
          html`<rect class="unknown" x=${left} y=${top} height=${ground - top}
          width=${x.place(Math.min(first, end)) - left} />`
        }
        ${items[0]?.max != null && html`<path class="between" d=${between(items, end, x.place, y.place)} />`}
        <path class="level" d=${line(items, end, x.place, y.place)} />
        <path class="capacity" d=${steps(capacities, end, x.place, y.place)} />
        ${marks.map(
          (at) => html`<text key=${at} class="at" x=${x.place(at)} y="153">
          ${end - start > 172_800_000 ? day(at, zone) : time(at, zone)}</text>`,
        )}
      <//>
      <figcaption><span class="key level">${w.level}</span> <span class="key capacity">${w.capacity}</span> kWh
        ${levels.resolution !== 'raw' && html` · ${w.rolledUp}`}</figcaption>
    </figure>`
}

/**
 * From each level straight to the next one's before, and then up or down.
 * @param {LevelItem[]} items @param {number} end @param {Place} x @param {Place} y
 */
function line(items, end, x, y) {
  let path = ''
  items.forEach((one, index) => {
    const [at, height] = [x(Date.parse(one.at)).toFixed(1), y(one.wh).toFixed(1)]
    if (index === 0) path += `M${at} ${height}`
    else path += `L${at} ${y(one.beforeWh ?? items[index - 1]?.wh ?? one.wh).toFixed(1)}V${height}`
  })
  return `${path}H${x(Math.max(end, Date.parse(items.at(-1)?.at ?? ''))).toFixed(1)}`
}

/**
 * Between the lowest and the highest of each time.
 * @param {LevelItem[]} items @param {number} end @param {Place} x @param {Place} y
 */
function between(items, end, x, y) {
  const upTo = (/** @type {number} */ index) => Math.min(end, Date.parse(items[index + 1]?.at ?? '') || end)
  return items
    .map((one, index) => {
      const [from, to] = [x(Date.parse(one.at)).toFixed(1), x(upTo(index)).toFixed(1)]
      return `M${from} ${y(one.min ?? one.wh).toFixed(1)}H${to}V${y(one.max ?? one.wh).toFixed(1)}H${from}Z`
    })
    .join('')
}

/** @param {{ at: string, wh: number }[]} capacities @param {number} end @param {Place} x @param {Place} y */
function steps(capacities, end, x, y) {
  let path = ''
  for (const one of capacities) {
    const height = y(one.wh).toFixed(1)
    path += path ? `H${x(Date.parse(one.at)).toFixed(1)}V${height}` : `M${x(Date.parse(one.at)).toFixed(1)} ${height}`
  }
  return path && `${path}H${x(end).toFixed(1)}`
}
