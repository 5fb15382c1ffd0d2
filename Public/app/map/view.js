import { computed, signal } from '../lib.js'
import { path } from '../router.js'
import { lastView } from '../near/remembered.js'

// Holds what the map shows, and moves the map.

/**
 * @typedef {{ lat: number, lon: number }} Place
 * @typedef {{ west: number, south: number, east: number, north: number, zoom: number, middle: Place } & Place} View
 */

/** The part of the country that the map shows, once it rests; `middle` is that of what nothing covers. */
export const view = signal(/** @type {View | null} */ (null))
/** The sum of the circles in view; null until there are any to count. */
export const inView = signal(/** @type {{ stations: number, points: number, free: number } | null} */ (null))
/** No map can be drawn here. */
export const mapFault = signal(false)
/** Stations whose points changed, by the last news: a screen that shows one of them asks again. */
export const news = signal(/** @type {Set<string>} */ (new Set()))
/** The station that the address names. */
export const selectedStation = computed(() => /^\/s\/([^/]+)/.exec(path.value)?.[1] ?? null)
/** The station that a screen is about, as soon as it is known where that stands. */
export const ringed = signal(/** @type {(Place & { id: string }) | null} */ (null))
/** Where the person is, as long as the map shows it. */
export const position = signal(/** @type {(Place & { accuracy: number }) | null} */ (null))
/** The place that was searched last. */
export const searched = signal(/** @type {(Place & { name: string }) | null} */ (null))
/** Where distances begin: nobody means the middle of a map. */
export const origin = computed(() => position.value ?? searched.value)

/** @type {any} */
let map
/**
 * Where a flight leads.
 * @type {{ center: [number, number], zoom: number } | null}
 */
let goal = null
/** The page was opened at a station that is not shown yet. */
let isOpening = selectedStation.peek() !== null
const isPlaced = location.hash.length > 1
const isWide = matchMedia('(min-width: 900px)')
const isStill = matchMedia('(prefers-reduced-motion: reduce)')
const france = [
  [-5.3, 41.2],
  [9.8, 51.2],
]

/** @param {any} made the one map that all this is about */
export function watch(made) {
  map = made
  map.on('moveend', rest)
  // The list need not wait for the tiles.
  rest()
  const shown = ringed.peek()
  if (shown) show(shown)
}

export const theMap = () => map

/** The place that the address names. @returns {{ center: [number, number], zoom: number } | null} */
function named() {
  const [zoom, lat, lon] = location.hash.slice(1).split('/').map(Number)
  if (!zoom || lat === undefined || lon === undefined) return null
  return Math.abs(lat) < 85 && Math.abs(lon) <= 180 ? { center: [lon, lat], zoom } : null
}

// Another place written into the address of the open page.
addEventListener('hashchange', () => {
  const place = named()
  if (place) map?.jumpTo(place)
})

/** The map begins at the place that the address names, else where it was left, else with the whole country. */
export function start() {
  const place = named()
  if (place) return place
  const last = selectedStation.peek() ? null : lastView()
  if (last) return { center: [last.lon, last.lat], zoom: last.zoom }
  return { bounds: france, fitBoundsOptions: { padding: room() } }
}

/** The edges of the map that the panel or the sheet covers. */
function room() {
  if (isWide.matches) return { top: 40, right: 40, bottom: 40, left: 520 }
  return { top: 130, right: 12, bottom: 170, left: 12 }
}

/** The part of the map that nothing covers; a sheet over all of it will give way to one over half. */
function free() {
  const { clientWidth: right, clientHeight: height } = map.getContainer()
  if (isWide.matches) return { left: 504, top: 76, right, bottom: height }
  const sheet = document.getElementById('content')?.getBoundingClientRect().top ?? height
  return { left: 0, top: 130, right, bottom: sheet > 200 ? sheet : height * 0.44 - 60 }
}

/** Its middle, in pixels. */
export function middle() {
  const { left, top, right, bottom } = free()
  return { x: (left + right) / 2, y: (top + bottom) / 2 }
}

function rest() {
  goal = null
  const bounds = map.getBounds()
  const [center, zoom] = [map.getCenter(), map.getZoom()]
  const { x, y } = middle()
  const { lat, lng } = map.unproject([x, y])
  view.value = {
    west: bounds.getWest(),
    south: bounds.getSouth(),
    east: bounds.getEast(),
    north: bounds.getNorth(),
    lat: center.lat,
    lon: center.lng,
    zoom,
    middle: { lat, lon: lng },
  }
  const hash = `#${zoom.toFixed(2)}/${center.lat.toFixed(4)}/${center.lng.toFixed(4)}`
  if (hash !== location.hash) history.replaceState(history.state, '', hash)
}

/** Counts what is drawn. A circle of a tile's border comes with both tiles: each id counts once. */
export function count() {
  if (!map.getSource('stations') || !map.isSourceLoaded('stations')) return
  const seen = new Set()
  const sum = { stations: 0, points: 0, free: 0 }
  for (const { properties: p, layer } of map.queryRenderedFeatures({ layers: ['clusters', 'stations'] })) {
    if (seen.has(layer.id + p.id)) continue
    seen.add(layer.id + p.id)
    sum.stations += p.stations ?? 1
    sum.points += p.points ?? 0
    sum.free += Math.max(0, p.free ?? 0)
  }
  const old = inView.peek()
  if (!old || old.stations !== sum.stations || old.points !== sum.points || old.free !== sum.free) inView.value = sum
}

/** No map can be drawn: the list shows the country all the same. */
export function giveUp() {
  mapFault.value = true
  lookAt(france.flat())
}

/** @param {number[]} box west, south, east, north */
function lookAt([west = 0, south = 0, east = 0, north = 0]) {
  const at = { lat: (south + north) / 2, lon: (west + east) / 2 }
  view.value = { west, south, east, north, zoom: 0, ...at, middle: at }
}

/**
 * Brings a place into the middle of what nothing covers.
 * @param {{ center: [number, number], zoom?: number }} to @param {boolean} [isSudden]
 */
export function move({ center, zoom }, isSudden = isStill.matches) {
  const [lon, lat] = center
  if (mapFault.peek()) lookAt([lon - 0.15, lat - 0.1, lon + 0.15, lat + 0.1])
  if (!map) return
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const { x, y } = middle()
  const to = { center, zoom: zoom ?? map.getZoom(), offset: [x - width / 2, y - height / 2] }
  if (isSudden) map.easeTo({ ...to, duration: 0 })
  else {
    map.flyTo({ ...to, duration: 1000 })
    goal = to
  }
}

/**
 * To a place that was searched.
 * @param {Place} place @param {number} [zoom] @param {string} [name]
 */
export function flyTo({ lat, lon }, zoom, name = '') {
  searched.value = { lat, lon, name }
  move({ center: [lon, lat], zoom })
}

/**
 * To a place that was searched and that is wide.
 * @param {number[]} box west, south, east, north @param {string} [name]
 */
export function showBox(box, name = '') {
  const [west = 0, south = 0, east = 0, north = 0] = box
  searched.value = { lat: (south + north) / 2, lon: (west + east) / 2, name }
  if (mapFault.peek()) lookAt(box)
  const bounds = [
    [west, south],
    [east, north],
  ]
  map?.fitBounds(bounds, { padding: room(), maxZoom: 15, animate: !isStill.matches, duration: 900 })
}

export const showFrance = () =>
  mapFault.peek() ? lookAt(france.flat()) : map?.fitBounds(france, { padding: room(), animate: !isStill.matches })

/**
 * Puts a ring around a station, and has it in sight.
 * @param {{ id: string, location: Place }} station
 */
export function reveal({ id, location: { lat, lon } }) {
  ringed.value = { id, lat, lon }
  // Nobody means to measure from a station that was searched.
  if (searched.peek()?.lat === lat && searched.peek()?.lon === lon) searched.value = null
  if (map) show({ lat, lon })
}

/** @param {Place} place */
function show({ lat, lon }) {
  const zoom = goal?.zoom ?? map.getZoom()
  const isFar = zoom < 12 && !(isOpening && isPlaced)
  if (isFar || goal || !isSeen(map.project([lon, lat])))
    move({ center: [lon, lat], zoom: isFar ? 14 : zoom }, isOpening || isStill.matches)
  isOpening = false
}

/** @param {{ x: number, y: number }} at */
function isSeen({ x, y }) {
  const { left, top, right, bottom } = free()
  return x > left + 40 && x < right - 40 && y > top + 30 && y < bottom - 40
}

/** Shows where the person is, or no longer; what does it is fetched when first asked for. */
export const locating = { run: async () => {} }
/** A tap asks for it, nothing else does. */
export const locate = () => locating.run()
