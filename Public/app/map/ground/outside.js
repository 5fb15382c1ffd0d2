import { absolute, split } from './own.js'

// A style of somebody else's under our circles.

/**
 * @typedef {{ sources: Record<string, any>, layers: any[], sprite?: any }} Style
 */

/**
 * From its own place and not out of a cache, so that it is known to be there.
 * @param {string} address @param {number} patience in milliseconds
 * @returns {Promise<Style>}
 */
export async function fetchStyle(address, patience) {
  const ending = new AbortController()
  setTimeout(() => ending.abort(), patience)
  const answer = await fetch(address, { cache: 'no-cache', credentials: 'omit', signal: ending.signal })
  if (!answer.ok) throw new Error(String(answer.status))
  const style = await answer.json()
  if (!Array.isArray(style.layers) || !style.sources) throw new Error('style')
  return style
}

/**
 * Its sources and layers in the place of our ground, below our marks. Its letters are ours: one style has one source of
 * letters, and ours come from the page.
 * @param {any} whole our style @param {Style} style @param {string} address @param {string} attribution
 */
export function layOutside(whole, style, address, attribution) {
  const { marks } = split(whole)
  /** @type {Record<string, any>} */
  const sources = {}
  for (const [name, source] of Object.entries(style.sources)) {
    // Whoever is to be named is named with the first.
    const owed = Object.keys(sources).length ? {} : { attribution }
    sources['outside/' + name] = { ...source, ...addresses(source, address), ...owed }
  }
  const sprite = style.sprite && pictures(style.sprite, address)
  const layers = style.layers.map((layer) => ({
    ...layer,
    id: 'outside/' + layer.id,
    ...(layer.source ? { source: 'outside/' + layer.source } : {}),
    ...(layer.type === 'symbol' ? { layout: letters(layer.layout ?? {}) } : {}),
  }))
  return {
    ...whole,
    ...(sprite ? { sprite } : {}),
    sources: { ...sources, ...marks.sources },
    layers: [...layers, ...marks.layers],
  }
}

/** @param {any} source @param {string} base */
const addresses = (source, base) => ({
  ...(source.url ? { url: absolute(source.url, base) } : {}),
  ...(source.tiles ? { tiles: source.tiles.map((/** @type {string} */ one) => absolute(one, base)) } : {}),
  ...(typeof source.data === 'string' ? { data: absolute(source.data, base) } : {}),
})

/** @param {string | { id: string, url: string }[]} sprite @param {string} base */
const pictures = (sprite, base) =>
  typeof sprite === 'string' ? absolute(sprite, base) : sprite.map(({ id, url }) => ({ id, url: absolute(url, base) }))

/** @param {any} layout */
const letters = (layout) =>
  layout['text-field'] === undefined ? layout : { ...layout, 'text-font': ours(layout['text-font'] ?? ['Regular']) }

/**
 * The same weight and slant in our own letters, wherever an expression names a list of faces.
 * @param {any} value
 * @returns {any}
 */
function ours(value) {
  if (Array.isArray(value)) {
    if (value[0] === 'literal') return ['literal', face(value[1])]
    // An expression begins with the name of an operator, a list of faces with a capital.
    if (typeof value[0] === 'string' && /^[A-Z]/.test(value[0])) return face(value)
    return value.map((one) => (Array.isArray(one) ? ours(one) : one))
  }
  if (value?.stops) return { ...value, stops: value.stops.map((/** @type {any} */ [at, one]) => [at, ours(one)]) }
  return value
}

/** @param {string[]} names */
function face([name = '']) {
  const weight = /bold|black|heavy|demi/i.test(name) ? 'Semibold' : 'Medium'
  return [`Inter ${weight}${/italic|oblique/i.test(name) ? ' Italic' : ''}`, 'Inter', 'sans-serif']
}
