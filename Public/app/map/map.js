import { effect, maplibre } from '../lib.js'
import { language, t } from '../i18n.js'
import { go } from '../router.js'
import { me } from '../accounts/session.js'
import { filterQuery } from './filters.js'
import { keepView } from '../near/remembered.js'
import { abroad, filtered, style } from './style.js'
import { count, giveUp, locating, move, ringed, start, view, watch } from './view.js'

// Makes the map, hears it, and keeps it in step with the page.

/** @type {any} */
let map
/** Everything that was asked for is drawn. */
let isAtRest = false
locating.run = async () => (await import('../near/position.js')).locate()
/** @type {ReturnType<typeof setTimeout> | undefined} */
let waiting
const isDark = matchMedia('(prefers-color-scheme: dark)')
const isStill = matchMedia('(prefers-reduced-motion: reduce)')

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
    giveUp()
    return
  }
  map.touchZoomRotate.disableRotation()
  map.addControl(new library.AttributionControl({ compact: true }), 'top-right')
  map.addControl(new library.NavigationControl({ showCompass: false }), 'bottom-right')
  map.addControl(new library.ScaleControl({ unit: 'metric' }), 'bottom-right')
  hear(container)
  watch(map)
  // Whoever has seen streets here sees nothing else first, unless they let wait.
  const streets = localStorage.getItem('ground') ? layGround() : undefined
  // Names are drawn in the page's own letters.
  await Promise.allSettled([...faces, Promise.race([streets, new Promise((go) => setTimeout(go, streets ? 700 : 0))])])
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

const currentStyle = () => style(language.peek() === 'fr' ? 'fr-FR' : 'en-GB')
const redraw = () => map.setStyle(currentStyle(), { diff: true })
/** Streets, or whatever else there is in the place of the communes. */
const layGround = () => import('./streets.js').then((file) => file.layGround(map, redraw))

/** @param {HTMLElement} container */
function hear(container) {
  map.on('idle', () => {
    isAtRest = true
    document.documentElement.dataset.map = 'idle'
    if (!performance.getEntriesByName('map at rest').length) performance.mark('map at rest')
    count()
    if (!abroad.isWanted) {
      abroad.isWanted = true
      redraw()
    } else layGround()
  })
  map.on('movestart', () => {
    isAtRest = false
    delete document.documentElement.dataset.map
  })
  map.on('load', () => {
    // Named at once, in full at a tap: on a phone the words would stand over the map.
    container.querySelector('.maplibregl-compact-show')?.classList.remove('maplibregl-compact-show')
  })
  // A tile that fails is asked for again by the next move; the list says what the server said.
  map.on('error', () => {})
  hearTaps()
}

function hearTaps() {
  const layers = ['clusters', 'stations']
  for (const layer of layers) {
    map.on('mouseenter', layer, () => {
      map.getCanvas().style.cursor = 'pointer'
    })
    map.on('mouseleave', layer, () => {
      map.getCanvas().style.cursor = ''
    })
  }
  map.on('click', (/** @type {any} */ event) => {
    const { x, y } = event.point
    const around = [
      [x - 8, y - 8],
      [x + 8, y + 8],
    ]
    const [hit] = map.queryRenderedFeatures(around, { layers })
    if (!hit) return
    if (hit.layer.id === 'stations') go('/s/' + hit.properties.id)
    // A tile that is about to go may know of a zoom that is passed.
    else move({ center: hit.geometry.coordinates, zoom: Math.max(hit.properties.expansionZoom, map.getZoom()) })
  })
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
  isDark.addEventListener('change', redraw)
  new MutationObserver(redraw).observe(document.documentElement, { attributeFilter: ['data-theme'] })
  let spoken = language.peek()
  effect(() => {
    if (language.value === spoken) return
    spoken = language.value
    redraw()
  })
  effect(() => keepView(view.value, filterQuery.value))
  effect(() => {
    if (ringed.value) import('../near/ring.js').catch(() => {})
  })
  effect(() => {
    if (me.value) import('../near/car.js').catch(() => {})
  })
  if (!isStill.matches) map.once('zoomstart', () => import('./glide.js').catch(() => {}))
  map.on('data', beginNews)
}

/**
 * There is no news without a map to show them on; their file comes after the first tile.
 * @param {any} event
 */
function beginNews(event) {
  if (event.sourceId !== 'stations' || !event.tile) return
  map.off('data', beginNews)
  import('./news.js').then(
    ({ followNews }) => followNews({ isAtRest: () => isAtRest, refresh: refreshTiles }),
    () => map.on('data', beginNews),
  )
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
