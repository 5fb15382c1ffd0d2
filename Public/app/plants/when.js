import { serverNow } from '../api/client.js'
import { day, local, time } from '../format.js'

/**
 * The minute that the clock of a place shows now, as a field has it.
 * @param {string} zone
 */
export const now = (zone) => local(serverNow(), zone)

/**
 * An instant, or the time from one to another, by the clock of the place.
 * @param {{ from: string, to: string }} when @param {string} zone
 */
export function told({ from, to }, zone) {
  const start = `${day(from, zone)} ${time(from, zone)}`
  if (from === to) return start
  const isSameDay = day(from, zone) === day(to, zone)
  return `${start} – ${isSameDay ? '' : day(to, zone) + ' '}${time(to, zone)}`
}
