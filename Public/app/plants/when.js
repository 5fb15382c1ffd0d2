import { serverNow } from '../api/client.js'
import { day, time } from '../format.js'

/**
 * The minute that the clock of a place shows now, as a field has it.
 * @param {string} zone
 */
export const now = (zone) => local(serverNow(), zone)

/**
 * 2026-11-21T08:30 by the clock of a place.
 * @param {number} at @param {string} zone
 */
export function local(at, zone) {
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(new Date(at))
  const part = (/** @type {string} */ name) => parts.find((one) => one.type === name)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

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
