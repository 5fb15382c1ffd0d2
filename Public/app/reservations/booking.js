import { html, useEffect, useMemo, useRef, useState } from '../lib.js'
import { Refusal, get, serverNow } from '../api.js'
import { me, vehicles as askVehicles } from '../accounts/session.js'
import { day, dayKey, distance, energy, hourOf, number, power, time, weekday } from '../format.js'
import { t } from '../i18n.js'
import { go, href, query, setQuery } from '../router.js'
import { Icon, Plug } from '../ui/icon.js'
import { Empty, Fault, Waiting, sentence, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { DemonstrationTag, isMadeUp } from '../stations/demonstration.js'
import { reveal } from '../map/view.js'
import { wishes } from './wishes.js'

/** @typedef {import('../types').Slot} Slot */
/** @typedef {import('../types').Station} Station */

const dayLength = 86_400_000

/**
 * Three taps: the point, the half-hour, yes.
 * @param {{ id: string }} props
 */
export function Booking({ id }) {
  const w = t().booking
  const found = useResource('/api/stations/' + id, { keep: true })
  const station = /** @type {Station | undefined} */ (found.data)
  const points = station?.chargePoints.filter((point) => point.reservable) ?? []
  const best = [...points].sort(
    (a, b) => Number(b.status === 'free') - Number(a.status === 'free') || (b.powerKw ?? 0) - (a.powerKw ?? 0),
  )[0]
  const point = points.find((one) => one.id === query.value.get('point')) ?? best
  useEffect(() => {
    if (station) reveal(station.location)
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
 * @param {{ station: Station, points: Station['chargePoints'], point: Station['chargePoints'][0], choose: (name:
 * string, value: string) => void }} props
 */
function Picker({ station, points, point, choose }) {
  const w = t().booking
  const zone = station.timeZone
  const range = useMemo(() => {
    const from = Math.floor(serverNow() / 60_000) * 60_000
    return { from: new Date(from), to: new Date(from + 7 * dayLength) }
  }, [])
  const slots = useResource(`/api/points/${point.id}/slots?from=${stamp(range.from)}&to=${stamp(range.to)}`)
  const items = /** @type {{ items: Slot[] } | undefined} */ (slots.data)?.items
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
  const takeInstead = (/** @type {import('../types').Alternative} */ other) => {
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
    <${Sheet} title=${w.title} subtitle=${html`${station.name}${isMadeUp(station) && html` <${DemonstrationTag} />`}`}
      stop="full" back=${href('/s/' + station.id)} foot=${start ? foot : null}>
      ${
        points.length > 1 &&
        html`
        <fieldset class="options row"><legend>${w.point}</legend>
          ${points.map(
            (one) => html`<label key=${one.id} class="option">
              <input type="radio" name="point" checked=${one.id === point.id}
                onChange=${() => choose('point', one.id)} />
            <span><${Plug} socket=${one.sockets[0] ?? 'other'} /><strong>${power(one.powerKw)}</strong><small>
            ${one.sockets.map((socket) => t().sockets[socket]).join(', ')}</small>
              <small>${t().status[one.status]}</small></span></label>`,
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
            <span><small>${weekday((byDay.get(key) ?? [])[0]?.startsAt ?? key, zone)}</small><b>
            ${Number(key.slice(8))}</b></span></label>`,
          )}
        </fieldset>
        <${Now} point=${point} next=${items[0]} chosen=${start} isToday=${shown === days[0]} choose=${(
          /** @type {string} */ at,
        ) => {
          setStart(at)
          setRefusal(null)
        }} />
        <${DaySlots} slots=${byDay.get(shown) ?? []} zone=${zone} start=${start} choose=${(
          /** @type {string} */ at,
        ) => {
          setStart(at)
          setRefusal(null)
        }} />`
      }
    <//>`
}

/** Now is when one says yes: signing up in between takes its time. */
const thisMinute = () => stamp(new Date(Math.floor(serverNow() / 60_000) * 60_000))

/** @param {Date} at */
const stamp = (at) => at.toISOString().replace('.000', '')

/** @param {Slot[]} slots @param {string} zone */
function groupByDay(slots, zone) {
  /** @type {Map<string, Slot[]>} */
  const days = new Map()
  for (const slot of slots) {
    const key = dayKey(slot.startsAt, zone)
    const list = days.get(key)
    if (list) list.push(slot)
    else days.set(key, [slot])
  }
  return days
}

/**
 * Whoever stands before a free point need not wait for the half-hour.
 * @param {{ point: Station['chargePoints'][0], next?: Slot, chosen: string, isToday: boolean, choose: (at: string) =>
 * void }} props
 */
function Now({ point, next, chosen, isToday, choose }) {
  if (!isToday || point.status !== 'free' || next?.state !== 'free') return null
  const now = thisMinute()
  const isChosen = chosen !== '' && Date.parse(chosen) < Date.parse(next.startsAt)
  return html`<div class="slots"><label class="slot wide">
    <input type="radio" name="slot" checked=${isChosen} onChange=${() => choose(now)} />
    <span>${t().booking.now}</span></label></div>`
}

/** @param {{ slots: Slot[], zone: string, start: string, choose: (at: string) => void }} props */
function DaySlots({ slots, zone, start, choose }) {
  const w = t().booking
  const parts = [
    [w.night, 0, 6],
    [w.morning, 6, 12],
    [w.afternoon, 12, 18],
    [w.evening, 18, 24],
  ]
  const visible = slots.filter((slot) => slot.state !== 'past')
  if (!visible.some((slot) => slot.state === 'free')) return html`<${Empty} text=${w.fullDay} icon="calendar" />`
  return parts.map(([name, from, to]) => {
    const mine = visible.filter((slot) => {
      const hour = hourOf(slot.startsAt, zone)
      return hour >= Number(from) && hour < Number(to)
    })
    if (!mine.length || mine.every((slot) => slot.state === 'closed')) return ''
    return html`
      <fieldset class="slots" key=${name}><legend>${name}</legend>
        ${mine.map(
          (slot) => html`
          <label key=${slot.startsAt} class="slot" data-state=${slot.state}>
            <input type="radio" name="slot" disabled=${slot.state !== 'free'} checked=${slot.startsAt === start}
              onChange=${() => choose(slot.startsAt)} />
            <span>${time(slot.startsAt, zone)}
            ${slot.state !== 'free' && html`<small>${w.states[slot.state]}</small>`}</span></label>`,
        )}
      </fieldset>`
  })
}

/**
 * @param {{ station: Station, point: Station['chargePoints'][0], start: string, slot?: Slot, reserve:
 * ReturnType<typeof wishes>, refused: (fault: unknown) => void }} props
 */
function Confirmation({ station, point, start, slot, reserve, refused }) {
  const w = t().booking
  const [cars, setCars] = useState(/** @type {import('../types').Vehicle[]} */ ([]))
  const [car, setCar] = useState('')
  const [soc, setSoc] = useState(Number(sessionStorage.getItem('soc') ?? 40))
  const [busy, setBusy] = useState(false)
  const [forecast, setForecast] = useState(/** @type {import('../types').Forecast | null} */ (null))
  useEffect(() => {
    if (me.value)
      askVehicles().then(
        (all) => {
          setCars(all)
          setCar(all[0]?.id ?? '')
        },
        () => {},
      )
  }, [me.value?.id])
  useEffect(() => {
    if (!car || !start) {
      setForecast(null)
      return
    }
    const stop = new AbortController()
    const question = new URLSearchParams({ startsAt: start, vehicleId: car, soc: String(soc) })
    const timer = setTimeout(
      () =>
        get(`/api/points/${point.id}/forecast?${question}`, { signal: stop.signal }).then(
          ({ body }) => setForecast(body),
          () => setForecast(null),
        ),
      200,
    )
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [car, soc, start, point.id])
  const chosen = cars.find((one) => one.id === car)
  // Half an hour always brings something, unless the plug does not fit.
  const isWrongPlug = forecast !== null && chosen !== undefined && forecast.energyKwh === 0 && forecast.socStart < 100
  const back = `/s/${station.id}/reserver?point=${point.id}&debut=${encodeURIComponent(start)}`
  const book = async () => {
    setBusy(true)
    try {
      await reserve(start + car, () => ({
        pointId: point.id,
        startsAt: Date.parse(start) > serverNow() ? start : thisMinute(),
        ...(car ? { vehicleId: car } : {}),
      }))
      go('/reservation')
    } catch (fault) {
      refused(fault)
    } finally {
      setBusy(false)
    }
  }
  const until = slot?.endsAt ?? new Date(Date.parse(start) + 1_800_000).toISOString()
  return html`
    ${
      me.value && cars.length
        ? html`
      <div class="with-car">
        <label>${w.car}
        <select value=${car}
          onChange=${(/** @type {Event} */ event) => setCar(/** @type {HTMLSelectElement} */ (event.target).value)}>
          ${cars.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
        <label>${w.soc(soc)}<input type="range" min="0" max="100" step="5" value=${soc} onInput=${(
          /** @type {Event} */ event,
        ) => {
          const value = Number(/** @type {HTMLInputElement} */ (event.target).value)
          setSoc(value)
          sessionStorage.setItem('soc', String(value))
        }} /></label>
      </div>`
        : ''
    }
    ${
      isWrongPlug &&
      html`<p class="notice" role="status"><${Icon} name="warn" />
      ${w.wrongPlug(chosen.name, chosen.sockets.map((socket) => t().sockets[socket]).join(', '))}</p>`
    }
    ${
      forecast &&
      !isWrongPlug &&
      html`<p class="forecast"><${Icon} name="bolt" size=${20} />
      ${w.forecast(number(forecast.socStart), number(forecast.socEnd), energy(forecast.energyKwh))}</p>`
    }
    <div class="confirm"><p><strong>${day(start, station.timeZone)} ${time(start, station.timeZone)}–
    ${time(until, station.timeZone)}</strong>
      <small>${point.sockets.map((socket) => t().sockets[socket]).join(', ')} · ${power(point.powerKw)}</small></p>
      ${
        me.value
          ? html`<button type="button" class="button primary" disabled=${busy || isWrongPlug} onClick=${book}>
          ${w.confirm}</button>`
          : html`<a class="button primary" href=${href('/connexion?retour=' + encodeURIComponent(back))}>
          ${w.signIn}</a>`
      }
    </div>`
}

/**
 * Somebody was faster, or a rule says no: what is free instead.
 * @param {{ error: unknown, station: Station, point: Station['chargePoints'][0], take: (other:
 * import('../types').Alternative) => void }} props
 */
function Refused({ error, station, point, take }) {
  const w = t().booking
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => element.current?.focus(), [error])
  const found = error instanceof Refusal ? error.problem.alternatives : undefined
  const whose = (/** @type {import('../types').Alternative} */ other) =>
    other.station && other.station.id !== station.id
      ? other.station.name
      : other.pointId === point.id
        ? w.samePoint
        : w.otherPoint
  /** @type {import('../types').Alternative[]} */
  const others = [...(found?.slots ?? []).map((slot) => ({ ...slot, pointId: point.id })), ...(found?.points ?? [])]
  return html`
    <div class="notice bad column" role="alert" tabindex="-1" ref=${element}>
      <p><${Icon} name="warn" /> ${sentence(error)}</p>
      ${
        others.length > 0 &&
        html`<p>${w.instead}</p>
        <div class="alternatives">${others.map(
          (other) => html`
          <button type="button" key=${other.pointId + other.startsAt} class="button" onClick=${() => take(other)}>
            <b>${time(other.startsAt, station.timeZone)}</b> ${day(other.startsAt, station.timeZone)}
            <small>${[whose(other), other.distanceM && distance(other.distanceM), other.powerKw && power(other.powerKw)]
              .filter(Boolean)
              .join(' · ')}</small></button>`,
        )}</div>`
      }
    </div>`
}
