import { html, useEffect, useState } from '../lib.js'
import { get, patch, remove } from '../api/client.js'
import { ago } from '../format.js'
import { t } from '../i18n.js'
import { go, href } from '../router.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Fault, Field, FormFault, Waiting, useForm, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { NewFollow } from '../follows/newFollow.js'
import { MetricHistory } from './history.js'
import { Keys } from './keys.js'
import { deviceName, metricName, reading, siteName } from '../sites/measures.js'
import { s } from '../sites/words.js'

/** @typedef {import('../api/types').Device} Device */
/** @typedef {import('../api/types').DeviceMetric} DeviceMetric */
/** @typedef {import('../api/types').Site} Site */

/**
 * One device: what it says now, what it said, and what lets it speak.
 * @param {{ id: string }} props
 */
export function DevicePage({ id }) {
  const w = s()
  const found = useResource('/api/devices/' + id)
  const device = /** @type {Device | undefined} */ (found.data)
  const site = /** @type {Site | undefined} */ (useResource(device ? '/api/sites/' + device.siteId : null).data)
  const [chosen, setChosen] = useState('')
  const [doing, setDoing] = useState(/** @type {'change' | 'drop' | 'follow' | null} */ (null))
  useEffect(() => {
    const timer = setInterval(found.again, 15_000)
    return () => clearInterval(timer)
  }, [id])
  if (!device)
    return html`<${Sheet} title=${w.device} stop="full" back=${href('/sites')}>
      ${
        found.error ? html`<${Fault} error=${found.error} retry=${found.again} />` : html`<${Waiting} lines=${5} />`
      }<//>`
  const metric = device.metrics.find((one) => one.key === chosen) ?? device.metrics[0]
  const mayChange = Boolean(site?._links.addDevice)
  const drop = async () => {
    const { etag } = await get('/api/devices/' + id)
    await remove('/api/devices/' + id, { match: etag })
    go('/sites/' + device.siteId)
  }
  const close = () => setDoing(null)
  return html`
    <${Sheet} title=${deviceName(device, site)} stop="full" back=${href('/sites/' + device.siteId)}
      subtitle=${[w.kinds[device.kind], site && siteName(site), device.serial].filter(Boolean).join(' · ')}>
      <section aria-labelledby="device-now"><h2 id="device-now">${w.now}</h2>
        <ul class="plain latest">${device.metrics.map(
          (one) => html`<${Latest} key=${one.key} metric=${one} isChosen=${one === metric} choose=${setChosen} />`,
        )}</ul></section>
      ${
        metric &&
        html`<section aria-labelledby="device-history"><h2 id="device-history">${metricName(metric.key)}</h2>
        <${MetricHistory} key=${metric.key} path=${`/api/devices/${id}/metrics/${metric.key}/series`} name=${metric.key}
          unit=${metric.unit} period=${seconds(metric.period)} zone=${site?.timeZone} />
        <button type="button" class="button" onClick=${() => setDoing('follow')}>${w.follow}</button></section>`
      }
      ${mayChange && html`<${Keys} device=${device} />`}
      ${
        mayChange &&
        html`<div class="actions"><button type="button" class="button" onClick=${() => setDoing('change')}>
        ${w.renameDevice}</button><button type="button" class="button danger" onClick=${() => setDoing('drop')}>
        ${w.dropDevice}</button></div>`
      }
      ${doing === 'follow' && metric && html`<${NewFollow} device=${device} metric=${metric} close=${close} />`}
      ${
        doing === 'change' &&
        html`<${ChangeDevice} device=${device} close=${close} done=${() => {
          close()
          found.again()
        }} />`
      }
      ${
        doing === 'drop' &&
        html`<${Confirm} title=${w.dropDevice} text=${w.dropDeviceText} yes=${t().remove} danger close=${close}
        confirm=${drop} />`
      }
    <//>`
}

/** @param {{ metric: DeviceMetric, isChosen: boolean, choose: (key: string) => void }} props */
function Latest({ metric, isChosen, choose }) {
  const { latest } = metric
  return html`
    <li><button type="button" aria-pressed=${isChosen} onClick=${() => choose(metric.key)}>
      <small>${metricName(metric.key)}</small><b>${reading(metric)}</b>
      <small class=${latest?.isStale ? 'late' : ''}>${latest ? ago(latest.at) : s().never}</small></button></li>`
}

/**
 * PT1M30S -> 90.
 * @param {string} period
 */
function seconds(period) {
  const [, hours = 0, minutes = 0, rest = 0] = /^PT(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?$/.exec(period) ?? []
  return Number(hours) * 3600 + Number(minutes) * 60 + Number(rest) || 60
}

/** @param {{ device: Device, close: () => void, done: () => void }} props */
function ChangeDevice({ device, close, done }) {
  const w = s()
  const { busy, error, submit } = useForm(async (data) => {
    const { etag } = await get('/api/devices/' + device.id)
    const body = { name: data.get('name'), serial: data.get('serial') || null }
    await patch('/api/devices/' + device.id, body, { match: etag })
    done()
  })
  return html`
    <${Dialog} title=${w.renameDevice} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        <${Field} label=${w.name} name="name" required maxlength="100" defaultValue=${device.name} error=${error} />
        <${Field} label=${w.serial} name="serial" maxlength="100" defaultValue=${device.serial ?? ''} error=${error} />
        <button class="button primary" disabled=${busy}>${t().save}</button>
      </form>
    <//>`
}
