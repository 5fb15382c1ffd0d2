import { layer } from './vocabulary.js'

/**
 * @typedef {import('./streets').Colors} Colors
 * @typedef {import('./vocabulary.js').Vocabulary} Vocabulary
 * @typedef {'minor' | 'secondary' | 'primary' | 'motorway'} Class
 */

/** Widths in pixels by zoom, and the zoom from which it is drawn. */
const classes = /** @type {const} */ ({
  service: { from: 14, widths: [14, 0.6, 16, 3, 19, 11] },
  minor: { from: 12, widths: [12, 0.4, 14, 2.4, 16, 7, 19, 20] },
  secondary: { from: 9, widths: [9, 0.4, 12, 1.8, 14, 4.4, 16, 10, 19, 26] },
  primary: { from: 7, widths: [7, 0.5, 10, 1.6, 12, 2.6, 14, 5.4, 16, 12, 19, 30] },
  motorway: { from: 5, widths: [5, 0.6, 8, 1.4, 12, 3.4, 14, 6.5, 16, 14, 19, 34] },
})

/**
 * @param {readonly number[]} widths @param {number} more on both sides together @param {any} isRamp
 */
const width = (widths, more, isRamp) => [
  'interpolate',
  ['exponential', 1.5],
  ['zoom'],
  ...widths.flatMap(
    (value, index) =>
      /** @type {any[]} */ (index % 2 ? [['case', isRamp, value * 0.65 + more, value + more]] : [value]),
  ),
]

/**
 * All edges lie below all roads, so that roads meet without a seam.
 * @param {Vocabulary} words @param {Colors} c
 */
export function roads(words, c) {
  const layout = { 'line-cap': 'round', 'line-join': 'round' }
  const fade = ['case', words.isTunnel, 0.45, 1]
  const order = /** @type {(keyof typeof classes)[]} */ (['service', 'minor', 'secondary', 'primary', 'motorway'])
  const color = { service: c.road, minor: c.road, secondary: c.road, primary: c.primary, motorway: c.motorway }
  const edge = {
    service: c.roadEdge,
    minor: c.roadEdge,
    secondary: c.roadEdge,
    primary: c.primaryEdge,
    motorway: c.motorwayEdge,
  }
  const edges = order.flatMap((name) =>
    layer(name + '-edge', words[name], {
      type: 'line',
      minzoom: Math.max(classes[name].from, name === 'motorway' ? 7 : 11),
      layout: { ...layout, 'line-cap': 'butt' },
      paint: {
        'line-color': edge[name],
        'line-width': width(classes[name].widths, 1.6, words.isRamp),
        'line-opacity': fade,
      },
    }),
  )
  const fills = order.flatMap((name) =>
    layer(name, words[name], {
      type: 'line',
      minzoom: classes[name].from,
      layout,
      // A white line upon white land would be none: far away a road is its edge.
      paint: {
        'line-color':
          name === 'motorway' || name === 'primary' ? color[name] : ['step', ['zoom'], c.far, 11, color[name]],
        'line-width': width(classes[name].widths, 0, words.isRamp),
        'line-opacity': fade,
      },
    }),
  )
  return [...layer('path', words.path, path(c)), ...edges, ...rail(words, c), ...fills]
}

/** @param {Colors} c */
const path = (c) => ({
  type: 'line',
  minzoom: 15,
  layout: { 'line-join': 'round' },
  paint: {
    'line-color': c.path,
    'line-width': ['interpolate', ['linear'], ['zoom'], 15, 0.8, 19, 2.4],
    'line-dasharray': [2, 1.2],
  },
})

/** @param {Vocabulary} words @param {Colors} c */
const rail = (words, c) => [
  ...layer('rail', words.rail, {
    type: 'line',
    minzoom: 9,
    paint: {
      'line-color': c.rail,
      'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 9, 0.5, 14, 1.4, 19, 4],
      'line-opacity': ['case', words.isTunnel, 0.4, 1],
    },
  }),
  ...layer('sleepers', words.rail, {
    type: 'line',
    minzoom: 14,
    paint: {
      'line-color': c.rail,
      'line-width': ['interpolate', ['exponential', 1.4], ['zoom'], 14, 3, 19, 9],
      'line-dasharray': [0.25, 2.5],
      'line-opacity': ['case', words.isTunnel, 0.4, 1],
    },
  }),
]
