import { layer } from './vocabulary.js'

/**
 * @typedef {import('./streets').Colors} Colors
 * @typedef {import('./vocabulary.js').Vocabulary} Vocabulary
 */

const plain = ['Inter Medium', 'Inter', 'sans-serif']
const strong = ['Inter Semibold', 'Inter', 'sans-serif']
const slanted = ['Inter Medium Italic', 'Inter', 'sans-serif']

/**
 * What has a name, from the least to the most: what comes later is placed first.
 * @param {Vocabulary} words @param {Colors} c @param {string} locale
 */
export function names(words, c, locale) {
  const spoken = locale.slice(0, 2)
  const name = ['coalesce', ['get', 'name:' + spoken], ['get', 'name_' + spoken], ['get', 'name'], '']
  const ink = (/** @type {string} */ color) => ({
    'text-color': color,
    'text-halo-color': c.halo,
    'text-halo-width': 1.5,
  })
  return [...along(words, c, name, ink), ...places(words, c, name, ink)]
}

/**
 * @param {Vocabulary} words @param {Colors} c @param {any} name @param {(color: string) => object} ink
 */
function along(words, c, name, ink) {
  const line = {
    'symbol-placement': 'line',
    'text-max-angle': 35,
    'text-padding': 4,
    'text-pitch-alignment': 'viewport',
  }
  const size = ['interpolate', ['linear'], ['zoom'], 13, 11, 18, 14]
  return [
    ...layer('stream-names', words.streamNames, {
      type: 'symbol',
      minzoom: 12,
      layout: {
        ...line,
        'text-field': name,
        'text-font': slanted,
        'text-size': size,
        'symbol-spacing': 350,
        'text-letter-spacing': 0.04,
      },
      paint: ink(c.waterName),
    }),
    ...layer('road-names', words.roadNames, {
      type: 'symbol',
      minzoom: 13,
      layout: { ...line, 'text-field': name, 'text-font': plain, 'text-size': size, 'symbol-spacing': 300 },
      paint: ink(c.streetName),
    }),
    ...layer('road-numbers', words.roadNames, {
      type: 'symbol',
      minzoom: 8,
      maxzoom: 14,
      layout: {
        ...line,
        'text-field': words.reference,
        'text-font': strong,
        'text-size': 11,
        'symbol-spacing': 400,
        'text-rotation-alignment': 'viewport',
      },
      paint: ink(c.streetName),
    }),
    ...layer('water-names', words.waterNames, {
      type: 'symbol',
      layout: { 'text-field': name, 'text-font': slanted, 'text-size': 13, 'text-max-width': 7 },
      paint: ink(c.waterName),
    }),
  ]
}

/**
 * @param {Vocabulary} words @param {Colors} c @param {any} name @param {(color: string) => object} ink
 */
function places(words, c, name, ink) {
  const size = (/** @type {number[]} */ ...stops) => ['interpolate', ['linear'], ['zoom'], ...stops]
  const place = { 'text-field': name, 'text-max-width': 8, 'text-padding': 6, 'symbol-sort-key': ['-', 0, words.rank] }
  // Round the circle that may lie on its middle.
  const anchors = ['center', [0, 0], 'top', [0, 1.5], 'bottom', [0, -1.5], 'left', [1.6, 0], 'right', [-1.6, 0]]
  return [
    ...layer('quarters', words.quarters, {
      type: 'symbol',
      minzoom: 12,
      layout: { ...place, 'text-font': plain, 'text-size': size(12, 11.5, 16, 14), 'text-letter-spacing': 0.03 },
      paint: ink(c.muted),
    }),
    ...layer('towns', words.towns, {
      type: 'symbol',
      minzoom: 4,
      maxzoom: 16,
      layout: {
        ...place,
        'text-font': plain,
        'text-size': size(5, 13, 12, 16, 15, 18),
        'text-variable-anchor-offset': anchors,
      },
      paint: ink(c.ink),
    }),
    ...layer('countries', words.countries, {
      type: 'symbol',
      maxzoom: 7,
      layout: { ...place, 'text-font': strong, 'text-size': size(3, 12, 6, 16) },
      paint: ink(c.muted),
    }),
  ]
}
