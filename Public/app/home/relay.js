import { html, useEffect, useState } from '../lib.js'
import { get, patch, post, serverNow } from '../api/client.js'
import { moment, power, time } from '../format.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Fault, Field, FormFault, useForm, useResource } from '../ui/parts.js'
import { h } from './words.js'

/** @typedef {import('./shapes').Box} Box */
/** @typedef {import('./shapes').Order} Order */

/** How often one looks at what becomes of an order, in milliseconds. */
const pause = 10_000

/** How long a load is given up at a tap; the box supplies it again by itself. */
const minutes = 30

/** @param {string} path @param {object} relay */
const change = async (path, relay) => patch(path, { relay }, { match: (await get(path)).etag })

/**
 * What a box switches: armed only after the warning, disarmed at a tap, and moved by an order that the box fetches.
 * @param {{ box: Box, path: string, changed: () => void }} props
 */
export function Relay({ box, path, changed }) {
  const w = h()
  const [isArming, setArming] = useState(false)
  const [ordered, setOrdered] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  const { armed, declaredWatts, state } = box.relay
  const { data, again } = useResource(path + '/orders?limit=5')
  const orders = /** @type {Order[]} */ (data?.items ?? [])
  const isOpen = orders.some((one) => one.state === 'waiting' || one.state === 'running')
  const look = () => {
    again()
    changed()
  }
  useEffect(() => {
    if (!isOpen) return
    const clock = setInterval(look, pause)
    return () => clearInterval(clock)
  }, [isOpen])
  /** @param {() => Promise<unknown>} act */
  const doing = (act) => async () => {
    setBusy(true)
    setError(undefined)
    await act().then(look, setError)
    setBusy(false)
  }
  /** @param {'shed' | 'supply'} relay */
  const order = (relay) =>
    doing(async () => {
      const until = new Date(serverNow() + minutes * 60_000).toISOString()
      const { body } = await post(path + '/orders', { relay, until })
      setOrdered(relay === 'shed' ? w.shedding(time(body.until)) : w.supplying)
    })
  const disarm = doing(async () => {
    await change(path, { armed: false })
    setOrdered('')
  })
  return html`
    <div class="box-relay" role="group" aria-label=${w.relay}>
      <p><strong>${w.relay}</strong>
        <small>${armed ? w.relayArmed(power((declaredWatts ?? 0) / 1000)) : w.relayOff}
        ${armed && state && ` ${w.relayStates[state]}`}</small></p>
      ${error ? html`<${Fault} error=${error} />` : ''}
      ${armed && ordered && html`<p class="notice" role="status"><${Icon} name="info" />${ordered}</p>`}
      <div class="actions">${
        armed
          ? html`<button type="button" class="button small" disabled=${busy} onClick=${order('shed')}>
            ${w.shed(minutes)}</button>
            <button type="button" class="button small" disabled=${busy} onClick=${order('supply')}>${w.supply}</button>
            <button type="button" class="button small danger" disabled=${busy} onClick=${disarm}>${w.disarm}</button>`
          : html`<button type="button" class="button small" onClick=${() => setArming(true)}>${w.arm}</button>`
      }</div>
      <${Orders} orders=${orders} />
      ${
        isArming &&
        html`<${Arm} path=${path} watts=${declaredWatts} close=${() => setArming(false)} done=${() => {
          setArming(false)
          changed()
        }} />`
      }
    </div>`
}

/**
 * What was asked of the relay, the newest first, and what the box has made of it.
 * @param {{ orders: Order[] }} props
 */
function Orders({ orders }) {
  const w = h()
  if (!orders.length) return null
  return html`
    <h3>${w.orders}</h3>
    <ul class="plain rows orders">${orders.map(
      (one) => html`<li key=${one.id}><span>${one.relay === 'shed' ? w.orderShed(time(one.until)) : w.supply}
        <small>${w.orderAsked(moment(one.madeAt))}</small></span>
        <span class=${'order ' + one.state}>${fate(one, w)}</span></li>`,
    )}</ul>`
}

/** @param {Order} order @param {ReturnType<typeof h>} w */
function fate({ state, reason, answeredAt, expiresAt }, w) {
  if (state === 'refused') return w.orderRefused(w.refusals[reason ?? 'unnamed'] ?? `${reason}`)
  if (state === 'expired') return w.orderExpired(time(expiresAt))
  return state === 'running' && !answeredAt ? w.orderFetched : w.orderStates[state]
}

/** @param {{ path: string, watts?: number | null, close: () => void, done: () => void }} props */
function Arm({ path, watts, close, done }) {
  const w = h()
  const { busy, error, submit } = useForm(async (data) => {
    const declaredWatts = Number(data.get('watts'))
    await change(path, { declaredWatts, armed: true, understood: data.get('understood') === 'on' })
    done()
  })
  return html`
    <${Dialog} title=${w.arm} close=${close}>
      <form class="form" onSubmit=${submit}>
        <div class="notice bad"><${Icon} name="warn" /><ul class="warnings">${w.warning.map(
          (one) => html`<li key=${one}>${one}</li>`,
        )}</ul></div>
        <${FormFault} error=${error} />
        <${Field} label=${w.watts} name="watts" pointer="/relay/declaredWatts" type="number" inputmode="numeric" min="1"
          max="36000" required defaultValue=${watts ?? ''} hint=${w.wattsHint} error=${error} />
        <label class="switch" data-pointer="/relay/understood"><span>${w.understood}</span>
          <input type="checkbox" name="understood" required /></label>
        <button class="button danger" disabled=${busy}>${w.arm}</button>
      </form>
    <//>`
}
