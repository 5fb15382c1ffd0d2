import { computed, signal } from '../lib.js'
import { path } from '../router.js'

// Holds what the map shows, and moves the map.

/**
 * @typedef {{ west: number, south: number, east: number, north: number, lat: number, lon: number, zoom: number }} View
 * @typedef {{ lat: number, lon: number }} Place
 */

/** The part of the country that the map shows, once it rests. */
export const view = signal(/** @type {View | null} */ (null))
/** The sum of the circles in view. */
export const inView = signal({ stations: 0, points: 0, free: 0 })
/** No map can be drawn here. */
export const mapFault = signal(false)
/** Stations whose points changed, by the last news: a screen that shows one of them asks again. */
export const news = signal(/** @type {Set<string>} */ (new Set()))
/** The station that the address names. */
export const selectedStation = computed(() => /^\/s\/([^/]+)/.exec(path.value)?.[1] ?? null)

/** @type {any} */
let map
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
}

/** The map begins at the place that the address names, else with the whole country. */
export function start() {
  const [zoom, lat, lon] = location.hash.slice(1).split('/').map(Number)
  if (zoom && lat !== undefined && lon !== undefined && Math.abs(lat) < 85 && Math.abs(lon) <= 180)
    return { center: [lon, lat], zoom }
  return { bounds: france, fitBoundsOptions: { padding: room() } }
}

/** The edges of the map that the panel or the sheet covers. */
function room() {
  if (isWide.matches) return { top: 40, right: 40, bottom: 40, left: 460 }
  return { top: 130, right: 12, bottom: 170, left: 12 }
}

function rest() {
  const bounds = map.getBounds()
  const [center, zoom] = [map.getCenter(), map.getZoom()]
  view.value = {
    west: bounds.getWest(),
    south: bounds.getSouth(),
    east: bounds.getEast(),
    north: bounds.getNorth(),
    lat: center.lat,
    lon: center.lng,
    zoom,
  }
  const hash = `#${zoom.toFixed(2)}/${center.lat.toFixed(4)}/${center.lng.toFixed(4)}`
  if (hash !== location.hash) history.replaceState(history.state, '', hash)
}

/** Counts what is drawn. A circle of a tile's border comes with both tiles: each id counts once. */
export function count() {
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
  if (old.stations !== sum.stations || old.points !== sum.points || old.free !== sum.free) inView.value = sum
}

/** No map can be drawn: the list shows the country all the same. */
export function giveUp() {
  mapFault.value = true
  lookAt(france.flat())
}

/** @param {number[]} box west, south, east, north */
function lookAt([west = 0, south = 0, east = 0, north = 0]) {
  view.value = { west, south, east, north, lat: (south + north) / 2, lon: (west + east) / 2, zoom: 0 }
}

/** @param {{ center: [number, number], zoom?: number }} to */
export function move(to) {
  const [lon, lat] = to.center
  if (mapFault.peek()) lookAt([lon - 0.15, lat - 0.1, lon + 0.15, lat + 0.1])
  if (!map) return
  if (isStill.matches) map.jumpTo(to)
  else map.flyTo({ ...to, speed: 2.2, maxDuration: 1600 })
}

/** @param {Place} place @param {number} [zoom] */
export const flyTo = (place, zoom) => move({ center: [place.lon, place.lat], ...(zoom ? { zoom } : {}) })

/** @param {number[]} box west, south, east, north */
export function showBox(box) {
  if (mapFault.peek()) lookAt(box)
  const bounds = [
    [box[0], box[1]],
    [box[2], box[3]],
  ]
  map?.fitBounds(bounds, { padding: room(), maxZoom: 15, animate: !isStill.matches, duration: 900 })
}

export const showFrance = () =>
  mapFault.peek() ? lookAt(france.flat()) : map?.fitBounds(france, { padding: room(), animate: !isStill.matches })

/**
 * Brings a place into the part of the map that nothing covers.
 * @param {Place} place
 */
export function reveal(place) {
  if (!map) return
  const at = map.project([place.lon, place.lat])
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const left = isWide.matches ? 440 : 20
  const bottom = isWide.matches ? height - 60 : height * 0.4
  if (map.getZoom() < 12) {
    move({ center: [place.lon, place.lat], zoom: 14 })
    return
  }
  if (at.x < left || at.x > width - 40 || at.y < 130 || at.y > bottom) {
    const goal = { x: (left + width) / 2, y: (130 + bottom) / 2 }
    map.panBy([at.x - goal.x, at.y - goal.y], { animate: !isStill.matches })
  }
}

/**
 * Goes where the person is. A tap asks for it, nothing else does.
 * @returns {Promise<Place>}
 */
export const locate = () =>
  new Promise((resolve, reject) => {
    if (!navigator.geolocation) {
      reject(new Error('geolocation'))
      return
    }
    navigator.geolocation.getCurrentPosition(
      ({ coords }) => {
        const place = { lat: coords.latitude, lon: coords.longitude }
        flyTo(place, 13)
        resolve(place)
      },
      reject,
      { timeout: 10_000, maximumAge: 60_000 },
    )
  })
