import { html } from './lib.js'
import { me } from './accounts/session.js'
import { SignIn } from './accounts/signin.js'
import { Profile } from './accounts/profile.js'
import { Accounts } from './admin/accounts.js'
import { Administration } from './admin/administration.js'
import { Audit } from './admin/audit.js'
import { AdminStations } from './admin/stations.js'
import { Charging } from './charging/charging.js'
import { ImportConsole } from './imports/console.js'
import { t } from './i18n.js'
import { Infos } from './infos.js'
import { History } from './reservations/history.js'
import { Reservations } from './reservations/reservations.js'
import { Booking } from './reservations/booking.js'
import { href, path } from './router.js'
import { StationSheet } from './stations/station.js'
import { StationList } from './stations/list.js'
import { Sheet } from './ui/sheet.js'
import { Empty, Waiting } from './ui/parts.js'

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
    case 'stations': return html`<${AdminStations} id=${id} />`
    case 'comptes': return html`<${Accounts} />`
    case 'journal': return html`<${Audit} />`
    default: return html`<${ImportConsole} id=${id} />`
  }
}

/** @param {{ screen: unknown, id?: string }} props */
function ForDrivers({ screen, id }) {
  if (me.value === undefined) return html`<${Sheet} title=${t().loading} stop="half"><${Waiting} /><//>`
  if (me.value === null) return html`<${SignIn} />`
  return html`<${screen} id=${id} />`
}
