import { html, useEffect, useState } from './lib.js'
import { me } from './accounts/session.js'
import { t } from './i18n.js'
import { href, path } from './router.js'
import { StationSheet } from './stations/station.js'
import { StationList } from './stations/list.js'
import { Sheet } from './ui/sheet.js'
import { Empty, Fault, Waiting } from './ui/parts.js'

/** Fetched when first asked for: whoever looks at the map pays for the map. */
const Accounts = later(() => import('./admin/accounts.js').then((file) => file.Accounts))
const AdminPoints = later(() => import('./admin/points.js').then((file) => file.AdminPoints))
const Administration = later(() => import('./admin/administration.js').then((file) => file.Administration))
const AdminStations = later(() => import('./admin/stations.js').then((file) => file.AdminStations))
const Audit = later(() => import('./admin/audit.js').then((file) => file.Audit))
const Booking = later(() => import('./reservations/booking.js').then((file) => file.Booking))
const Charging = later(() => import('./charging/charging.js').then((file) => file.Charging))
const History = later(() => import('./reservations/history.js').then((file) => file.History))
const ImportConsole = later(() => import('./imports/console.js').then((file) => file.ImportConsole))
const Infos = later(() => import('./infos.js').then((file) => file.Infos))
const Overview = later(() => import('./admin/overview.js').then((file) => file.OverviewPage))
const Profile = later(() => import('./accounts/profile.js').then((file) => file.Profile))
const Reservations = later(() => import('./reservations/reservations.js').then((file) => file.Reservations))
const SignIn = later(() => import('./accounts/signin.js').then((file) => file.SignIn))

/** @param {() => Promise<unknown>} load */
function later(load) {
  /** @type {unknown} */
  let ready
  return function Later(/** @type {object} */ props) {
    const [screen, setScreen] = useState(() => ready)
    const [error, setError] = useState(/** @type {unknown} */ (null))
    const fetchIt = () => { load().then((found) => { ready = found; setScreen(() => found); setError(null) }, setError) }
    useEffect(() => { if (!ready) fetchIt() }, [])
    if (screen) return html`<${screen} ...${props} />`
    return html`<${Sheet} title=${t().loading} stop="full">${error ? html`<${Fault} error=${error} retry=${fetchIt} />` : html`<${Waiting} />`}<//>`
  }
}

/** What stands over the map, by the address. */
export function Screen() {
  const here = path.value
  const [, first = '', second, third] = here.split('/')
  switch (first) {
    case '': return html`<${StationList} />`
    case 's': return third === 'reserver' ? html`<${Booking} key=${second} id=${second} />` : html`<${StationSheet} key=${second} id=${second} />`
    case 'connexion': return html`<${SignIn} />`
    case 'infos': return html`<${Infos} />`
    case 'reservation': return html`<${ForDrivers} screen=${Reservations} />`
    case 'charge': return html`<${ForDrivers} screen=${Charging} id=${second} />`
    case 'historique': return html`<${ForDrivers} screen=${History} />`
    case 'profil': return html`<${ForDrivers} screen=${Profile} />`
    case 'admin': return html`<${Administration}>${administration(second, third)}<//>`
    default: return html`<${Sheet} title=${t().notFound} stop="half"><${Empty} text=${t().notFoundText}>
      <a class="button primary" href=${href('/')}>${t().tabs.map}</a><//><//>`
  }
}

/** @param {string | undefined} name @param {string | undefined} id */
function administration(name, id) {
  switch (name) {
    case 'imports': return html`<${ImportConsole} id=${id} />`
    case 'stations': return html`<${AdminStations} id=${id} />`
    case 'points': return html`<${AdminPoints} />`
    case 'comptes': return html`<${Accounts} />`
    case 'journal': return html`<${Audit} />`
    default: return html`<${Overview} />`
  }
}

/** @param {{ screen: unknown, id?: string }} props */
function ForDrivers({ screen, id }) {
  if (me.value === undefined) return html`<${Sheet} title=${t().loading} stop="half"><${Waiting} /><//>`
  if (me.value === null) return html`<${SignIn} />`
  return html`<${screen} id=${id} />`
}
