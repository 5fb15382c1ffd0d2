import { html } from './lib.js'
import { me } from './accounts/session.js'
import { t } from './i18n.js'
import { later } from './later.js'
import { href, path } from './router.js'
import { StationSheet } from './stations/station.js'
import { StationList } from './stations/list.js'
import { Sheet } from './ui/sheet.js'
import { Empty, Fault, Waiting } from './ui/parts.js'

/** Fetched when first asked for: whoever looks at the map pays for the map. */
const screen = (/** @type {() => Promise<unknown>} */ load) => later(load, (error, retry) => html`
  <${Sheet} title=${t().loading} stop="full">${error ? html`<${Fault} error=${error} retry=${retry} />` : html`<${Waiting} />`}<//>`)
const Accounts = screen(() => import('./admin/accounts.js').then((file) => file.Accounts))
const AdminPoints = screen(() => import('./admin/points.js').then((file) => file.AdminPoints))
const Administration = screen(() => import('./admin/administration.js').then((file) => file.Administration))
const AdminStations = screen(() => import('./admin/stations.js').then((file) => file.AdminStations))
const Audit = screen(() => import('./admin/audit.js').then((file) => file.Audit))
const Booking = screen(() => import('./reservations/booking.js').then((file) => file.Booking))
const Charging = screen(() => import('./charging/charging.js').then((file) => file.Charging))
const History = screen(() => import('./reservations/history.js').then((file) => file.History))
const ImportConsole = screen(() => import('./imports/console.js').then((file) => file.ImportConsole))
const Infos = screen(() => import('./infos.js').then((file) => file.Infos))
const Overview = screen(() => import('./admin/overview.js').then((file) => file.OverviewPage))
const Profile = screen(() => import('./accounts/profile.js').then((file) => file.Profile))
const Reservations = screen(() => import('./reservations/reservations.js').then((file) => file.Reservations))
const SignIn = screen(() => import('./accounts/signin.js').then((file) => file.SignIn))

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
