import { html, useEffect, useState } from '../lib.js'
import { post } from '../api/client.js'
import { Dialog } from '../ui/dialog.js'
import { t } from '../i18n.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault } from '../ui/parts.js'
import { Told } from './told.js'
import { told } from './when.js'
import { energy, p } from './words.js'

/** @typedef {import('../api/plants').Plant} Plant */
/** @typedef {import('../api/plants').Movement} Movement */

/**
 * What was declared, the latest first; what was wrong is taken back by its opposite.
 * @param {{ plant: Plant, turn: number, changed: () => void }} props
 */
export function Movements({ plant, turn, changed }) {
  const w = p()
  const path = `/api/plants/${plant.id}/movements?limit=20`
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Movement>>} */ (usePages(path))
  const [taken, setTaken] = useState(/** @type {Movement | null} */ (null))
  useEffect(again, [turn])
  return html`
    <section aria-labelledby="plant-movements"><h2 id="plant-movements">${w.movements}</h2>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${items && !items.length && html`<p class="muted">${w.noMovements}</p>`}
      <ul class="plain movements">${items?.map(
        (one) => html`<li key=${one.id} data-reversed=${one.reversedBy != null}>
        <span class="grow"><strong>${w.movement(one, energy)}</strong>
          <small>${told(one, plant.timeZone)}${one.declaredBy ? ` · ${one.declaredBy}` : ''}
          ${one.reversedBy && html` · <em>${w.reversed}</em>`}</small></span>
        ${
          plant._links.change &&
          !one.reversedBy &&
          html`<button type="button" class="button small" onClick=${() => setTaken(one)}
          aria-label=${`${w.reverse} : ${w.movement(one, energy)}, ${told(one, plant.timeZone)}`}>
          ${w.reverse}</button>`
        }</li>`,
      )}</ul>
      <${More} more=${more} />
      ${
        taken &&
        html`<${Reverse} plant=${plant} movement=${taken} close=${() => setTaken(null)} done=${() => {
          setTaken(null)
          changed()
        }} />`
      }
    </section>`
}

/** @param {{ plant: Plant, movement: Movement, close: () => void, done: () => void }} props */
function Reverse({ plant, movement, close, done }) {
  const w = p()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  const reverse = async () => {
    setBusy(true)
    setError(undefined)
    try {
      await post(`/api/plants/${plant.id}/movements/${movement.id}/reversal`)
      done()
    } catch (fault) {
      setError(fault)
    } finally {
      setBusy(false)
    }
  }
  return html`
    <${Dialog} title=${w.reverseTitle} close=${close} class="small">
      <p><strong>${w.movement(movement, energy)}</strong><br />${told(movement, plant.timeZone)}</p>
      <p class="muted">${w.reverseText}</p>
      <${Told} error=${error} zone=${plant.timeZone} />
      <div class="actions"><button type="button" class="button primary" disabled=${busy} onClick=${reverse}>
        <${Icon} name="history" size=${20} /> ${w.reverse}</button>
        <button type="button" class="button" onClick=${close}>${t().back}</button></div>
    <//>`
}
