import { effect, maplibre } from '../lib.js'
import { t } from '../i18n.js'
import { middle, move, position, theMap } from '../map/view.js'
import { announce } from '../ui/parts.js'
import { say } from '../ui/said.js'
import { n } from './words.js'

// The person's place: a dot, and a circle as wide as it is uncertain. It is watched as long as somebody sees it.

const how = { enableHighAccuracy: true, timeout: 10_000, maximumAge: 60_000 }
/** @type {number | null} */
let watching = null
/** Metres that a pixel is wide at the equator at zoom 0. */
const widest = 40_075_016.686 / 512

/** Shows the person's place; once more goes back there, and from there it is hidden. */
export async function locate() {
  const shown = position.peek()
  if (shown && isInMiddle(shown)) {
    end()
    announce(n().hidden)
    return
  }
  try {
    const { lat, lon } = shown ?? (await find())
    move({ center: [lon, lat], zoom: Math.max(theMap()?.getZoom() ?? 0, 13) })
  } catch (error) {
    say(reason(error))
  }
}

/** @param {unknown} error */
export const reason = (error) =>
  error instanceof GeolocationPositionError && error.code === error.PERMISSION_DENIED ? n().refused : t().notLocated

/** Asks where the person is, unless that is known. */
export async function find() {
  const known = position.peek()
  if (known) return known
  hear(await new Promise((found, failed) => navigator.geolocation.getCurrentPosition(found, failed, how)))
  draw()
  watch()
  return /** @type {import('../map/view.js').Place} */ (position.peek())
}

/** @param {import('../map/view.js').Place} place */
function isInMiddle({ lat, lon }) {
  const map = theMap()
  if (!map) return true
  const [at, goal] = [map.project([lon, lat]), middle()]
  return Math.hypot(at.x - goal.x, at.y - goal.y) < 60
}

/** @param {GeolocationPosition} found */
function hear({ coords: { latitude: lat, longitude: lon, accuracy } }) {
  position.value = { lat, lon, accuracy }
}

function watch() {
  if (document.visibilityState === 'hidden') return
  const lose = (/** @type {GeolocationPositionError} */ error) => {
    if (error.code === error.PERMISSION_DENIED) end()
  }
  watching ??= navigator.geolocation.watchPosition(hear, lose, how)
}

function rest() {
  if (watching !== null) navigator.geolocation.clearWatch(watching)
  watching = null
}

function end() {
  rest()
  position.value = null
}

document.addEventListener('visibilitychange', () => {
  rest()
  if (position.peek()) watch()
})

let isDrawn = false

async function draw() {
  const map = theMap()
  if (isDrawn || !map) return
  isDrawn = true
  const { Marker } = await maplibre
  const [circle, dot] = [part('accuracy-circle'), part('dot')]
  circle.ariaHidden = 'true'
  dot.setAttribute('role', 'img')
  const markers = [circle, dot].map((element) => new Marker({ element }))
  const fit = () => {
    const at = position.peek()
    if (at) circle.style.width = circle.style.height = `${Math.ceil((2 * at.accuracy) / pixel(at.lat))}px`
  }
  map.on('zoom', fit)
  effect(() => {
    const at = position.value
    dot.ariaLabel = n().here
    for (const marker of markers) {
      if (!at) marker.remove()
      else if (marker.setLngLat([at.lon, at.lat]) && !marker.getElement().isConnected) marker.addTo(map)
    }
    fit()
  })
}

/** @param {string} name of what MapLibre has colours for */
function part(name) {
  const element = document.createElement('div')
  element.className = 'maplibregl-user-location-' + name
  return element
}

/**
 * In metres.
 * @param {number} lat
 */
const pixel = (lat) => (widest * Math.cos((lat * Math.PI) / 180)) / 2 ** theMap().getZoom()
