import { html, useEffect, useState } from '../lib.js'
import { Refusal, get, post, remove, serverNow } from '../api/client.js'
import { vehicles as askVehicles } from '../accounts/session.js'
import { AddVehicle } from '../accounts/vehicles.js'
import { g } from '../energy/words.js'
import { day, duration, number, power, time } from '../format.js'
import { DirectionsTo } from '../near/directions.js'
import { t } from '../i18n.js'
import { keepBookings } from '../offline/bookings.js'
import { Kept } from '../offline/offline.js'
import { go, href } from '../router.js'
import { DemonstrationTag, isMadeUp } from '../stations/demonstration.js'
import { addressLine } from '../stations/told.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, FormFault, Waiting, announce, sentence, useForm, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { InCalendar } from './inCalendar.js'
import { b } from './words.js'

/** @typedef {import('../api/types').Reservation} Reservation */

/**
 * The bookings that are not over: the next one large, or the one that the address names, the others below.
 * @param {{ id?: string }} props
 */
export function Reservations({ id }) {
  const w = t().reservations
  const { data, error, again } = useResource('/api/reservations?when=upcoming&limit=50')
  const all = /** @type {{ items: Reservation[] } | undefined} */ (data)?.items
  const live = (all ?? [])
    .filter((one) => one.state === 'reserved' || one.state === 'charging')
    .sort((one, other) => Number(other.id === id) - Number(one.id === id) || one.startsAt.localeCompare(other.startsAt))
  const [first, ...others] = live
  useEffect(() => {
    if (all) keepBookings(all)
  }, [data])
  return html`
    <${Sheet} title=${w.title} stop="full">
      <${Notices} />
      ${id && all && !live.some((one) => one.id === id) && html`<${Over} id=${id} />`}
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${error instanceof Refusal && error.type === 'offline' && !all ? html`<${Kept} />` : ''}
      ${
        !all
          ? !error && html`<${Waiting} />`
          : first
            ? html`<${Next} key=${first.id} reservation=${first} changed=${again} />`
            : html`<${Empty} text=${w.none} icon="calendar">
            <a class="button primary" href=${href('/')}>${w.find}</a><//>`
      }
      ${
        others.length > 0 &&
        html`<h2>${w.later}</h2><ul class="cards">
        ${others.map((one) => html`<${Later} key=${one.id} reservation=${one} changed=${again} />`)}</ul>`
      }
      <p class="center"><a href=${href('/historique')}>${t().history.title}</a></p>
    <//>`
}

/**
 * A link that leads to a booking stays in a mail for longer than the booking lasts.
 * @param {{ id: string }} props
 */
function Over({ id }) {
  const { data, error } = useResource('/api/reservations/' + id)
  const found = /** @type {Reservation | undefined} */ (data)
  const w = b().reservation
  if (!found && !error) return null
  return html`<div class="notice" role="status"><${Icon} name="info" />
    <p>${found ? w.over(t().history.states[found.state]) : w.unknown}</p></div>`
}

/** The news of bookings from the time when their driver was away. */
function Notices() {
  const { data, again } = useResource('/api/notices?unread=true')
  const items = /** @type {{ items: any[] } | undefined} */ (data)?.items ?? []
  const read = async (/** @type {string} */ id) => {
    await post(`/api/notices/${id}/read`)
    again()
  }
  return items.map(
    (one) => html`
    <div class="notice" key=${one.id}><${Icon} name="info" /><p>${one.text}</p>
      <button type="button" class="button small" onClick=${() => read(one.id)}>${t().understood}</button></div>`,
  )
}

/** Draws the component once a second, on the second. */
export function useTick() {
  const [, setTick] = useState(0)
  useEffect(() => {
    let timer = setTimeout(
      function tick() {
        setTick((n) => n + 1)
        timer = setTimeout(tick, 1000 - (serverNow() % 1000))
      },
      1000 - (serverNow() % 1000),
    )
    return () => clearTimeout(timer)
  }, [])
  return serverNow()
}

/** @param {{ reservation: Reservation, changed: () => void }} props */
function Next({ reservation, changed }) {
  const w = t().reservations
  const [open, setOpen] = useState('')
  const now = useTick()
  const [starts, ends] = [Date.parse(reservation.startsAt), Date.parse(reservation.endsAt)]
  const zone = reservation.timeZone
  const isCharging = reservation.state === 'charging'
  const phase = isCharging ? 'charging' : now < starts ? 'before' : now < starts + 900_000 ? 'arrive' : 'late'
  const seconds = (phase === 'before' ? starts - now : phase === 'arrive' ? starts + 900_000 - now : ends - now) / 1000
  useEffect(() => {
    if (phase !== 'before') announce(w.phases[phase])
  }, [phase])
  // The booking has lapsed, or is over.
  useEffect(() => {
    if (phase === 'late' || seconds <= 0) changed()
  }, [phase, seconds <= 0])
  return html`
    <article class="next" data-phase=${phase}>
      <p class="muted">${w.phases[phase]}</p>
      <p class="countdown" role="timer">${duration(seconds)}</p>
      ${phase === 'arrive' && html`<p class="muted">${w.startBy(time(starts + 900_000, zone))}</p>`}
      <h2><a href=${href('/s/' + reservation.station.id)}>${reservation.station.name}</a>
      ${isMadeUp(reservation.station) && html` <${DemonstrationTag} />`}</h2>
      <p>${day(reservation.startsAt, zone)} · ${time(reservation.startsAt, zone)}–
      ${time(reservation.endsAt, zone)}</p>
      <p><strong>${pointWords(reservation.point)}</strong>
      <br />${addressLine(reservation.station.address)}</p>
      ${reservation.warnings.map(
        (one) => html`<p class="notice" key=${one}><${Icon} name="warn" />${b().reservation.warnings[one]}</p>`,
      )}
      ${
        reservation.gridGrams != null &&
        html`<p class="muted small">${g().gridGrams(number(reservation.gridGrams))}</p>`
      }
      <div class="actions">
        ${
          isCharging
            ? html`<a class="button primary" href=${href('/charge')}>${w.seeCharge}</a>`
            : html`<button type="button" class="button primary" disabled=${phase === 'before'}
              onClick=${() => setOpen('start')}>${w.start}</button>
            <button type="button" class="button danger" onClick=${() => setOpen('cancel')}>${w.cancel}</button>`
        }
        <${DirectionsTo} id=${reservation.station.id} name=${reservation.station.name} />
      </div>
      ${phase === 'before' && html`<p class="hint">${w.startHint}</p><div><${InCalendar} id=${reservation.id} /></div>`}
      ${open === 'start' && html`<${StartDialog} reservation=${reservation} close=${() => setOpen('')} />`}
      ${
        open === 'cancel' &&
        html`<${CancelDialog} reservation=${reservation} close=${() => setOpen('')} done=${changed} />`
      }
    </article>`
}

/**
 * What tells the point from its neighbours.
 * @param {Reservation['point']} point
 */
const pointWords = (point) =>
  [point.number == null ? point.irveId : t().pointNumber(point.number), power(point.powerKw)].join(' · ')

/** @param {{ reservation: Reservation, changed: () => void }} props */
function Later({ reservation, changed }) {
  const [isAsked, setAsked] = useState(false)
  return html`
    <li><${Icon} name="calendar" /><span class="grow"><strong>
    ${day(reservation.startsAt, reservation.timeZone)} ${time(reservation.startsAt, reservation.timeZone)}</strong>
      <small><a href=${href('/s/' + reservation.station.id)}>${reservation.station.name}</a>
      ${reservation.station.city ? ' · ' + reservation.station.city : ''}
      ${isMadeUp(reservation.station) && html` <${DemonstrationTag} />`}</small>
      <small>${pointWords(reservation.point)}</small>
      ${reservation.warnings.map((one) => html`<small key=${one}>${b().reservation.warnings[one]}</small>`)}</span>
      ${
        reservation.state === 'charging'
          ? html`<span class="pill">${b().reservation.extension}</span>`
          : html`<button type="button" class="button small" onClick=${() => setAsked(true)}>
            ${t().reservations.cancel}</button>`
      }
      ${
        isAsked &&
        html`<${CancelDialog} reservation=${reservation} close=${() => setAsked(false)}
        done=${changed} />`
      }</li>`
}

/** @param {{ reservation: Reservation, close: () => void, done: () => void }} props */
function CancelDialog({ reservation, close, done }) {
  const w = t().reservations
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const cancel = async () => {
    setBusy(true)
    try {
      await remove('/api/reservations/' + reservation.id)
      announce(w.cancelled)
      close()
      done()
    } catch (fault) {
      setError(fault)
      setBusy(false)
    }
  }
  return html`<${Confirm} title=${w.cancelTitle} yes=${w.cancelYes} danger busy=${busy} close=${close} confirm=${cancel}
    text=${
      error
        ? sentence(error)
        : w.cancelText(
            reservation.station.name,
            `${day(reservation.startsAt, reservation.timeZone)} ${time(reservation.startsAt, reservation.timeZone)}`,
          )
    } />`
}

/** @param {{ reservation: Reservation, close: () => void }} props */
function StartDialog({ reservation, close }) {
  const w = t().reservations
  const [soc, setSoc] = useState(Number(sessionStorage.getItem('soc') ?? 40))
  const [target, setTarget] = useState(80)
  const [needsCar, setNeedsCar] = useState(false)
  useEffect(() => {
    if (!reservation.vehicleId)
      askVehicles().then(
        (cars) => setNeedsCar(!cars.length),
        () => {},
      )
  }, [])
  const { busy, error, submit } = useForm(async () => {
    const { body: charge } = await post(`/api/reservations/${reservation.id}/charge`, { soc, targetSoc: target })
    go('/charge/' + charge.id)
  })
  if (needsCar) return html`<${AddVehicle} close=${close} done=${() => setNeedsCar(false)} />`
  const slide = (/** @type {(n: number) => void} */ set) => (/** @type {Event} */ event) =>
    set(Number(/** @type {HTMLInputElement} */ (event.target).value))
  return html`
    <${Dialog} title=${w.start} close=${close} class="small">
      <form class="form" onSubmit=${submit}><${FormFault} error=${error} />
      <div class="field"><label for="soc">${t().booking.soc(soc)}</label>
      <input id="soc" type="range" min="0" max="99" value=${soc} onInput=${slide(setSoc)} /></div>
      <div class="field"><label for="target">${w.target(target)}</label>
      <input id="target" type="range" min=${soc + 1} max="100" value=${target} onInput=${slide(setTarget)} /></div>
      <button class="button primary" disabled=${busy}><${Icon} name="bolt" size=${20} />
      ${w.startNow}</button></form><//>`
}

/**
 * The charge that goes on, if one does.
 * @returns {Promise<string | null>}
 */
export async function runningCharge() {
  const { body } = await get('/api/reservations?when=upcoming&limit=50')
  return body.items.find((/** @type {Reservation} */ one) => one.state === 'charging')?.chargeId ?? null
}
