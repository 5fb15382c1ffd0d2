// What the two vocabularies of OpenStreetMap's tiles call the same thing: its layer, and which of its features.

/** @typedef {{ layer: string, filter?: any }} Where */

/**
 * @param {string} id @param {import('./vocabulary').Where | null} where @param {object} rest
 * @returns {any[]}
 */
export const layer = (id, where, rest) =>
  where
    ? [
        {
          id: 'street-' + id,
          source: 'streets',
          'source-layer': where.layer,
          ...(where.filter ? { filter: where.filter } : {}),
          ...rest,
        },
      ]
    : []

/** @param {string[]} names */
const first = (...names) => ['coalesce', ...names.map((name) => ['get', name]), '']
/** @param {any} value @param {string[]} words */
const isOne = (value, ...words) => ['match', value, words, true, false]
/** @param {any[]} all */
const every = (...all) => ['all', ...all]
const isLine = isOne(['geometry-type'], 'LineString', 'MultiLineString')
const isArea = isOne(['geometry-type'], 'Polygon', 'MultiPolygon')
const isSpot = isOne(['geometry-type'], 'Point', 'MultiPoint')

const kind = first('kind', 'pmap:kind')
const detail = first('kind_detail', 'pmap:kind_detail')
const isTrunk = isOne(detail, 'trunk', 'trunk_link', 'primary', 'primary_link')

/** @param {any} filter */
const road = (filter) => ({ layer: 'roads', filter: every(isLine, filter) })
/** @param {any[]} filters */
const place = (...filters) => ({ layer: 'places', filter: every(isSpot, ...filters) })

export const protomaps = {
  land: { layer: 'earth', filter: isArea },
  water: { layer: 'water', filter: isArea },
  streams: { layer: 'water', filter: isLine },
  green: {
    layer: 'landuse',
    filter: isOne(
      kind,
      'park',
      'grass',
      'garden',
      'pitch',
      'golf_course',
      'cemetery',
      'meadow',
      'village_green',
      'playground',
      'recreation_ground',
      'nature_reserve',
      'protected_area',
    ),
  },
  wood: { layer: 'landuse', filter: isOne(kind, 'forest', 'wood', 'scrub', 'national_park') },
  coarseWood: { layer: 'landcover', filter: isOne(kind, 'forest', 'scrub') },
  works: {
    layer: 'landuse',
    filter: isOne(
      kind,
      'industrial',
      'commercial',
      'railway',
      'aerodrome',
      'hospital',
      'school',
      'university',
      'college',
    ),
  },
  buildings: { layer: 'buildings', filter: isArea },
  motorway: road(isOne(kind, 'highway')),
  primary: road(every(isOne(kind, 'major_road'), ['any', isTrunk, ['==', detail, '']])),
  secondary: road([
    'any',
    isOne(kind, 'medium_road'),
    every(isOne(kind, 'major_road'), ['!', isTrunk], ['!=', detail, '']),
  ]),
  minor: road(every(isOne(kind, 'minor_road'), ['!=', detail, 'service'])),
  service: road(every(isOne(kind, 'minor_road'), ['==', detail, 'service'])),
  path: road(isOne(kind, 'path')),
  rail: road(isOne(kind, 'rail')),
  borders: { layer: 'boundaries', filter: isOne(kind, 'country', 'region') },
  roadNames: { layer: 'roads', filter: every(isLine, ['!=', kind, 'rail'], ['!=', kind, 'path']) },
  waterNames: { layer: 'water', filter: isSpot },
  streamNames: { layer: 'water', filter: isLine },
  countries: place(isOne(kind, 'country')),
  towns: place(isOne(kind, 'locality')),
  quarters: place(isOne(kind, 'neighbourhood', 'macrohood', 'borough', 'suburb')),
  isTunnel: ['any', ['==', ['get', 'is_tunnel'], true], ['==', ['get', 'pmap:level'], -1]],
  isRamp: ['any', ['==', ['get', 'is_link'], true], ['==', ['get', 'pmap:link'], 1]],
  reference: first('shield_text', 'ref'),
  /** The larger, the sooner it is named. */
  rank: ['to-number', first('population_rank', 'pmap:population_rank'), 0],
}

const class_ = first('class')
/** @param {string[]} classes */
const transport = (...classes) => ({ layer: 'transportation', filter: every(isLine, isOne(class_, ...classes)) })
/** @param {string[]} classes */
const omtPlace = (...classes) => ({ layer: 'place', filter: every(isSpot, isOne(class_, ...classes)) })

export const openmaptiles = {
  land: null,
  water: { layer: 'water', filter: every(isArea, ['!=', ['get', 'brunnel'], 'tunnel']) },
  streams: { layer: 'waterway', filter: ['!=', ['get', 'brunnel'], 'tunnel'] },
  green: { layer: 'landcover', filter: isOne(class_, 'grass', 'wetland') },
  wood: { layer: 'landcover', filter: isOne(class_, 'wood') },
  coarseWood: { layer: 'globallandcover', filter: isOne(class_, 'forest') },
  works: {
    layer: 'landuse',
    filter: isOne(
      class_,
      'industrial',
      'commercial',
      'retail',
      'railway',
      'hospital',
      'school',
      'university',
      'college',
    ),
  },
  buildings: { layer: 'building' },
  motorway: transport('motorway'),
  primary: transport('trunk', 'primary'),
  secondary: transport('secondary', 'tertiary'),
  minor: transport('minor', 'busway', 'raceway'),
  service: transport('service', 'track'),
  path: transport('path', 'pedestrian'),
  rail: transport('rail', 'transit'),
  borders: {
    layer: 'boundary',
    filter: every(['<=', ['to-number', ['get', 'admin_level'], 9], 4], ['!=', ['get', 'maritime'], 1]),
  },
  roadNames: {
    layer: 'transportation_name',
    filter: every(isLine, ['!', isOne(class_, 'path', 'rail', 'transit', 'ferry')]),
  },
  waterNames: { layer: 'water_name', filter: isSpot },
  streamNames: { layer: 'waterway', filter: isLine },
  countries: omtPlace('country'),
  towns: omtPlace('city', 'town', 'village', 'hamlet'),
  quarters: omtPlace('suburb', 'quarter', 'neighbourhood'),
  isTunnel: ['==', ['get', 'brunnel'], 'tunnel'],
  isRamp: ['==', ['get', 'ramp'], 1],
  reference: first('ref'),
  rank: ['-', 20, ['to-number', ['get', 'rank'], 19]],
}

/**
 * @typedef {'isTunnel' | 'isRamp' | 'reference' | 'rank'} Told
 * @typedef {{ [Name in keyof typeof protomaps]: Name extends Told ? any : Where | null }} Vocabulary
 */
