import { html, useRef, useState } from '../lib.js'
import { Refusal, post } from '../api/client.js'
import { t } from '../i18n.js'
import { Dialog } from '../ui/dialog.js'
import { Field, announce, faultOf } from '../ui/parts.js'
import { now } from './when.js'
import { Told } from './told.js'
import { energy, p } from './words.js'

/** @typedef {import('../api/plants').Plant} Plant */
/** @typedef {'charge' | 'consume' | 'count'} Deed */

/**
 * Energy that went in or out, or a level that was read: an amount, and when.
 * @param {{ plant: Plant, deed: Deed, close: () => void, done: () => void }} props
 */
export function Declare({ plant, deed, close, done }) {
  const w = p()
  const form = useRef(/** @type {HTMLFormElement | null} */ (null))
  const [lasts, setLasts] = useState(false)
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  // Without an answer it may have arrived: sent again, it is the same declaration as long as nothing in it has changed.
  const sent = useRef({ text: '', key: '' })
  const [start] = useState(() => now(plant.timeZone))
  const send = async () => {
    if (!form.current) return
    const data = new FormData(form.current)
    const wh = Math.round(Number(`${data.get('kwh')}`.replace(',', '.')) * 1000)
    const at = data.get('at') && data.get('at') !== start ? { at: data.get('at') } : {}
    const time = lasts ? { from: data.get('from'), to: data.get('to') } : at
    const body = deed === 'count' ? { levelWh: wh, ...time } : { kind: deed, wh, ...time }
    const text = JSON.stringify(body)
    if (sent.current.text !== text) sent.current = { text, key: crypto.randomUUID() }
    setBusy(true)
    setError(undefined)
    try {
      await post(`/api/plants/${plant.id}/${deed === 'count' ? 'counts' : 'movements'}`, body, {
        key: sent.current.key,
      })
      announce(w.done[deed](energy(wh)))
      done()
    } catch (fault) {
      if (fault instanceof Refusal && fault.status >= 400 && fault.status < 500) sent.current = { text: '', key: '' }
      setError(fault)
    } finally {
      setBusy(false)
    }
  }
  const correct = (/** @type {number} */ wh) => {
    const field = form.current?.elements.namedItem('kwh')
    if (field instanceof HTMLInputElement) field.value = `${wh / 1000}`
    send()
  }
  const submit = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    send()
  }
  return html`
    <${Dialog} title=${w.deeds[deed]} close=${close}>
      <form class="form" ref=${form} onSubmit=${submit}>
        <p class="muted">${w.deedTexts[deed]}</p>
        <${Told} error=${error} zone=${plant.timeZone} correct=${correct} />
        <${Field} label=${deed === 'count' ? w.levelKwh : w.amount} name="kwh"
          pointer=${deed === 'count' ? '/levelWh' : '/wh'} type="number" inputmode="decimal" step="any"
          min=${deed === 'count' ? 0 : 0.001} required autofocus error=${error} />
        ${
          deed !== 'count' &&
          html`<div class="segments">
          <button type="button" aria-pressed=${!lasts} onClick=${() => setLasts(false)}>${w.atOnce}</button>
          <button type="button" aria-pressed=${lasts} onClick=${() => setLasts(true)}>${w.lasting}</button></div>`
        }
        ${
          lasts
            ? html`<div class="pair"><${Field} label=${w.from} name="from" type="datetime-local" required max=${start}
              error=${error} />
            <${Field} label=${w.to} name="to" type="datetime-local" required defaultValue=${start}
              error=${error} /></div>`
            : html`<${Field} label=${w.at} name="at" type="datetime-local" required defaultValue=${start}
            hint=${faultOf(error, '/at') ? undefined : w.late} error=${error} />`
        }
        <button class="button primary" disabled=${busy}>${w.deeds[deed]}</button>
        <button type="button" class="button" onClick=${close}>${t().back}</button>
      </form>
    <//>`
}
