import { html, useEffect, useRef, useState } from '../lib.js'
import { get } from '../api.js'
import { t } from '../i18n.js'
import { flyTo, showBox } from '../map/view.js'
import { go } from '../router.js'
import { Icon } from '../ui/icon.js'
import { announce } from '../ui/parts.js'

/** @typedef {{ kind: 'place' | 'station', id: string, name: string, detail: string, choose: () => void }} Hit */

/** A combobox after the ARIA pattern: arrows walk, Enter takes, Escape gives up. */
export function SearchBox() {
  const [text, setText] = useState('')
  const [hits, setHits] = useState(/** @type {Hit[]} */ ([]))
  const [answered, setAnswered] = useState('')
  const [active, setActive] = useState(-1)
  const [isOpen, setOpen] = useState(false)
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  useEffect(() => {
    if (text.trim().length < 2) {
      setHits([])
      return
    }
    const stop = new AbortController()
    const timer = setTimeout(
      () =>
        find(text.trim(), stop.signal).then(
          (found) => {
            setHits(found)
            setAnswered(text)
            setActive(-1)
            announce(t().hits(found.length))
          },
          () => {},
        ),
      150,
    )
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  const take = (/** @type {Hit | undefined} */ hit) => {
    if (!hit) return
    setOpen(false)
    setText(hit.kind === 'place' ? hit.name : '')
    input.current?.blur()
    hit.choose()
  }
  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      if (hits.length) setActive((active + step + hits.length) % hits.length)
    } else if (event.key === 'Enter') take(hits[active] ?? hits[0])
    else if (event.key === 'Escape') {
      setOpen(false)
      setText('')
    }
  }
  const shown = isOpen && text.trim().length >= 2
  return html`
    <form class="search" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}>
      <${Icon} name="search" />
      <input ref=${input} type="search" role="combobox" aria-label=${t().searchLabel} placeholder=${t().searchHint}
        autocomplete="off"
        aria-expanded=${shown} aria-controls="hits" aria-autocomplete="list"
          aria-activedescendant=${active >= 0 ? 'hit-' + active : undefined}
        value=${text} onInput=${(/** @type {Event} */ event) => {
          setText(/** @type {HTMLInputElement} */ (event.target).value)
          setOpen(true)
        }}
        onKeyDown=${key} onFocus=${() => setOpen(true)} onBlur=${() => setTimeout(() => setOpen(false), 150)} />
      <ul id="hits" role="listbox" aria-label=${t().searchLabel} hidden=${!shown}>
        ${hits.map(
          (hit, index) => html`
          <li key=${hit.id} id=${'hit-' + index} role="option" aria-selected=${index === active}
            onMouseDown=${(/** @type {Event} */ event) => event.preventDefault()}
            onClick=${() => take(hit)}><${Icon} name=${hit.kind === 'place' ? 'map' : 'bolt'} size=${20} />
            <span><b>${hit.name}</b><small>${hit.detail}</small></span></li>`,
        )}
        ${
          shown &&
          answered === text &&
          !hits.length &&
          html`<li class="none" role="option" aria-selected="false" aria-disabled="true">${t().noHits}</li>`
        }
      </ul>
    </form>`
}

/**
 * Towns first, then stations; one that fails does not hide the other.
 * @param {string} text @param {AbortSignal} signal @returns {Promise<Hit[]>}
 */
async function find(text, signal) {
  const q = encodeURIComponent(text)
  const [places, stations] = await Promise.allSettled([
    get(`/api/places?q=${q}&limit=5`, { signal }),
    get(`/api/stations?q=${q}&limit=6`, { signal }),
  ])
  if (signal.aborted) throw new Error('aborted')
  const towns = places.status === 'fulfilled' ? places.value.body.items.map(placeHit) : []
  return [...towns, ...(stations.status === 'fulfilled' ? stations.value.body.items.map(stationHit) : [])]
}

/** @param {any} place @returns {Hit} */
function placeHit(place) {
  const at = place.location ?? place
  const codes = place.postcodes ?? (place.postcode ? [place.postcode] : [])
  return {
    kind: 'place',
    id: 'p' + (place.inseeCode ?? place.id ?? place.name),
    name: place.name,
    detail: [codes[0], typeof place.department === 'string' ? place.department : place.department?.name]
      .filter(Boolean)
      .join(' · '),
    choose() {
      go('/')
      if (Array.isArray(place.bbox)) showBox(place.bbox)
      else flyTo(at, 13)
    },
  }
}

/** @param {import('../types').Station} station @returns {Hit} */
const stationHit = (station) => ({
  kind: 'station',
  id: 's' + station.id,
  name: station.name,
  detail: [station.address.postcode, station.address.city, station.operator].filter(Boolean).join(' · '),
  choose() {
    flyTo(station.location, 15)
    go('/s/' + station.id)
  },
})
