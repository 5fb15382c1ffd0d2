import { html, useEffect, useState } from '../lib.js'
import { get, patch, remove } from '../api/client.js'
import { listen } from '../api/live.js'
import { ago } from '../format.js'
import { t } from '../i18n.js'
import { go, href } from '../router.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Fault, Field, FormFault, Waiting, useForm, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { AlarmFields, alarmOf } from './alarm.js'
import { MetricHistory } from '../devices/history.js'
import { measure, metricName } from '../sites/measures.js'
import { s } from '../sites/words.js'

/** @typedef {import('../api/types').Subscription} Subscription */
/** @typedef {import('../api/types').Latest} Latest */

/**
 * What is followed, live.
 * @param {{ id: string }} props
 */
export function FollowPage({ id }) {
  const w = s()
  const path = '/api/subscriptions/' + id
  const found = useResource(path)
  const follow = /** @type {Subscription | undefined} */ (found.data)
  const [doing, setDoing] = useState(/** @type {'change' | 'drop' | null} */ (null))
  const close = () => setDoing(null)
  // An alarm begins and ends by itself.
  useEffect(() => {
    const timer = setInterval(found.again, 5000)
    return () => clearInterval(timer)
  }, [id])
  if (!follow)
    return html`<${Sheet} title=${w.follows} stop="full" back=${href('/sites')}>
      ${
        found.error ? html`<${Fault} error=${found.error} retry=${found.again} />` : html`<${Waiting} lines=${5} />`
      }<//>`
  const drop = async () => {
    const { etag } = await get(path)
    await remove(path, { match: etag })
    go('/sites')
  }
  return html`
    <${Sheet} title=${follow.name} stop="full" back=${href('/sites')}
      subtitle=${
        follow.alarm &&
        html`<b class=${follow.alarmState === 'alarm' ? 'badge bad' : 'badge'}>
      ${follow.alarmState === 'alarm' ? w.alarmOn : w.alarmOff}</b>`
      }>
      <${Live} path=${path} />
      <div class="actions"><button type="button" class="button" onClick=${() => setDoing('change')}>${w.alarmTitle}
        </button><button type="button" class="button danger" onClick=${() => setDoing('drop')}>${w.dropFollow}</button>
      </div>
      ${
        doing === 'change' &&
        html`<${ChangeFollow} follow=${follow} close=${close} done=${() => {
          close()
          found.again()
        }} />`
      }
      ${
        doing === 'drop' &&
        html`<${Confirm} title=${w.dropFollow} yes=${t().remove} danger close=${close} confirm=${drop} />`
      }
    <//>`
}

/**
 * The last values, as they come.
 * @param {{ path: string }} props
 */
function Live({ path }) {
  const w = s()
  const { data, error, again } = useResource(path + '/latest')
  const latest = /** @type {{ items: Latest[] } | undefined} */ (data)
  const names = useNames(latest?.items)
  const [isLive, setLive] = useState(false)
  const [chosen, setChosen] = useState(0)
  const [news, setNews] = useState(/** @type {Map<string, { value: number, at: string }>} */ (new Map()))
  useEffect(() => {
    const socket = listen(
      path + '/live',
      (message) => {
        if (message.type === 'sample') setNews((old) => new Map(old).set(`${message.deviceId} ${message.key}`, message))
      },
      { personal: true, opened: () => setLive(true) },
    )
    return socket.end
  }, [path])
  if (error) return html`<${Fault} error=${error} retry=${again} />`
  if (!latest) return html`<${Waiting} lines=${4} />`
  const one = latest.items[chosen]
  return html`
    <section aria-labelledby="follow-now"><h2 id="follow-now">${w.now}
      ${isLive && html` <b class="badge">${w.live}</b>`}</h2>
    <ul class="plain latest">${latest.items.map((one, index) => {
      const now = news.get(`${one.deviceId} ${one.key}`) ?? one
      return html`<li key=${one.deviceId + one.key}><button type="button" aria-pressed=${index === chosen}
        onClick=${() => setChosen(index)}><small>${names.get(one.deviceId) ?? ''} ${metricName(one.key)}</small>
        <b>${now.value == null ? '–' : measure(now.value, one.unit)}</b>
        <small>${now.at ? ago(now.at) : w.never}</small></button></li>`
    })}</ul>
    ${
      one &&
      html`<h3>${names.get(one.deviceId) ?? ''} ${metricName(one.key)}</h3>
      <${MetricHistory} key=${one.deviceId + one.key}
      path=${`/api/devices/${one.deviceId}/metrics/${one.key}/series`} name=${one.key} unit=${one.unit} period=${60} />`
    }</section>`
}

/**
 * The names of the devices that are followed.
 * @param {Latest[] | undefined} items
 */
function useNames(items) {
  const [names, setNames] = useState(/** @type {Map<string, string>} */ (new Map()))
  const ids = [...new Set(items?.map((one) => one.deviceId))].slice(0, 50)
  useEffect(() => {
    for (const id of ids)
      get('/api/devices/' + id, { keep: true }).then(
        ({ body }) => setNames((old) => new Map(old).set(id, body.name)),
        () => {},
      )
  }, [ids.join()])
  return names
}

/** @param {{ follow: Subscription, close: () => void, done: () => void }} props */
function ChangeFollow({ follow, close, done }) {
  const w = s()
  const path = '/api/subscriptions/' + follow.id
  const { busy, error, submit } = useForm(async (data) => {
    const { etag } = await get(path)
    await patch(path, { name: data.get('name'), alarm: alarmOf(data) ?? null }, { match: etag })
    done()
  })
  return html`
    <${Dialog} title=${w.alarmTitle} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        <${Field} label=${w.name} name="name" required maxlength="100" defaultValue=${follow.name} error=${error} />
        <${AlarmFields} of=${follow.alarm} error=${error} />
        <button class="button primary" disabled=${busy}>${t().save}</button>
      </form>
    <//>`
}
