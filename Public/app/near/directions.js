import { html, signal, useState } from '../lib.js'
import { t } from '../i18n.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { useResource } from '../ui/parts.js'
import { n } from './words.js'

/** @typedef {{ lat: number, lon: number }} Place */

/** @type {Record<string, (at: string, name: string) => string>} */
const addresses = {
  geo: (at, name) => `geo:${at}?q=${at}(${encodeURIComponent(name)})`,
  google: (at) => 'https://www.google.com/maps/dir/?api=1&destination=' + at,
  apple: (at) => `https://maps.apple.com/?daddr=${at}&dirflg=d`,
  waze: (at) => `https://www.waze.com/ul?ll=${at}&navigate=yes`,
  osm: (at) => `https://www.openstreetmap.org/directions?engine=fossgis_osrm_car&route=%3B${at}`,
}

const stored = localStorage.getItem('directions')
/** The app that somebody chose on this device. */
const choice = signal(stored && stored in addresses ? stored : '')

/** @param {string} app */
function choose(app) {
  localStorage.setItem('directions', app)
  choice.value = app
}

/** @param {string} app @param {Place} to @param {string} name */
const address = (app, { lat, lon }, name) => (addresses[app] ?? addresses.geo)?.(`${lat},${lon}`, name)
const label = (/** @type {string} */ app) => n().directions.apps[/** @type {'geo'} */ (app)]

/**
 * The way there: the first time one says with what, from then on it is one tap.
 * @param {{ to: Place, name: string, label?: string, quiet?: boolean }} props
 */
export function Directions({ to, name, label: text, quiet }) {
  const [isOpen, setOpen] = useState(false)
  const app = choice.value
  const words = html`<${Icon} name="route" size=${20} />${text ?? t().station.route}`
  const kind = quiet ? 'button small' : 'button'
  const dialog = isOpen && html`<${Apps} to=${to} name=${name} close=${() => setOpen(false)} />`
  if (!app)
    return html`<button type="button" class=${kind} aria-haspopup="dialog" onClick=${() => setOpen(true)}>
      ${words}</button>${dialog}`
  return html`
    <span class="directions">
      <a class=${kind} href=${address(app, to, name)} target="_blank" rel="noreferrer">${words}</a>
      ${
        !quiet &&
        html`<button type="button" class="button" aria-haspopup="dialog" aria-label=${n().directions.change(label(app))}
        title=${n().directions.change(label(app))} onClick=${() => setOpen(true)}>
        <${Icon} name="down" size=${20} /></button>`
      }
    </span>${dialog}`
}

/** @param {{ to: Place, name: string, close: () => void }} props */
function Apps({ to, name, close }) {
  const take = (/** @type {string} */ app) => {
    choose(app)
    close()
  }
  return html`
    <${Dialog} title=${n().directions.title} close=${close} class="small">
      <nav class="menu" aria-label=${n().directions.title}>${Object.keys(addresses).map(
        (app) => html`
        <a key=${app} href=${address(app, to, name)} target="_blank" rel="noreferrer"
          aria-current=${app === choice.value ? 'true' : undefined} onClick=${() => take(app)}>
          <${Icon} name=${app === choice.value ? 'check' : 'route'} />${label(app)}</a>`,
      )}</nav>
      <p class="hint">${n().directions.kept}</p>
    <//>`
}

/**
 * The way to a station of which its label alone is known.
 * @param {{ id: string, name: string }} props
 */
export function DirectionsTo({ id, name }) {
  const station = /** @type {{ location: Place } | undefined} */ (
    useResource('/api/stations/' + id, { keep: true }).data
  )
  return station ? html`<${Directions} to=${station.location} name=${name} />` : null
}
