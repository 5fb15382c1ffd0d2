import { html, useState } from '../../lib.js'
import { dayKey, longDay, number, time } from '../../format.js'
import { Icon } from '../../ui/icon.js'
import { Chart, axis } from '../../ui/chart.js'
import { Fault, Waiting, useResource } from '../../ui/parts.js'
import { Gaps } from './gaps.js'
import { ReadFile } from './readFile.js'
import { h } from '../words.js'

/** @typedef {import('../shapes').Home} Home */
/** @typedef {import('../shapes').Reading} Reading */
/** @typedef {import('../shapes').Readings} Readings */
/** @typedef {import('../shapes').Direction} Direction */

const zone = 'Europe/Paris'
const [left, right, top, ground] = [30, 316, 10, 138]

/**
 * A civil day of what the meter says: certified and measured here, one over the other, and where nothing was measured.
 * @param {{ home: Home }} props
 */
export function Curve({ home }) {
  const w = h()
  const [day, setDay] = useState(() => shifted(dayKey(Date.now(), zone), -1))
  const [direction, setDirection] = useState(/** @type {Direction} */ ('drawn'))
  const today = dayKey(Date.now(), zone)
  const question = `kind=curve&direction=${direction}&from=${day}T00:00&to=${shifted(day, 1)}T00:00`
  const path = `/api/homes/${home.id}/readings?${question}&quality=`
  const certified = useResource(path + 'certified')
  const local = useResource(path + 'local')
  const all = /** @type {Readings | undefined} */ (useResource(path.replace(/&quality=$/, '')).data)
  const series = /** @type {(Readings | undefined)[]} */ ([certified.data, local.data])
  return html`
    <section aria-labelledby="home-curve"><h2 id="home-curve">${w.curve}</h2>
      <div class="ranges">
        ${
          /** @type {Direction[]} */ (['drawn', 'injected']).map(
            (one) => html`<button type="button" key=${one} class="chip" aria-pressed=${one === direction}
          onClick=${() => setDirection(one)}>${w.directions[one]}</button>`,
          )
        }
      </div>
      <div class="day-picker">
        <button type="button" class="round" aria-label=${w.previousDay} onClick=${() => setDay(shifted(day, -1))}>
          <${Icon} name="back" /></button>
        <b>${longDay(day + 'T12:00:00Z')}</b>
        <button type="button" class="round" aria-label=${w.nextDay} disabled=${day >= today}
          onClick=${() => setDay(shifted(day, 1))}><${Icon} name="next" /></button>
      </div>
      ${
        certified.error
          ? html`<${Fault} error=${certified.error} retry=${certified.again} />`
          : all && series[0]
            ? html`<${Day} day=${day} all=${all} certified=${series[0]?.items ?? []} local=${series[1]?.items ?? []} />`
            : html`<${Waiting} lines=${4} />`
      }
      <${Gaps} home=${home} />
      <${ReadFile} home=${home} />
    </section>`
}

/** @param {string} day @param {number} days */
function shifted(day, days) {
  const at = new Date(day + 'T12:00:00Z')
  at.setUTCDate(at.getUTCDate() + days)
  return at.toISOString().slice(0, 10)
}

/** @param {{ day: string, all: Readings, certified: Reading[], local: Reading[] }} props */
function Day({ day, all, certified, local }) {
  const w = h()
  const values = [...all.items, ...certified, ...local].map((one) => one.watts ?? 0)
  if (!all.items.length) return html`<p class="muted">${w.noReadings}</p>`
  const [start, end] = [Date.parse(all.from), Date.parse(all.to)]
  const most = Math.max(100, ...values)
  const [x, y] = [axis([start, end], [left, right]), axis([0, most], [ground, top])]
  const byHand = all.items.filter((one) => one.quality === 'provisional')
  const kilo = (/** @type {number} */ watts) => `${number(watts / 1000, 1)}\u202fkW`
  return html`
    <figure class="home-curve">
      <${Chart} height="156" label=${w.curveLabel(longDay(day + 'T12:00:00Z'), kilo(most))}>
        <defs><pattern id="hatch" width="5" height="5" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
          <path d="M0 0V5" /></pattern></defs>
        ${holes(all.items, start, end).map(
          ([from, to]) => html`<rect key=${from} class="hole" x=${x.place(from)} width=${x.place(to) - x.place(from)}
          y=${top} height=${ground - top} />`,
        )}
        ${[0, most / 2, most].map(
          (value) => html`<g class="rule" key=${value}>
          <line x1=${left} x2=${right} y1=${y.place(value)} y2=${y.place(value)} />
          <text x="27" y=${y.place(value) + 3}>${number(value / 1000, 1)}</text></g>`,
        )}
        <path class="certified" d=${steps(certified.length ? certified : byHand, x.place, y.place)} />
        <path class="local" d=${steps(local, x.place, y.place)} />
        ${[0, 6, 12, 18].map((hour) => {
          const at = start + hour * 3_600_000
          return html`<text key=${hour} class="at" x=${x.place(at)} y="151">${time(at, zone)}</text>`
        })}
      <//>
      <figcaption>
        ${certified.length > 0 && html`<span class="key certified">${w.certified}</span> `}
        ${byHand.length > 0 && html`<span class="key certified">${w.provisional}</span> `}
        ${local.length > 0 && html`<span class="key local">${w.local}</span> `}
        ${all.coverage < 1 && html`<span class="key hole">${w.gapKey}</span> `}<br />kW ·
        ${w.covered(number(Math.floor(all.coverage * 100)))}</figcaption>
    </figure>`
}

/** @param {Reading[]} items @param {number} start @param {number} end @returns {[number, number][]} */
function holes(items, start, end) {
  /** @type {[number, number][]} */
  const found = []
  let last = start
  for (const one of items) {
    const at = Date.parse(one.startsAt)
    if (at > last) found.push([last, at])
    last = Math.max(last, Date.parse(one.endsAt))
  }
  const until = Math.min(end, Date.now())
  return until > last ? [...found, [last, until]] : found
}

/** @param {Reading[]} items @param {(at: number) => number} x @param {(watts: number) => number} y */
function steps(items, x, y) {
  let path = ''
  let last = ''
  for (const one of items) {
    const height = y(one.watts ?? 0).toFixed(1)
    const [from, to] = [x(Date.parse(one.startsAt)).toFixed(1), x(Date.parse(one.endsAt)).toFixed(1)]
    path += `${one.startsAt === last ? 'L' : 'M'}${from} ${height}H${to}`
    last = one.endsAt
  }
  return path
}
