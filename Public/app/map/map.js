import { effect, maplibre, signal } from '../lib.js'
import { language, t } from '../i18n.js'
import { listen } from '../live.js'
import { go, path } from '../router.js'
import { filterQuery } from './filters.js'
import { abroad, filtered, style } from './style.js'

/**
 * @typedef {{ west: number, south: number, east: number, north: number, lat: number, lon: number, zoom: number }} View
 */

/** What the map shows, once it rests. */
export const view = signal(/** @type {View | null} */ (null))
/** What the circles in view add up to. */
export const inView = signal({ stations: 0, points: 0, free: 0 })
/** Points whose status changed, the last news first: whoever shows one of these stations asks again. */
export const news = signal(/** @type {Set<string>} */ (new Set()))
export const mapFault = signal(false)
export const selectedStation = signal(/** @type {string | null} */ (null))

/** @type {any} */
let map
/** Everything that was asked for is drawn. */
let isAtRest = false
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting
/** What the panel or the sheet covers. */
const padding = { top: 0, right: 0, bottom: 0, left: 0 }
export const isWide = matchMedia('(min-width: 900px)')
const isStill = matchMedia('(prefers-reduced-motion: reduce)')
const isDark = matchMedia('(prefers-color-scheme: dark)')
const france = [
  [-5.3, 41.2],
  [9.8, 51.2],
]

/** @param {HTMLElement} container */
export async function startMap(container) {
  const faces = ['500 24px Inter', '600 24px Inter'].map((face) => document.fonts.load(face))
  let library
  try {
    library = await maplibre
    map = new library.Map({
      container,
      attributionControl: false,
      dragRotate: false,
      pitchWithRotate: false,
      touchPitch: false,
      minZoom: 3,
      maxZoom: 19,
      fadeDuration: 0,
      locale: words(),
      ...start(),
      transformRequest: (/** @type {string} */ address) => filtered(address, filterQuery.peek()),
    })
  } catch (error) {
    console.warn('map', error)
    mapFault.value = true
    lookAt(france.flat())
    return
  }
  map.touchZoomRotate.disableRotation()
  map.addControl(new library.AttributionControl({ compact: true }), 'top-right')
  map.addControl(new library.NavigationControl({ showCompass: false }), 'bottom-right')
  map.addControl(new library.ScaleControl({ unit: 'metric' }), 'bottom-right')
  hear(container)
  // Names are drawn in the page's own letters.
  await Promise.allSettled(faces)
  map.setStyle(currentStyle())
  follow()
}

function words() {
  const w = t().mapWords
  return {
    'Map.Title': w.title,
    'NavigationControl.ZoomIn': w.zoomIn,
    'NavigationControl.ZoomOut': w.zoomOut,
    'AttributionControl.ToggleAttribution': w.sources,
  }
}

const currentStyle = () => style(language.peek() === 'fr' ? 'fr-FR' : 'en-GB', selectedStation.peek())

function start() {
  const [zoom, lat, lon] = location.hash.slice(1).split('/').map(Number)
  if (zoom && lat !== undefined && lon !== undefined && Math.abs(lat) < 85 && Math.abs(lon) <= 180)
    return { center: [lon, lat], zoom }
  return { bounds: france, fitBoundsOptions: { padding: room() } }
}

function room() {
  if (isWide.matches) return { top: 40, right: 40, bottom: 40, left: 460 }
  return { top: 130, right: 12, bottom: 170, left: 12 }
}

/**
 * Where no map can be drawn the list looks all the same.
 * @param {number[]} box west, south, east, north
 */
function lookAt([west = 0, south = 0, east = 0, north = 0]) {
  view.value = { west, south, east, north, lat: (south + north) / 2, lon: (west + east) / 2, zoom: 0 }
}

/** @param {HTMLElement} container */
function hear(container) {
  map.on('idle', () => {
    isAtRest = true
    document.documentElement.dataset.map = 'idle'
    if (!performance.getEntriesByName('map at rest').length) performance.mark('map at rest')
    count()
    if (!abroad.isWanted) {
      abroad.isWanted = true
      map.setStyle(currentStyle(), { diff: true })
    }
  })
  map.on('movestart', () => {
    isAtRest = false
    delete document.documentElement.dataset.map
  })
  map.on('moveend', rest)
  // The list need not wait for the tiles.
  rest()
  map.on('load', () => {
    // Named at once, in full at a tap: on a phone the words would stand over the map.
    container.querySelector('.maplibregl-compact-show')?.classList.remove('maplibregl-compact-show')
  })
  // A tile that fails is asked for again by the next move; the list says what the server said.
  map.on('error', () => {})
  for (const layer of ['stations', 'clusters']) {
    map.on('mouseenter', layer, () => {
      map.getCanvas().style.cursor = 'pointer'
    })
    map.on('mouseleave', layer, () => {
      map.getCanvas().style.cursor = ''
    })
  }
  map.on('click', (/** @type {any} */ event) => {
    const around = [
      [event.point.x - 8, event.point.y - 8],
      [event.point.x + 8, event.point.y + 8],
    ]
    const [hit] = map.queryRenderedFeatures(around, { layers: ['clusters', 'stations'] })
    if (!hit) return
    const station = hit.layer.id === 'stations' ? hit.properties.id : hit.properties.stationId
    if (station) go('/s/' + station)
    else
      move({ center: hit.geometry.coordinates, zoom: Math.min(hit.properties.expansionZoom ?? map.getZoom() + 2, 16) })
  })
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

/** A circle of a tile's border comes with both tiles: each id counts once. */
function count() {
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

/** Keeps the map in step with the address, the language, the colours of the page and the news. */
function follow() {
  let shown = filterQuery.peek()
  effect(() => {
    if (filterQuery.value === shown) return
    shown = filterQuery.value
    delete document.documentElement.dataset.map
    refreshTiles()
  })
  const redraw = () => map.setStyle(currentStyle(), { diff: true })
  isDark.addEventListener('change', redraw)
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ['data-theme'] })
  let spoken = language.peek()
  effect(() => {
    if (language.value !== spoken) {
      spoken = language.value
      redraw()
    }
  })
  effect(() => {
    const id = selectedStation.value
    if (map.getLayer('selected')) map.setFilter('selected', ['==', ['get', 'id'], id ?? ''])
  })
  const begin = (/** @type {any} */ event) => {
    if (event.sourceId !== 'stations' || !event.tile) return
    map.off('data', begin)
    followNews()
  }
  // There is no news without a map to show them on.
  map.on('data', begin)
}

function refreshTiles() {
  isAtRest = false
  if (map.getSource('stations')) map.refreshTiles('stations')
  clearTimeout(waiting)
  waiting = setTimeout(askToRest, 100)
}

/** Tiles that come back as they were ask for no frame, and without one the map never says that it rests. */
function askToRest() {
  if (isAtRest) return
  if (map.areTilesLoaded()) map.triggerRepaint()
  waiting = setTimeout(askToRest, 100)
}

function followNews() {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** @type {Set<string>} */
  let changed = new Set()
  let seq = /** @type {number | undefined} */ (undefined)
  const box = () => {
    const v = view.peek()
    return v && [v.west, v.south, v.east, v.north].map((n) => n.toFixed(4)).join(',')
  }
  /** A busy country changes every second: the circles follow in steps, and never before the last step is drawn. */
  const tell = () => {
    timer = isAtRest ? undefined : setTimeout(tell, 2000)
    if (timer) return
    news.value = changed
    changed = new Set()
    refreshTiles()
  }
  const socket = listen(
    '/api/live?bbox=' + (box() ?? '-5.3,41.2,9.8,51.2'),
    (message) => {
      if (message.type !== 'status') return
      seq = message.seq
      for (const point of message.points) changed.add(point.stationId)
      timer ??= setTimeout(tell, 2000)
    },
    {
      opened: (say) => {
        const bbox = box()
        if (bbox) say({ type: 'view', bbox, since: seq })
      },
    },
  )
  effect(() => {
    if (view.value) {
      const bbox = box()
      if (bbox) socket.say({ type: 'view', bbox })
    }
  })
}

/** @param {{ center: [number, number], zoom?: number }} to */
function move(to) {
  const [lon, lat] = to.center
  if (mapFault.peek()) lookAt([lon - 0.15, lat - 0.1, lon + 0.15, lat + 0.1])
  if (!map) return
  if (isStill.matches) map.jumpTo(to)
  else map.flyTo({ ...to, speed: 2.2, maxDuration: 1600 })
}

/** @param {{ lat: number, lon: number }} place @param {number} [zoom] */
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
 * @param {{ lat: number, lon: number }} place
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
 * Asked for by a tap, never before.
 * @returns {Promise<{ lat: number, lon: number }>}
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

effect(() => {
  const match = /^\/s\/([^/]+)/.exec(path.value)
  selectedStation.value = match?.[1] ?? null
})
