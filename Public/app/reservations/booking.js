import { html, useEffect, useMemo, useState } from '../lib.js'
import { Refusal, serverNow } from '../api/client.js'
import { dayKey, power, weekday } from '../format.js'
import { t } from '../i18n.js'
import { reveal } from '../map/view.js'
import { go, href, query, setQuery } from '../router.js'
import { DemonstrationTag, isMadeUp } from '../stations/demonstration.js'
import { addressLine, statusOf } from '../stations/told.js'
import { Plug } from '../ui/icon.js'
import { Empty, Fault, Waiting, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Confirmation } from './confirm.js'
import { Refused } from './refused.js'
import { DaySlots, Now, groupByDay, stamp } from './slots.js'
import { wishes } from './wishes.js'

/** @typedef {import('../api/types').Slot} Slot */
/** @typedef {import('../api/types').Station} Station */
/** @typedef {Station['chargePoints'][0]} Point */

const dayLength = 86_400_000

/**
 * A booking takes three taps: the point, the half-hour, yes.
 * @param {{ id: string }} props
 */
export function Booking({ id }) {
  const w = t().booking
  const found = useResource('/api/stations/' + id, { keep: true })
  const station = /** @type {Station | undefined} */ (found.data)
  const points = station?.chargePoints.filter((point) => point.reservable) ?? []
  // Whatever else changes meanwhile, the choice stays.
  const best = useMemo(() => bestOf(points)?.id, [station?.id])
  const point = points.find((one) => one.id === (query.value.get('point') ?? best)) ?? points[0]
  useEffect(() => {
    if (station) reveal(station)
  }, [station?.id])
  const choose = (/** @type {string} */ name, /** @type {string} */ value) => {
    const next = new URLSearchParams(query.peek())
    next.set(name, value)
    setQuery(next)
  }
  if (!station)
    return html`<${Sheet} title=${w.title} stop="full" back=${href('/s/' + id)}>
      ${found.error ? html`<${Fault} error=${found.error} retry=${found.again} />` : html`<${Waiting} />`}<//>`
  if (!point)
    return html`<${Sheet} title=${w.title} subtitle=${station.name} stop="full" back=${href('/s/' + id)}>
      <${Empty} text=${t().station.notBookable} /><//>`
  return html`<${Picker} key=${point.id} station=${station} points=${points} point=${point} choose=${choose} />`
}

/**
 * One that fits the filters, which may be those of a car, then one that is free, then the strongest.
 * @param {Point[]} points
 */
function bestOf(points) {
  const [sockets, least] = [query.peek().getAll('socket'), Number(query.peek().get('minPower') ?? 0)]
  const rank = (/** @type {Point} */ { sockets: own, powerKw, status }) =>
    (!sockets.length || own.some((one) => sockets.includes(one)) ? 4000 : 0) +
    ((powerKw ?? 0) >= least ? 4000 : 0) +
    (status === 'free' ? 2000 : 0) +
    (powerKw ?? 0)
  return [...points].sort((a, b) => rank(b) - rank(a))[0]
}

/** @param {{ station: Station, points: Point[], point: Point, choose: (name: string, value: string) => void }} props */
function Picker({ station, points, point, choose }) {
  const w = t().booking
  const zone = station.timeZone
  const range = useMemo(() => {
    const from = Math.floor(serverNow() / 60_000) * 60_000
    return { from: new Date(from), to: new Date(from + 7 * dayLength) }
  }, [])
  const slots = useResource(`/api/points/${point.id}/slots?from=${stamp(range.from)}&to=${stamp(range.to)}`)
  const list = /** @type {import('../api/types').SlotList | undefined} */ (slots.data)
  const items = list?.items
  const byDay = useMemo(() => groupByDay(items ?? [], zone), [items, zone])
  const days = [...byDay.keys()]
  const isFree = (/** @type {string} */ key) => (byDay.get(key) ?? []).some((slot) => slot.state === 'free')
  const shown = days.includes(query.value.get('jour') ?? '')
    ? String(query.value.get('jour'))
    : (days.find(isFree) ?? days[0] ?? '')
  const [start, setStart] = useState(query.peek().get('debut') ?? '')
  const [refusal, setRefusal] = useState(/** @type {unknown} */ (null))
  const chosen = items?.find((slot) => slot.startsAt === start)
  const reserve = useMemo(() => wishes('/api/reservations'), [])
  const refused = (/** @type {unknown} */ fault) => {
    setRefusal(fault)
    // Without an answer the wish stands.
    if (!(fault instanceof Refusal && fault.type === 'offline')) setStart('')
    slots.again()
  }
  const chooseStart = (/** @type {string} */ at) => {
    setStart(at)
    setRefusal(null)
  }
  const takeInstead = (/** @type {import('../api/types').Alternative} */ other) => {
    setRefusal(null)
    const jour = dayKey(other.startsAt, zone)
    if (other.pointId === point.id) {
      choose('jour', jour)
      setStart(other.startsAt)
      return
    }
    const wanted = new URLSearchParams({ point: other.pointId, debut: other.startsAt, jour })
    go(`/s/${other.station?.id ?? station.id}/reserver?${wanted}`)
  }
  const foot = html`<${Confirmation} station=${station} point=${point} start=${start} slot=${chosen} reserve=${reserve}
    refused=${refused} />`
  return html`
    <${Sheet} title=${w.title} subtitle=${html`${station.name}${isMadeUp(station) && html` <${DemonstrationTag} />`}
      <br />${addressLine(station.address)}`}
      stop="full" back=${href('/s/' + station.id)} foot=${start ? foot : null}>
      ${
        points.length > 1 &&
        html`
        <fieldset class="options row"><legend>${w.point}</legend>
          ${points.map(
            (one) => html`<label key=${one.id} class="option">
              <input type="radio" name="point" checked=${one.id === point.id}
                onChange=${() => choose('point', one.id)} />
              <span><${Plug} socket=${one.sockets[0] ?? 'other'} /><strong>${t().pointNumber(one.number)}</strong>
              <small>${power(one.powerKw)}</small>
              <small>${one.sockets.map((socket) => t().sockets[socket]).join(', ')}</small>
              <small>${t().status[statusOf(one)]}</small></span></label>`,
          )}
        </fieldset>`
      }
      ${refusal ? html`<${Refused} error=${refusal} station=${station} point=${point} take=${takeInstead} />` : ''}
      ${slots.error ? html`<${Fault} error=${slots.error} retry=${slots.again} />` : ''}
      ${
        !items
          ? !slots.error && html`<${Waiting} lines=${6} />`
          : html`
        <fieldset class="days"><legend>${w.day}</legend>
          ${days.map(
            (key) => html`<label key=${key} class="day">
              <input type="radio" name="day" checked=${key === shown} disabled=${!isFree(key)}
                onChange=${() => choose('jour', key)} />
              <span><small>${weekday((byDay.get(key) ?? [])[0]?.startsAt ?? key, zone)}</small>
              <b>${Number(key.slice(8))}</b></span></label>`,
          )}
        </fieldset>
        <${Now} point=${point} next=${items[0]} chosen=${start} isToday=${shown === days[0]} choose=${chooseStart} />
        <${DaySlots} slots=${byDay.get(shown) ?? []} zone=${zone} start=${start} choose=${chooseStart}
          isMadeUp=${list?.gridIsDemonstration === true} />`
      }
    <//>`
}
