import { url } from '../api/client.js'

/** The map's colours: those of the page, which the browser has settled for light or dark. */
export function palette() {
  const css = getComputedStyle(document.documentElement)
  const color = (/** @type {string} */ name) => css.getPropertyValue('--' + name).trim()
  return {
    sea: color('sea'),
    land: color('land'),
    abroad: color('abroad'),
    border: color('border'),
    commune: color('commune'),
    ink: color('ink'),
    muted: color('muted'),
    paper: color('paper'),
    free: color('free'),
    few: color('few'),
    full: color('full'),
    onMark: color('on-mark'),
    halo: color('land'),
  }
}

const absolute = (/** @type {string} */ path) =>
  new URL(url(path), location.href).href.replace(/%7B/g, '{').replace(/%7D/g, '}')

/** The countries around are fetched when France is drawn. */
export const abroad = { isWanted: false }

/**
 * Puts another ground under the circles: `streets.js` says which.
 * @type {{ lay: (style: any, colors: ReturnType<typeof palette>, locale: string) => any }}
 */
export const under = { lay: (style) => style }

/** The address of the tiles of stations; the filters are added when tiles are asked for. */
const tiles = absolute('/tiles/')

/**
 * What the map asked for last, the latest last, and when: it can be laid by.
 * @type {Map<string, number>}
 */
export const asked = new Map()

/** @param {string} address @param {string} filters */
export function filtered(address, filters) {
  const url = filters && address.startsWith(tiles) ? address + '?' + filters : address
  asked.delete(url)
  asked.set(url, performance.now())
  if (asked.size > 200) asked.delete(asked.keys().next().value ?? '')
  return { url }
}

const strong = ['Inter Semibold', 'Inter', 'sans-serif']
const plain = ['Inter Medium', 'Inter', 'sans-serif']
const points = ['get', 'points']
const free = ['get', 'free']

/** @param {ReturnType<typeof palette>} c */
const availability = (c) => ['case', ['<=', free, 0], c.full, ['<', ['/', free, points], 0.2], c.few, c.free]

/**
 * Colour tells what is free, and so does the shape: a disc has something free, a ring nothing.
 * @param {string} locale
 */
export function style(locale) {
  const c = palette()
  const whole = {
    version: 8,
    sources: {
      ground: {
        type: 'vector',
        tiles: [absolute('/basemap/{z}/{x}/{y}.mvt')],
        minzoom: 0,
        maxzoom: 14,
        attribution: 'IGN · INSEE · Etalab',
      },
      ...(abroad.isWanted
        ? {
            abroad: {
              type: 'geojson',
              data: absolute('/vendor/abroad-5.1.json'),
              tolerance: 0.2,
              attribution: 'Natural Earth',
            },
          }
        : {}),
      stations: { type: 'vector', tiles: [tiles + '{z}/{x}/{y}.mvt'], minzoom: 0, maxzoom: 20, promoteId: 'id' },
    },
    layers: [...ground(c), ...marks(c, locale)],
  }
  return under.lay(whole, c, locale)
}

/**
 * The countries around are coarser than France, whose border they must reach: a wide edge covers what lies between.
 * @param {ReturnType<typeof palette>} c
 */
const around = (c) => [
  { id: 'abroad', type: 'fill', source: 'abroad', paint: { 'fill-color': c.abroad, 'fill-antialias': false } },
  {
    id: 'abroad-edge',
    type: 'line',
    source: 'abroad',
    layout: { 'line-join': 'round' },
    paint: {
      'line-color': c.abroad,
      'line-width': ['interpolate', ['exponential', 2], ['zoom'], 4, 1.5, 8, 24, 14, 1536],
    },
  },
]

/** @param {ReturnType<typeof palette>} c */
function ground(c) {
  const source = 'ground'
  const name = ['coalesce', ['get', 'name'], '']
  return [
    { id: 'sea', type: 'background', paint: { 'background-color': c.sea } },
    ...(abroad.isWanted ? around(c) : []),
    {
      id: 'land',
      type: 'fill',
      source,
      'source-layer': 'land',
      paint: { 'fill-color': c.land, 'fill-antialias': false },
    },
    {
      id: 'communes',
      type: 'line',
      source,
      'source-layer': 'communes',
      minzoom: 9,
      paint: { 'line-color': c.commune, 'line-width': ['interpolate', ['linear'], ['zoom'], 9, 0.5, 14, 1.2] },
    },
    {
      id: 'departements',
      type: 'line',
      source,
      'source-layer': 'departements',
      paint: { 'line-color': c.border, 'line-width': ['interpolate', ['linear'], ['zoom'], 4, 0.5, 10, 1.6] },
    },
    {
      id: 'towns',
      type: 'symbol',
      source,
      'source-layer': 'towns',
      layout: {
        'text-field': name,
        'text-font': plain,
        'text-size': ['interpolate', ['linear'], ['zoom'], 5, 13, 12, 16],
        'text-variable-anchor-offset': [
          'top',
          [0, 1.5],
          'bottom',
          [0, -1.5],
          'left',
          [1.6, 0],
          'right',
          [-1.6, 0],
          'top',
          [0, 2.1],
          'bottom',
          [0, -2.1],
        ],
        'text-padding': 6,
        'text-max-width': 8,
        'symbol-sort-key': ['-', 0, ['coalesce', ['get', 'population'], 0]],
      },
      paint: { 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 1.6 },
    },
  ]
}

/** @param {ReturnType<typeof palette>} c @param {string} locale */
function marks(c, locale) {
  const source = 'stations'
  const isFull = ['<=', free, 0]
  const disc = {
    'circle-color': ['case', isFull, c.paper, availability(c)],
    'circle-stroke-color': ['case', isFull, c.full, c.paper],
    'circle-stroke-width': 2,
  }
  const figures = { 'text-color': ['case', isFull, c.full, c.onMark] }
  const count = [
    'case',
    ['>=', points, 1000],
    ['concat', ['number-format', ['/', points, 1000], { locale, 'max-fraction-digits': 1 }], 'k'],
    ['to-string', points],
  ]
  const groupRadius = ['interpolate', ['linear'], ['log10', ['max', points, 1]], 0.5, 14, 3.5, 21]
  const kw = ['coalesce', ['get', 'maxKw'], 0]
  const kilowatts = [
    'format',
    ['case', ['>', kw, 0], ['to-string', ['round', kw]], '?'],
    {},
    '\nkW',
    { 'font-scale': 0.72 },
  ]
  return [
    // Names lie below the circles: the first in this list is placed last, and gives way.
    {
      id: 'station-name',
      type: 'symbol',
      source,
      'source-layer': 'stations',
      minzoom: 14,
      layout: {
        'text-field': ['get', 'name'],
        'text-font': plain,
        'text-size': 13,
        'text-offset': [0, 1.5],
        'text-anchor': 'top',
        'text-max-width': 12,
        'text-optional': true,
      },
      paint: { 'text-color': c.ink, 'text-halo-color': c.halo, 'text-halo-width': 1.6 },
    },
    {
      id: 'stations',
      type: 'circle',
      source,
      'source-layer': 'stations',
      paint: { 'circle-radius': 16, ...disc },
    },
    {
      id: 'halos',
      type: 'circle',
      source,
      'source-layer': 'clusters',
      paint: {
        'circle-radius': ['+', 4, groupRadius],
        'circle-color': ['case', isFull, c.full, availability(c)],
        'circle-opacity': 0.25,
      },
    },
    {
      id: 'clusters',
      type: 'circle',
      source,
      'source-layer': 'clusters',
      paint: { 'circle-radius': groupRadius, ...disc },
    },
    {
      id: 'station-power',
      type: 'symbol',
      source,
      'source-layer': 'stations',
      layout: {
        'text-field': kilowatts,
        'text-font': strong,
        'text-size': 12,
        'text-line-height': 0.95,
        'text-allow-overlap': true,
        'text-padding': 6,
      },
      paint: figures,
    },
    {
      id: 'cluster-count',
      type: 'symbol',
      source,
      'source-layer': 'clusters',
      layout: {
        'text-field': count,
        'text-font': strong,
        'text-size': 12.5,
        'text-line-height': 0.95,
        'text-allow-overlap': true,
        'text-padding': 8,
      },
      paint: figures,
    },
  ]
}
