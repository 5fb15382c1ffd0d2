import { me } from '../accounts/session.js'
import { get, serverNow } from '../api/client.js'

/** @typedef {import('../api/types').Reservation} Reservation */
/** @typedef {import('../api/types').Station} Station */
/** @typedef {{ reservation: Reservation, station: Station | null }} Booking */
/** @typedef {{ account: string, at: string, bookings: Booking[] }} Kept */

/** `forget` in session.js removes it, when somebody leaves. */
const place = 'bookings'
const most = 5

/**
 * Keeps one's next bookings in this browser, with what is needed on the spot, for a place without a network.
 * @param {Reservation[]} items
 */
export async function keepBookings(items) {
  const account = me.peek()?.id
  if (!account) return
  const next = items
    .filter((one) => one.state === 'reserved' || one.state === 'charging')
    .sort((a, b) => a.startsAt.localeCompare(b.startsAt))
    .slice(0, most)
  const bookings = await Promise.all(
    next.map(async (reservation) => ({ reservation, station: await stationOf(reservation) })),
  )
  // Somebody else may have come meanwhile, or nobody be left.
  if (me.peek()?.id !== account) return
  localStorage.setItem(place, JSON.stringify({ account, at: new Date(serverNow()).toISOString(), bookings }))
}

/** @param {Reservation} reservation @returns {Promise<Station | null>} */
async function stationOf({ station, pointId }) {
  try {
    const { body } = await get('/api/stations/' + station.id, { keep: true })
    return { ...body, chargePoints: body.chargePoints.filter((/** @type {any} */ point) => point.id === pointId) }
  } catch {
    return keptBookings()?.bookings.find((one) => one.reservation.station.id === station.id)?.station ?? null
  }
}

/** What was kept of whoever uses this browser, without what is over. @returns {Kept | null} */
export function keptBookings() {
  try {
    const kept = /** @type {Kept} */ (JSON.parse(localStorage.getItem(place) ?? ''))
    if (me.peek() && me.peek()?.id !== kept.account) return null
    return { ...kept, bookings: kept.bookings.filter((one) => Date.parse(one.reservation.endsAt) > serverNow()) }
  } catch {
    return null
  }
}
