import { distance } from '../format.js'
import { origin, position, searched } from '../map/view.js'
import { n } from './words.js'

/**
 * How far a place is from the person, else from what was searched, as the crow flies.
 * @param {{ to: import('../map/view.js').Place }} props
 */
export function Away({ to }) {
  const from = origin.value
  if (!from) return null
  const metres = distance(between(from, to))
  return ' · ' + (position.value ? n().fromYou(metres) : n().fromPlace(metres, searched.value?.name ?? ''))
}

/** @typedef {import('../map/view.js').Place} Place */

/** @param {Place} a @param {Place} b */
function between(a, b) {
  const rad = (/** @type {number} */ degrees) => (degrees * Math.PI) / 180
  const half = (/** @type {number} */ angle) => Math.sin(rad(angle) / 2) ** 2
  const chord = half(b.lat - a.lat) + Math.cos(rad(a.lat)) * Math.cos(rad(b.lat)) * half(b.lon - a.lon)
  return 2 * 6_371_009 * Math.asin(Math.sqrt(chord))
}
