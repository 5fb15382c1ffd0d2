import { html, useEffect, useState } from '../lib.js'
import { get, serverNow } from '../api/client.js'
import { me, vehicles as askVehicles } from '../accounts/session.js'
import { day, energy, number, power, time } from '../format.js'
import { t } from '../i18n.js'
import { go, href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { thisMinute } from './slots.js'

/** @typedef {import('../api/types').Slot} Slot */
/** @typedef {import('../api/types').Station} Station */
/** @typedef {Station['chargePoints'][0]} Point */

/**
 * @typedef {{ station: Station, point: Point, start: string, slot?: Slot }} Choice
 * @typedef {{ reserve: ReturnType<typeof import('./wishes.js').wishes>, refused: (fault: unknown) => void }} Wish
 */

/**
 * The car, what half an hour brings it, and yes.
 * @param {Choice & Wish} props
 */
export function Confirmation({ station, point, start, slot, reserve, refused }) {
  const w = t().booking
  const [cars, setCars] = useState(/** @type {import('../api/types').Vehicle[]} */ ([]))
  const [car, setCar] = useState('')
  const [soc, setSoc] = useState(Number(sessionStorage.getItem('soc') ?? 40))
  const [busy, setBusy] = useState(false)
  const [forecast, setForecast] = useState(/** @type {import('../api/types').Forecast | null} */ (null))
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
  const slide = (/** @type {Event} */ event) => {
    const value = Number(/** @type {HTMLInputElement} */ (event.target).value)
    setSoc(value)
    sessionStorage.setItem('soc', String(value))
  }
  const until = slot?.endsAt ?? new Date(Date.parse(start) + 1_800_000).toISOString()
  return html`
    ${
      me.value && cars.length
        ? html`
      <div class="with-car">
        <label>${w.car}<select value=${car}
          onChange=${(/** @type {Event} */ event) => setCar(/** @type {HTMLSelectElement} */ (event.target).value)}>
          ${cars.map((one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`)}</select></label>
        <label>${w.soc(soc)}<input type="range" min="0" max="100" step="5" value=${soc} onInput=${slide} /></label>
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
      <small>${t().pointNumber(point.number)} ·
      ${' '}${point.sockets.map((socket) => t().sockets[socket]).join(', ')} · ${power(point.powerKw)}</small></p>
      ${
        me.value
          ? html`<button type="button" class="button primary" disabled=${busy || isWrongPlug} onClick=${book}>
          ${w.confirm}</button>`
          : html`<a class="button" href=${href('/connexion?retour=' + encodeURIComponent(back))}
          aria-label=${w.signIn}>${w.enter}</a>
          <a class="button primary" href=${href('/connexion?nouveau=1&retour=' + encodeURIComponent(back))}>
          ${w.signUp}</a>`
      }
    </div>`
}
