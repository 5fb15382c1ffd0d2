import { html, useState } from '../lib.js'
import { get, patch, remove } from '../api/client.js'
import { t } from '../i18n.js'
import { go, href } from '../router.js'
import { DemonstrationTag } from '../stations/demonstration.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault, Field, FormFault, Waiting, useForm, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Plants } from '../plants/list.js'
import { AddDevice } from '../devices/addDevice.js'
import { deviceName, kindIcon, metricName, reading, siteName } from './measures.js'
import { People } from './people.js'
import { Health, Zone } from './sites.js'
import { s } from './words.js'

/** @typedef {import('../api/types').Site} Site */
/** @typedef {import('../api/types').Device} Device */

/**
 * One site: what its devices say, and who may do what.
 * @param {{ id: string }} props
 */
export function SitePage({ id }) {
  const w = s()
  const { data, error, again } = useResource('/api/sites/' + id)
  const site = /** @type {Site | undefined} */ (data)
  const [doing, setDoing] = useState(/** @type {'change' | 'drop' | null} */ (null))
  if (!site)
    return html`<${Sheet} title=${w.title} stop="full" back=${href('/sites')}>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : html`<${Waiting} lines=${5} />`}<//>`
  const isOwner = Boolean(site._links.invite)
  const drop = async () => {
    const { etag } = await get('/api/sites/' + id)
    await remove('/api/sites/' + id, { match: etag })
    go('/sites')
  }
  return html`
    <${Sheet} title=${siteName(site)} stop="full" back=${href('/sites')}
      subtitle=${html`${site.demonstration ? html`<${DemonstrationTag} />` : w.roles[site.role ?? 'admin']}
        <${Health} devices=${site.devices} />`}>
      <${Devices} site=${site} changed=${again} />
      <${Plants} site=${site} />
      ${!site.demonstration && html`<${People} site=${site} />`}
      ${
        isOwner &&
        html`<div class="actions"><button type="button" class="button" onClick=${() => setDoing('change')}>${w.rename}
        </button><button type="button" class="button danger" onClick=${() => setDoing('drop')}>${w.drop}</button></div>`
      }
      ${
        doing === 'change' &&
        html`<${ChangeSite} site=${site} close=${() => setDoing(null)} done=${() => {
          setDoing(null)
          again()
        }} />`
      }
      ${
        doing === 'drop' &&
        html`<${Confirm} title=${w.drop} text=${w.dropText} yes=${t().remove} danger
        close=${() => setDoing(null)} confirm=${drop} />`
      }
    <//>`
}

/** @param {{ site: Site, changed: () => void }} props */
function Devices({ site, changed }) {
  const w = s()
  const found = /** @type {ReturnType<typeof usePages<Device>>} */ (usePages(`/api/sites/${site.id}/devices`))
  const [isAdding, setAdding] = useState(false)
  const { items, error, more, again } = found
  return html`
    <section aria-labelledby="site-devices"><h2 id="site-devices">${w.devices}</h2>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${
        items
          ? items.length
            ? html`<ul class="cards">${items.map(
                (one) => html`<${DeviceRow} key=${one.id} device=${one} site=${site} />`,
              )}</ul>`
            : html`<p class="muted">${w.noDevice}</p>`
          : !error && html`<${Waiting} />`
      }
      <${More} more=${more} />
      ${
        site._links.addDevice &&
        html`<button type="button" class="button" onClick=${() => setAdding(true)}>
        <${Icon} name="plus" size=${20} /> ${w.addDevice}</button>`
      }
      ${
        isAdding &&
        html`<${AddDevice} site=${site.id} close=${() => setAdding(false)} done=${() => {
          setAdding(false)
          again()
          changed()
        }} />`
      }
    </section>`
}

/** @param {{ device: Device, site: Site }} props */
function DeviceRow({ device, site }) {
  const w = s()
  return html`
    <li><${Icon} name=${kindIcon(device.kind)} size=${28} />
      <span class="grow"><strong><a href=${href('/appareils/' + device.id)}>${deviceName(device, site)}</a></strong>
        <small>${w.kinds[device.kind]}</small>
        <small class="measured">${device.metrics.map(
          (one) => html`<span key=${one.key}>${metricName(one.key)} <b>${reading(one)}</b></span>`,
        )}</small></span>
      ${device.isStale && html`<b class="badge warn">${w.silent}</b>`}</li>`
}

/** @param {{ site: Site, close: () => void, done: () => void }} props */
function ChangeSite({ site, close, done }) {
  const w = s()
  const { busy, error, submit } = useForm(async (data) => {
    const { etag } = await get('/api/sites/' + site.id)
    await patch('/api/sites/' + site.id, { name: data.get('name'), timeZone: data.get('timeZone') }, { match: etag })
    done()
  })
  return html`
    <${Dialog} title=${w.rename} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        <${Field} label=${w.name} name="name" required maxlength="100" defaultValue=${site.name} error=${error} />
        <${Zone} value=${site.timeZone} error=${error} />
        <button class="button primary" disabled=${busy}>${t().save}</button>
      </form>
    <//>`
}
