import { html } from './lib.js'
import { mailLink } from './accounts/mailLink.js'
import { me } from './accounts/session.js'
import { t } from './i18n.js'
import { later } from './later.js'
import { href, path } from './router.js'
import { StationSheet } from './stations/station.js'
import { StationList } from './stations/list.js'
import { Sheet } from './ui/sheet.js'
import { Empty, Fault, Waiting } from './ui/parts.js'

/** Fetched when first asked for: whoever looks at the map pays for the map. */
const screen = (/** @type {() => Promise<unknown>} */ load) =>
  later(
    load,
    (error, retry) => html`
  <${Sheet} title=${t().loading} stop="full">
  ${error ? html`<${Fault} error=${error} retry=${retry} />` : html`<${Waiting} />`}<//>`,
  )
const Accounts = screen(() => import('./admin/accounts.js').then((file) => file.Accounts))
const AdminPoints = screen(() => import('./admin/points.js').then((file) => file.AdminPoints))
const Administration = screen(() => import('./admin/administration.js').then((file) => file.Administration))
const AdminStations = screen(() => import('./admin/stations.js').then((file) => file.AdminStations))
const Audit = screen(() => import('./admin/audit.js').then((file) => file.Audit))
const Booking = screen(() => import('./reservations/booking.js').then((file) => file.Booking))
const Charging = screen(() => import('./charging/charging.js').then((file) => file.Charging))
const Confirming = screen(() => import('./accounts/confirmation.js').then((file) => file.Confirming))
const History = screen(() => import('./reservations/history.js').then((file) => file.History))
const ImportConsole = screen(() => import('./imports/console.js').then((file) => file.ImportConsole))
const Infos = screen(() => import('./infos.js').then((file) => file.Infos))
const Overview = screen(() => import('./admin/overview.js').then((file) => file.OverviewPage))
const Profile = screen(() => import('./accounts/profile.js').then((file) => file.Profile))
const Reservations = screen(() => import('./reservations/reservations.js').then((file) => file.Reservations))
const SignIn = screen(() => import('./accounts/signin.js').then((file) => file.SignIn))

/** What stands over the map, by the address. */
export function Screen() {
  const [first = '', second, third, ...more] = path.value.split('/').filter(Boolean)
  const secret = mailLink.value?.purpose
  if (more.length || (third && first !== 's' && first !== 'admin') || (second && !deep.includes(first)))
    return html`<${NotFound} />`
  switch (first) {
    case '':
      return html`<${StationList} />`
    case 's':
      if (!second || (third && third !== 'reserver')) return html`<${NotFound} />`
      return third
        ? html`<${Booking} key=${second} id=${second} />`
        : html`<${StationSheet} key=${second} id=${second} />`
    case 'connexion':
      return html`<${SignIn} />`
    case 'infos':
      return html`<${Infos} />`
    case 'reservation':
      return html`<${ForDrivers} screen=${Reservations} />`
    case 'charge':
      return html`<${ForDrivers} screen=${Charging} id=${second} />`
    case 'historique':
      return html`<${ForDrivers} screen=${History} />`
    case 'profil':
      return secret === 'confirmation' ? html`<${Confirming} />` : html`<${ForDrivers} screen=${Profile} />`
    case 'admin':
      return html`<${Administration}>${administration(second, third)}<//>`
    default:
      return html`<${NotFound} />`
  }
}

/** Whose addresses go on. */
const deep = ['s', 'charge', 'admin']

const NotFound = () => html`
  <${Sheet} title=${t().notFound} stop="half"><${Empty} text=${t().notFoundText} icon="map">
    <a class="button primary" href=${href('/')}>${t().toMap}</a><//><//>`

/** @param {string | undefined} name @param {string | undefined} id */
function administration(name, id) {
  switch (name) {
    case 'imports':
      return html`<${ImportConsole} id=${id} />`
    case 'stations':
      return html`<${AdminStations} id=${id} />`
    case 'points':
      return html`<${AdminPoints} />`
    case 'comptes':
      return html`<${Accounts} />`
    case 'journal':
      return html`<${Audit} />`
    case undefined:
      return html`<${Overview} />`
    default:
      return html`<h1>${t().notFound}</h1><${Empty} text=${t().notFoundText} icon="map">
        <a class="button primary" href=${href('/admin')}>${t().tabs.admin}</a><a class="button" href=${href('/')}>
        ${t().toMap}</a><//>`
  }
}

/** @param {{ screen: unknown, id?: string }} props */
function ForDrivers({ screen, id }) {
  if (me.value === undefined) return html`<${Sheet} title=${t().loading} stop="half"><${Waiting} /><//>`
  if (me.value === null) return html`<${SignIn} />`
  return html`<${screen} id=${id} />`
}
