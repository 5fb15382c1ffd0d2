import { url } from '../../api/client.js'
import { streetColors } from './colors.js'
import { names } from './names.js'
import { absolute, split } from './own.js'
import { roads } from './roads.js'
import { layer, openmaptiles, protomaps } from './vocabulary.js'

/**
 * @typedef {import('../../api/types').GroundDescription} Ground
 * @typedef {import('./vocabulary.js').Vocabulary} Vocabulary
 * @typedef {ReturnType<typeof import('../style.js').palette> & ReturnType<typeof streetColors>} Colors
 */

const france = [-5.2, 41.3, 9.6, 51.1]

/**
 * Our own style of an archive's tiles in the place of the communes. Around an archive of a part of the country they
 * go on.
 * @param {any} whole @param {ReturnType<typeof import('../style.js').palette>} colors @param {string} locale
 * @param {Ground} ground
 */
export function layStreets(whole, colors, locale, ground) {
  const c = { ...colors, ...streetColors() }
  const words = /** @type {Vocabulary} */ (ground.schema === 'protomaps' ? protomaps : openmaptiles)
  const { communes, marks } = split(whole)
  const drawn = [...areas(words, c), ...roads(words, c), ...names(words, c, locale)]
  const edges = ground.bounds ?? france
  const isPart = france.some((edge, side) => (side < 2 ? (edges[side] ?? 0) > edge : (edges[side] ?? 0) < edge))
  const base = isPart ? around(communes, edges, c) : { sources: {}, layers: [paper(words, c)], names: [], from: 0 }
  return {
    ...whole,
    sources: {
      ...base.sources,
      streets: {
        type: 'vector',
        tiles: ground.tiles.map((path) => absolute(url(path), location.href)),
        minzoom: Math.max(ground.minzoom, Math.min(base.from, ground.maxzoom)),
        maxzoom: ground.maxzoom,
        bounds: edges,
        attribution: ground.attribution,
      },
      ...marks.sources,
    },
    layers: [
      ...base.layers,
      ...drawn.map((one) => ({ ...one, minzoom: Math.max(one.minzoom ?? 0, base.from) })).filter(isEver),
      ...base.names,
      ...marks.layers,
    ],
  }
}

/** @param {{ minzoom: number, maxzoom?: number }} layer */
const isEver = (layer) => layer.minzoom < (layer.maxzoom ?? 24)

/** @param {Vocabulary} words @param {Colors} c */
const paper = (words, c) => ({
  id: 'paper',
  type: 'background',
  paint: { 'background-color': words.land ? c.sea : c.land },
})

/**
 * The communes around an archive: they name nothing that it names, and end where it begins. Far away, where one tile
 * is more
 * than all of it, they are all there is.
 * @param {ReturnType<typeof split>['communes']} communes @param {number[]} edges @param {Colors} c
 */
function around(communes, edges, c) {
  const from = Math.min(14, Math.ceil(Math.log2(360 / Math.max((edges[2] ?? 0) - (edges[0] ?? 0), 0.01))))
  const isOutside = ['any', ['<', ['zoom'], from], ['!', ['within', box(edges)]]]
  const land = { 'fill-color': c.land, 'fill-antialias': false }
  return {
    from,
    sources: { ...communes.sources, part: { type: 'geojson', data: box(edges) } },
    layers: [
      ...communes.layers.filter((one) => one.type !== 'symbol'),
      { id: 'part', type: 'fill', source: 'part', minzoom: from, paint: land },
    ],
    names: communes.layers.filter((one) => one.type === 'symbol').map((one) => ({ ...one, filter: isOutside })),
  }
}

/** @param {number[]} edges west, south, east, north */
function box([west = 0, south = 0, east = 0, north = 0]) {
  return {
    type: 'Polygon',
    coordinates: [
      [
        [west, south],
        [east, south],
        [east, north],
        [west, north],
        [west, south],
      ],
    ],
  }
}

/** @param {Vocabulary} words @param {Colors} c */
function areas(words, c) {
  const fill = (/** @type {string} */ color) => ({
    type: 'fill',
    paint: { 'fill-color': color, 'fill-antialias': false },
  })
  const stream = ['interpolate', ['exponential', 1.5], ['zoom'], 8, 0.5, 12, 1.2, 16, 5, 19, 14]
  return [
    ...layer('land', words.land, fill(c.land)),
    ...layer('coarse-wood', words.coarseWood, { ...fill(c.wood), maxzoom: 8 }),
    ...layer('works', words.works, { ...fill(c.works), minzoom: 11 }),
    ...layer('green', words.green, fill(c.green)),
    ...layer('wood', words.wood, fill(c.wood)),
    ...layer('streams', words.streams, {
      type: 'line',
      layout: { 'line-cap': 'round', 'line-join': 'round' },
      paint: { 'line-color': c.sea, 'line-width': stream },
    }),
    ...layer('water', words.water, fill(c.sea)),
    ...layer('borders', words.borders, {
      type: 'line',
      layout: { 'line-join': 'round' },
      paint: {
        'line-color': c.border,
        'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.6, 10, 1.6],
        'line-dasharray': [4, 2],
      },
    }),
    ...layer('buildings', words.buildings, {
      type: 'fill',
      minzoom: 14,
      paint: {
        'fill-color': c.building,
        'fill-outline-color': c.wall,
        'fill-opacity': ['interpolate', ['linear'], ['zoom'], 14, 0, 15, 1],
      },
    }),
  ]
}
