import { html, useState } from '../lib.js'
import { post } from '../api/client.js'
import { go, href } from '../router.js'
import { DemonstrationTag } from '../stations/demonstration.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Empty, Fault, Field, FormFault, Waiting, useForm } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Follows } from '../follows/follows.js'
import { siteName } from './measures.js'
import { s } from './words.js'

/** @typedef {import('../api/types').Site} Site */

/** The places where one's devices are, and what one follows there. */
export function Sites() {
  const w = s()
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Site>>} */ (usePages('/api/sites'))
  const [isAdding, setAdding] = useState(false)
  const add = html`<button type="button" class="button primary" onClick=${() => setAdding(true)}>
    <${Icon} name="plus" size=${20} /> ${w.add}</button>`
  return html`
    <${Sheet} title=${w.title} stop="full" back=${href('/energie')}>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${
        !items
          ? !error && html`<${Waiting} lines=${4} />`
          : items.length
            ? html`<ul class="cards">${items.map((one) => html`<${Row} key=${one.id} site=${one} />`)}</ul>
            <${More} more=${more} />${add}`
            : html`<${Empty} text=${w.none} icon="home">${add}<//>`
      }
      ${items && items.length > 0 && html`<${Follows} />`}
      ${isAdding && html`<${AddSite} close=${() => setAdding(false)} />`}
    <//>`
}

/** @param {{ site: Site }} props */
function Row({ site }) {
  const w = s()
  return html`
    <li><${Icon} name="home" size=${28} />
      <span class="grow"><strong><a href=${href('/sites/' + site.id)}>${siteName(site)}</a>
          ${site.demonstration && html` <${DemonstrationTag} />`}</strong>
        <small>${w.roles[site.role ?? 'admin']} · ${w.devicesOf(site.devices.total)}</small></span>
      <${Health} devices=${site.devices} /></li>`
}

/**
 * How the devices are, in words: silent ones and those in alarm are told first.
 * @param {{ devices: Site['devices'] }} props
 */
export function Health({ devices }) {
  const w = s()
  if (devices.alarm) return html`<b class="badge bad">${w.alarm(devices.alarm)}</b>`
  if (devices.stale) return html`<b class="badge warn">${w.stale(devices.stale)}</b>`
  return devices.total ? html`<b class="badge">${w.allWell}</b>` : null
}

/** @param {{ close: () => void }} props */
function AddSite({ close }) {
  const w = s()
  const { busy, error, submit } = useForm(async (data) => {
    const { body } = await post('/api/sites', { name: data.get('name'), timeZone: data.get('timeZone') })
    close()
    go('/sites/' + body.id)
  })
  return html`
    <${Dialog} title=${w.add} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        <${Field} label=${w.name} name="name" required maxlength="100" placeholder=${w.nameHint} error=${error} />
        <${Zone} error=${error} />
        <button class="button primary" disabled=${busy}>${w.add}</button>
      </form>
    <//>`
}

const zones = ['Europe/Paris', 'America/Guadeloupe', 'America/Martinique', 'America/Cayenne', 'Indian/Reunion']
const more = ['Indian/Mayotte', 'America/Miquelon', 'Pacific/Noumea', 'Pacific/Tahiti']

/**
 * The clocks of France.
 * @param {{ value?: string, error: unknown }} props
 */
export const Zone = ({ value = 'Europe/Paris', error }) => html`
  <${Field} label=${s().zone} name="timeZone" error=${error}>${[...new Set([value, ...zones, ...more])].map(
    (one) => html`<option key=${one} value=${one} selected=${one === value}>${one.replace('_', ' ')}</option>`,
  )}<//>`
