import { html } from './lib.js'
import { mailLink } from './accounts/mailLink.js'
import { isUnreachable, me } from './accounts/session.js'
import { t } from './i18n.js'
import { later } from './later.js'
import { here, href, id, path } from './router.js'
import { StationSheet } from './stations/station.js'
import { StationList } from './stations/list.js'
import { Sheet } from './ui/sheet.js'
import { Empty, Fault, Waiting } from './ui/parts.js'

/**
 * Components by their places. The first view has these at hand; any other is fetched when first asked for: whoever
 * looks at the map pays for the map.
 * @type {Map<string, unknown>}
 */
const components = new Map([
  ['stations/list.js#StationList', StationList],
  ['stations/station.js#StationSheet', StationSheet],
])

/** @param {string} place its file and its name in there */
function component(place) {
  const [file, name = ''] = place.split('#')
  if (!components.has(place))
    components.set(
      place,
      later(() => import('./' + file).then((found) => found[name]), meanwhile),
    )
  return components.get(place)
}

const meanwhile = (/** @type {unknown} */ error, /** @type {() => void} */ retry) => html`
  <${Sheet} title=${t().loading} stop="full">
    ${error ? html`<${Fault} error=${error} retry=${retry} />` : html`<${Waiting} />`}<//>`

/** The screen that the address names, over the map. */
export function Screen() {
  const screen = here.value
  if (!screen)
    return path.value.startsWith('/admin/')
      ? html`<${Desk}><${NotOnDesk} /><//>`
      : html`<${component('pages/notFound.js#NotFound')} />`
  if (screen.path === '/profil' && mailLink.value?.purpose === 'confirmation')
    return html`<${component('accounts/confirmation.js#Confirming')} />`
  // A screen of one thing begins anew with the next; a screen that may have none goes on.
  const key = screen.path.endsWith('?') ? undefined : id.value
  const shown = html`<${component(screen.screen)} key=${key} id=${id.value} />`
  if (screen.who === 'admin') return html`<${Desk}>${shown}<//>`
  return screen.who === 'driver' ? html`<${ForDrivers}>${shown}<//>` : shown
}

/** @param {{ children?: unknown }} props */
const Desk = ({ children }) => html`<${component('admin/administration.js#Administration')}>${children}<//>`

/** @param {{ children?: unknown }} props */
function ForDrivers({ children }) {
  if (me.value === undefined)
    return isUnreachable.value
      ? html`<${component('offline/offline.js#Offline')} />`
      : html`<${Sheet} title=${t().loading} stop="half"><${Waiting} /><//>`
  return me.value ? children : html`<${component('accounts/signin.js#SignIn')} />`
}

const NotOnDesk = () => html`
  <h1>${t().notFound}</h1>
  <${Empty} text=${t().notFoundText} icon="map">
    <a class="button primary" href=${href('/admin')}>${t().tabs.admin}</a>
    <a class="button" href=${href('/')}>${t().toMap}</a><//>`
