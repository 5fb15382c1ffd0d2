import { html, useState } from '../lib.js'
import { accountTag, lookAgain, me } from '../accounts/session.js'
import { patch, post, remove } from '../api/client.js'
import { moment } from '../format.js'
import { Confirm } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Fault, Field, announce, useResource } from '../ui/parts.js'
import { styles } from '../ui/styles.js'
import { b } from './words.js'

await styles('driver')

/** @typedef {import('../api/types').CalendarAddress} CalendarAddress */

/** Mails before bookings, and the address at which a calendar follows them. */
export function Agenda() {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const act = async (/** @type {() => Promise<unknown>} */ what) => {
    setBusy(true)
    setError(null)
    try {
      await what()
    } catch (fault) {
      setError(fault)
    } finally {
      setBusy(false)
    }
  }
  return html`
    <h2>${b().agenda.title}</h2>
    ${error ? html`<${Fault} error=${error} />` : ''}
    <div class="rows agenda">
      <${Reminders} act=${act} busy=${busy} />
      <${Feed} act=${act} busy=${busy} />
    </div>`
}

/** @typedef {{ act: (what: () => Promise<unknown>) => Promise<void>, busy: boolean }} Acting */

/** @param {Acting} props */
function Reminders({ act, busy }) {
  const w = b().agenda
  const account = me.value
  const [wish, setWish] = useState(/** @type {boolean | null} */ (null))
  if (!account) return null
  const choose = async () => {
    setWish(!account.reminders)
    await act(async () => {
      await patch('/api/account', { reminders: !account.reminders }, { match: accountTag() })
      await lookAgain()
    })
    setWish(null)
  }
  return html`
    <label class="switch"><span>${w.remind}
      ${!account.emailConfirmed && html`<small class="muted">${w.confirmFirst}</small>`}</span>
      <input type="checkbox" role="switch" checked=${wish ?? account.reminders} disabled=${busy}
        onChange=${choose} /></label>`
}

/** @param {Acting} props */
function Feed({ act, busy }) {
  const w = b().agenda
  const { data, set, error, again } = useResource('/api/account/calendar')
  const [isAsked, setAsked] = useState(false)
  const [wish, setWish] = useState(/** @type {boolean | null} */ (null))
  const address = /** @type {CalendarAddress | undefined} */ (data)
  const make = () =>
    act(async () => {
      set((await post('/api/account/calendar')).body)
      setAsked(false)
    })
  const end = () =>
    act(async () => {
      await remove('/api/account/calendar')
      set({ ...address, url: null, createdAt: null })
    })
  if (error) return html`<${Fault} error=${error} retry=${again} />`
  const isOn = address?.createdAt != null
  const choose = async () => {
    setWish(!isOn)
    await (isOn ? end() : make())
    setWish(null)
  }
  return html`
    <label class="switch"><span>${w.follow}
      ${isOn && html`<small class="muted">${w.since(moment(address.createdAt ?? ''))}</small>`}</span>
      <input type="checkbox" role="switch" checked=${wish ?? isOn} disabled=${busy || !address}
        onChange=${choose} /></label>
    ${
      address?.url
        ? html`<${Told} address=${address.url} />`
        : isOn &&
          html`<button type="button" class="button small" disabled=${busy} onClick=${() => setAsked(true)}>
          ${w.renew}</button>`
    }
    ${
      isAsked &&
      html`<${Confirm} title=${w.renewTitle} text=${w.renewText} yes=${w.renew} busy=${busy}
      close=${() => setAsked(false)} confirm=${make} />`
    }`
}

/**
 * The address, shown this once.
 * @param {{ address: string }} props
 */
function Told({ address }) {
  const w = b().agenda
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(address)
      announce(w.copied)
    } catch {
      /* It can be selected and copied by hand. */
    }
  }
  return html`
    <div class="notice good column" role="status">
      <p>${w.onlyNow}</p>
      <${Field} label=${w.address} name="calendar" value=${address} readonly
        onFocus=${(/** @type {Event} */ event) => /** @type {HTMLInputElement} */ (event.target).select()} />
      <div class="actions">
        <a class="button primary" href=${address.replace(/^https?:/, 'webcal:')}><${Icon} name="calendar" size=${20} />
        ${w.open}</a>
        <button type="button" class="button" onClick=${copy}>${w.copy}</button></div>
    </div>`
}
