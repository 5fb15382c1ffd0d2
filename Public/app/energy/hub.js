import { html } from '../lib.js'
import { me } from '../accounts/session.js'
import { number } from '../format.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import './style.js'
import { g } from './words.js'

/**
 * @typedef {import('../api/types').GridNow} GridNow
 * @typedef {import('../api/types').Site} Site
 */

/** Where the energy half begins: a card for each of its rooms. */
export function EnergyHub() {
  const w = g()
  const now = /** @type {GridNow | undefined} */ (useResource('/api/grid/now').data)
  const facts = now?.consumption
    ? [
        w.gigawatts(number(now.consumption.watts / 1e9, 1)),
        now.gramsPerKwh != null && w.grams(number(now.gramsPerKwh)),
        now.tempo && `Tempo : ${w.colours[now.tempo]}`,
      ].filter(Boolean)
    : []
  return html`
    <${Sheet} title=${w.title} stop="full">
      <ul class="plain energy-cards">
        <li><a class="card" href=${href('/reseau')}><${Icon} name="chart" size=${32} />
          <span><strong>${w.grid}</strong><small>${w.gridText}</small>
          ${facts.length > 0 && html`<small class="energy-facts">${facts.join(' · ')}</small>`}</span></a></li>
        <${Room} to="/sites" icon="sun" name=${w.sites} text=${w.sitesText}><${MySites} /><//>
        <${Room} to="/maison" icon="home" name=${w.home} text=${w.homeText} />
        <${Room} to="/communaute" icon="people" name=${w.community} text=${w.communityText} />
      </ul>
    <//>`
}

/** @param {{ to: string, icon: string, name: string, text: string, children?: unknown }} props */
const Room = ({ to, icon, name, text, children }) => html`
  <li><a class="card" href=${href(to)}><${Icon} name=${icon} size=${32} />
    <span><strong>${name}</strong><small>${text}</small></span></a>${children}</li>`

/** The first of one's own sites, so that a device or a plant is two taps away. */
function MySites() {
  const found = useResource(me.value ? '/api/sites?limit=3' : null).data
  const sites = /** @type {{ items: Site[] } | undefined} */ (found)?.items ?? []
  return sites.length > 0
    ? html`<div class="energy-shortcuts">${sites.map(
        (one) => html`<a key=${one.id} class="chip" href=${href('/sites/' + one.id)}>
          ${one.demonstration ? g().madeUpSite : one.name}</a>`,
      )}</div>`
    : null
}
