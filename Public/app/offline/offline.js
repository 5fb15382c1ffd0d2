import { html } from '../lib.js'
import { recall } from '../accounts/session.js'
import { day, power, time } from '../format.js'
import { t } from '../i18n.js'
import { here, href } from '../router.js'
import { DemonstrationTag, isMadeUp } from '../stations/demonstration.js'
import { Icon, Plug } from '../ui/icon.js'
import { Empty } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { p } from '../pages/words.js'
import { keptBookings } from './bookings.js'

/** @typedef {import('./bookings').Booking} Booking */

/** A driver's screen while nobody can be asked who that is. */
export function Offline() {
  const isBooking = here.value?.tab === 'reservation'
  const tab = /** @type {'map'} */ (here.value?.tab ?? 'map')
  return html`
    <${Sheet} title=${isBooking ? t().reservations.title : t().tabs[tab]} stop="full">
      ${isBooking ? html`<${Kept} />` : html`<${Empty} text=${p().offline.needed} icon="warn" />`}
      <div class="actions">
        <button type="button" class="button" onClick=${recall}>${t().retry}</button>
        ${!isBooking && html`<a class="button" href=${href('/reservation')}>${t().reservations.title}</a>`}
      </div>
    <//>`
}

/** The bookings as they were when there was a network last. */
export function Kept() {
  const w = p().offline
  const kept = keptBookings()
  if (!kept) return html`<${Empty} text=${w.nothing} icon="warn" />`
  const isOfToday = day(kept.at) === day(new Date().toISOString())
  return html`
    <p class="notice" role="status"><${Icon} name="warn" />
    ${w.asOf(isOfToday ? time(kept.at) : `${day(kept.at)} ${time(kept.at)}`)}</p>
    ${kept.bookings.length === 0 && html`<${Empty} text=${t().reservations.none} icon="calendar" />`}
    ${kept.bookings.map((one) => html`<${KeptBooking} key=${one.reservation.id} booking=${one} />`)}
    ${kept.bookings.length > 0 && html`<p class="hint">${w.cannot}</p>`}`
}

/**
 * What may be written on the charger: its own code, and the national one where that is another.
 * @param {import('../api/types').Point} point
 */
const codes = ({ localId, irveId }) =>
  !localId ? irveId : localId.replace(/\W/g, '') === irveId ? localId : `${localId} · ${irveId}`

/** @param {{ booking: Booking }} props */
function KeptBooking({ booking: { reservation, station } }) {
  const w = p().offline
  const zone = reservation.timeZone
  const point = station?.chargePoints[0]
  const at = point?.location ?? station?.location
  const address = station?.address
  const place = [
    address?.street,
    [address?.postcode, address?.city ?? reservation.station.city].filter(Boolean).join(' '),
  ]
    .filter(Boolean)
    .join(', ')
  return html`
    <article class="next">
      <p class="muted">${t().history.states[reservation.state]}</p>
      <h2>${reservation.station.name}${isMadeUp(reservation.station) && html` <${DemonstrationTag} />`}</h2>
      <p><strong>${day(reservation.startsAt, zone)} · ${time(reservation.startsAt, zone)}–${time(
        reservation.endsAt,
        zone,
      )}</strong></p>
      <dl class="facts">
        ${place && html`<div><dt>${t().station.address}</dt><dd>${place}</dd></div>`}
        ${
          point &&
          html`<div><dt>${t().booking.point}</dt><dd>
            <span class="plugs">
            ${point.sockets.map((socket) => html`<${Plug} key=${socket} socket=${socket} />`)}</span>
            ${point.sockets.map((socket) => t().sockets[socket]).join(', ')} · ${power(point.powerKw)}</dd></div>
          <div><dt>${w.code}</dt><dd>${codes(point)}</dd></div>`
        }
      </dl>
      ${
        at &&
        html`<div class="actions"><a class="button" target="_blank" rel="noreferrer"
          href=${`geo:${at.lat},${at.lon}?q=${at.lat},${at.lon}(${encodeURIComponent(reservation.station.name)})`}>
          <${Icon} name="route" size=${20} />${t().station.route}</a></div>`
      }
    </article>`
}
