import { html } from '../lib.js'

/** Every chart is drawn on this width, and the page stretches it. */
export const width = 320

/**
 * The picture as a whole; its label says in words what it shows.
 * @param {{ height: number, label: string, children?: unknown, [attribute: string]: unknown }} props
 */
export const Chart = ({ height, label, children, ...attributes }) => html`
  <svg viewBox=${`0 0 ${width} ${height}`} role="img" aria-label=${label} ...${attributes}>${children}</svg>`

/**
 * An axis: where on the picture a value stands, and which value stands there.
 * @param {[number, number]} values @param {[number, number]} places
 */
export function axis([least, most], [start, end]) {
  const scale = (end - start) / (most - least || 1)
  return {
    place: (/** @type {number} */ value) => start + (value - least) * scale,
    value: (/** @type {number} */ place) => least + (place - start) / scale,
  }
}

/**
 * Points joined by straight lines, as a path has them.
 * @param {[number, number][]} points
 */
export const line = (points) => 'M' + points.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L')

/**
 * Bars side by side over the whole width: each fills a share of its place, and rises from the ground.
 * @param {{ count: number, most: number, ground: number, rise: number, least: number, share: number }} how
 */
export function bars({ count, most, ground, rise, least, share }) {
  const step = width / count
  return (/** @type {number} */ index, /** @type {number} */ value) => {
    const height = Math.max(least, most ? (value / most) * rise : 0)
    return {
      middle: (index + 0.5) * step,
      x: (index + (1 - share) / 2) * step,
      y: ground - height,
      width: step * share,
      height,
    }
  }
}

/**
 * At most so many, evenly spread, the first and the last among them.
 * @template T @param {T[]} all @param {number} most @returns {T[]}
 */
export function thinned(all, most) {
  if (all.length <= most) return all
  const step = (all.length - 1) / (most - 1)
  return Array.from({ length: most }, (_, index) => /** @type {T} */ (all[Math.round(index * step)]))
}
