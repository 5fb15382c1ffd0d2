import { html } from '../lib.js'
import { get } from '../api/client.js'
import { number } from '../format.js'
import { t } from '../i18n.js'
import { flyTo, showBox, view } from '../map/view.js'
import { go, query, setQuery } from '../router.js'
import { Icon } from '../ui/icon.js'

/**
 * What is found, and what is remembered of it.
 * @typedef {{ kind: 'place' | 'address' | 'brand' | 'station', key: string, id: string, name: string, detail: string,
 *   at?: import('../map/view').Place | null, bbox?: number[] | null,
 *   filter?: { name: string, value: string } | null }} Hit
 */

const icons = { place: 'map', address: 'map', brand: 'plug', station: 'bolt' }

/**
 * @param {{ shown: boolean, hits: Hit[], at: number, take: (hit: Hit) => void, forget: (() => void) | null }} props
 *   `forget` where these are what was searched lately
 */
export const HitList = ({ shown, hits, at, take, forget }) => html`
  <div class="found" hidden=${!shown}
    onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}>
    ${
      forget &&
      html`<p class="muted">${t().recent}<button type="button" onClick=${() => {
        localStorage.removeItem(store)
        forget()
      }}>${t().forget}</button></p>`
    }
    <ul id="hits" role="listbox" aria-label=${forget ? t().recent : t().searchLabel}>
      ${hits.map(
        (hit, index) => html`
        <li key=${hit.key} id=${'hit-' + index} role="option" aria-selected=${index === at}
          ref=${(/** @type {Element | null} */ row) => index === at && row?.scrollIntoView({ block: 'nearest' })}
          onClick=${() => take(hit)}><${Icon} name=${forget ? 'history' : icons[hit.kind]} size=${20} />
          <span><b>${hit.name}</b><small>${hit.detail}</small></span></li>`,
      )}
      ${
        !hits.length &&
        html`<li class="none" role="option" aria-selected="false" aria-disabled="true">${t().noHits}</li>`
      }
    </ul>
  </div>`

/**
 * Networks and places, then stations; one that fails does not hide the other. Addresses come when they come.
 * @param {string} text @param {AbortSignal} signal @param {(hits: Hit[]) => void} show
 */
export async function find(text, signal, show) {
  const q = 'q=' + encodeURIComponent(text)
  const [places, stations] = await Promise.allSettled([
    get(`/api/places?${q}&limit=6&addresses=no`, { signal }),
    get(`/api/stations?${q}&limit=6`, { signal }),
  ])
  if (signal.aborted) return
  const [named, links] = places.status === 'fulfilled' ? read(places.value.body) : [[], {}]
  const stops = stations.status === 'fulfilled' ? stations.value.body.items.map(stationHit) : []
  show([...named, ...stops])
  if (!links.addresses) return
  const near = view.value ? `&lat=${view.value.lat.toFixed(1)}&lon=${view.value.lon.toFixed(1)}` : ''
  try {
    const [all] = read((await get(`/api/places?${q}&limit=6&addresses=wait${near}`, { signal })).body)
    if (!signal.aborted && all.some((hit) => hit.kind === 'address')) show([...all, ...stops])
  } catch {
    /* What is there without them stays. */
  }
}

/** @param {import('../api/openapi').PlaceList} list @returns {[Hit[], Record<string, unknown>]} */
const read = (list) => [list.items.map(placeHit), list._links]

/** @param {import('../api/types').Place} place @returns {Hit} */
function placeHit(place) {
  const { id, name, location: at, bbox, filter } = place
  if (place.kind === 'brand') {
    const count = place.stations ?? 0
    return { kind: 'brand', key: 'b' + id, id, name, filter, detail: t().stationsInView(count, number(count)) }
  }
  const isAddress = place.kind === 'address'
  // An address has its postcode in its name.
  const detail = [!isAddress && place.postcodes[0], place.department?.name].filter(Boolean).join(' · ')
  return { kind: isAddress ? 'address' : 'place', key: 'p' + id, id, name, at, bbox, detail }
}

/** @param {import('../api/types').Station} station @returns {Hit} */
const stationHit = (station) => ({
  kind: 'station',
  key: 's' + station.id,
  id: station.id,
  name: station.name,
  at: station.location,
  detail: [station.address.postcode, station.address.city, station.operator].filter(Boolean).join(' · '),
})

/** @param {Hit} hit */
export function choose(hit) {
  remember(hit)
  if (hit.kind === 'station') {
    if (hit.at) flyTo(hit.at, 15)
    go('/s/' + hit.id)
    return
  }
  go('/')
  if (hit.filter) {
    const next = new URLSearchParams(query.value)
    for (const name of ['brand', 'operator']) next.delete(name)
    next.set(hit.filter.name, hit.filter.value)
    setQuery(next)
    return
  }
  if (hit.bbox) showBox(hit.bbox, hit.name)
  else if (hit.at) flyTo(hit.at, 16, hit.name)
}

// What was searched lately, the last first, in this browser and nowhere else.

const store = 'searches'
const most = 8

/** @returns {Hit[]} */
export function recent() {
  try {
    const kept = JSON.parse(localStorage.getItem(store) ?? '[]')
    return kept.filter((/** @type {Hit} */ hit) => hit.kind in icons && hit.name && hit.key).slice(0, most)
  } catch {
    return []
  }
}

/** @param {Hit} hit */
function remember(hit) {
  const others = recent().filter((one) => one.key !== hit.key)
  try {
    localStorage.setItem(store, JSON.stringify([hit, ...others].slice(0, most)))
  } catch {
    /* A browser that keeps nothing searches all the same. */
  }
}
