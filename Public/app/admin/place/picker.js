import { html, maplibre, useEffect, useRef, useState } from '../../lib.js'
import { number } from '../../format.js'
import { language, t } from '../../i18n.js'
import { palette, style } from '../../map/style.js'
import { announce } from '../../ui/parts.js'
import { c, d } from '../words.js'

/** @typedef {{ lat: number, lon: number }} Place */

/** Where a map begins that has no place yet: the whole of the mainland. */
const france = { center: [2.5, 46.6], zoom: 4.2 }

/**
 * A map on which a place is chosen: with a press, or moved by its keys and with a button. The fields stay what counts.
 * @param {{ read: () => Place | null, choose: (place: Place) => void }} props
 */
export function PlacePicker({ read, choose }) {
  const w = c().place
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const map = useRef(/** @type {any} */ (null))
  const marker = useRef(/** @type {any} */ (null))
  const [state, setState] = useState(/** @type {'waiting' | 'shown' | 'impossible'} */ ('waiting'))
  const take = (/** @type {{ lat: number, lng: number }} */ at) => {
    const place = { lat: round(at.lat), lon: round(at.lng) }
    marker.current?.setLngLat([place.lon, place.lat]).addTo(map.current)
    choose(place)
    announce(c().place.chosen(number(place.lat, 5), number(place.lon, 5)))
  }
  useEffect(() => {
    let isOver = false
    maplibre.then(
      (library) => {
        if (isOver || !element.current) return
        try {
          map.current = draw(library, element.current, read())
          marker.current = new library.Marker({ draggable: true, color: palette().ink })
          const place = read()
          if (place) marker.current.setLngLat([place.lon, place.lat]).addTo(map.current)
          marker.current.on('dragend', () => take(marker.current.getLngLat()))
          map.current.on('click', (/** @type {any} */ event) => take(event.lngLat))
          map.current.on('idle', () => setState('shown'))
        } catch (fault) {
          console.warn('map', fault)
          setState('impossible')
        }
      },
      () => setState('impossible'),
    )
    return () => {
      isOver = true
      map.current?.remove()
    }
  }, [])
  if (state === 'impossible') return html`<p class="muted">${d().desk.noMap}</p>`
  return html`<p class="muted">${w.help}</p>
    <div class="place-map" data-state=${state}><div ref=${element}></div>
      <i class="crosshair" aria-hidden="true"></i></div>
    <button type="button" class="button small" onClick=${() => take(map.current.getCenter())}
      disabled=${state !== 'shown'}>${w.centre}</button>`
}

/** A metre is enough. */
const round = (/** @type {number} */ degrees) => Math.round(degrees * 1e5) / 1e5

/** @param {any} library @param {HTMLElement} container @param {Place | null} place */
function draw(library, container, place) {
  const words = t().mapWords
  const whole = style(language.peek() === 'fr' ? 'fr-FR' : 'en-GB')
  const { stations, ...sources } = whole.sources
  const map = new library.Map({
    container,
    style: { ...whole, sources, layers: whole.layers.filter((/** @type {any} */ one) => one.source !== 'stations') },
    ...(place ? { center: [place.lon, place.lat], zoom: 14 } : france),
    attributionControl: { compact: true },
    dragRotate: false,
    pitchWithRotate: false,
    touchPitch: false,
    fadeDuration: 0,
    minZoom: 3,
    maxZoom: 18,
    locale: {
      'Map.Title': c().place.map,
      'NavigationControl.ZoomIn': words.zoomIn,
      'NavigationControl.ZoomOut': words.zoomOut,
      'AttributionControl.ToggleAttribution': words.sources,
    },
  })
  map.touchZoomRotate.disableRotation()
  map.addControl(new library.NavigationControl({ showCompass: false }), 'top-right')
  map.on('error', () => {})
  return map
}
