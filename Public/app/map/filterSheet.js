import { html, useEffect, useState } from '../lib.js'
import { get } from '../api/client.js'
import { number } from '../format.js'
import { t } from '../i18n.js'
import { query } from '../router.js'
import { Dialog } from '../ui/dialog.js'
import { Plug } from '../ui/icon.js'
import { clearFilters, isOn, setFilter, toggle, whenFree } from './filters.js'
import { inView } from './view.js'

const powers = ['', '7', '22', '50', '100', '150', '300']
const sockets = ['type2', 'ccs', 'chademo', 'ef', 'other']

/** @param {{ close: () => void }} props */
export function FilterSheet({ close }) {
  const w = t().filters
  const yes = [
    ['available', 'now', w.availableNow],
    ['access', 'open', w.openAccess],
    ['free', '1', w.free],
    ['card', '1', w.card],
    ['pmr', '1', w.pmr],
    ['open24h', '1', w.open24h],
    ['twoWheels', '0', w.noTwoWheels],
  ]
  const text = (/** @type {string} */ name) => query.value.get(name) ?? ''
  const enter = (/** @type {string} */ name) => (/** @type {Event} */ event) =>
    setFilter(name, /** @type {HTMLInputElement} */ (event.target).value.trim())
  return html`
    <${Dialog} title=${w.title} close=${close} class="side">
      <fieldset class="choices"><legend>${w.power}</legend>
        ${powers.map(
          (kw) => html`
          <label key=${kw} class="choice">
          <input type="radio" name="minPower" checked=${text('minPower') === kw}
            onChange=${() => setFilter('minPower', kw)} />
            <span>${kw ? w.atLeast(kw) : w.any}</span></label>`,
        )}
      </fieldset>
      <fieldset class="choices"><legend>${w.sockets}</legend>
        ${sockets.map(
          (name) => html`
          <label key=${name} class="choice">
          <input type="checkbox" checked=${isOn('socket', name)} onChange=${() => toggle('socket', name)} />
            <span><${Plug} socket=${name} size=${22} />${t().sockets[/** @type {'ccs'} */ (name)]}</span></label>`,
        )}
      </fieldset>
      <fieldset class="rows"><legend>${w.conditions}</legend>
        ${yes.map(
          ([name = '', value = '', label]) => html`
          <label key=${name} class="switch"><span>${label}</span>
            <input type="checkbox" role="switch" checked=${isOn(name, value)}
              onChange=${() => toggle(name, value)} /></label>`,
        )}
      </fieldset>
      <div class="field"><label for="max-height">${w.maxHeight}</label>
        <input id="max-height" type="number" inputmode="decimal" min="1" max="9" step="0.1" value=${text('maxHeight')}
          onChange=${enter('maxHeight')} /></div>
      <${OperatorField} value=${text('operator')} enter=${enter('operator')} />
      <${TimeField} />
      <div class="actions sticky">
        <button type="button" class="button primary" onClick=${close}>
        ${inView.value ? t().showStations(inView.value.stations, number(inView.value.stations)) : t().loading}</button>
        <button type="button" class="button" onClick=${clearFilters}>${w.clear}</button>
      </div>
    <//>`
}

/**
 * The operators that there are, the largest first.
 * @param {{ value: string, enter: (event: Event) => void }} props
 */
function OperatorField({ value, enter }) {
  const [names, setNames] = useState(/** @type {string[]} */ ([]))
  useEffect(() => {
    get('/api/stations?facets=1&limit=1').then(
      ({ body }) => setNames(body.facets.operators.map((/** @type {{ value: string }} */ one) => one.value)),
      () => {},
    )
  }, [])
  return html`
    <div class="field"><label for="operator">${t().filters.operator}</label>
      <input id="operator" list="operators" value=${value} onChange=${enter} autocomplete="off" />
      <datalist id="operators">${names.map((name) => html`<option key=${name} value=${name} />`)}</datalist></div>`
}

/** The hour at which a point is to be free and open, from now to two days ahead. */
function TimeField() {
  const w = t().filters
  const at = query.value.get('at')
  const hours = at ? Math.round((Date.parse(at) - Date.now()) / 3_600_000) : 0
  const change = (/** @type {Event} */ event) => {
    const value = Number(/** @type {HTMLInputElement} */ (event.target).value)
    const when = new Date(Date.now() + value * 3_600_000)
    when.setMinutes(0, 0, 0)
    setFilter('at', value ? when.toISOString().replace('.000', '') : '')
  }
  return html`
    <div class="field"><label for="at">${w.when}</label>
      <input id="at" type="range" min="0" max="48" step="1" value=${hours} onChange=${change}
        aria-valuetext=${whenFree()} />
      <p class="hint">${whenFree()}</p></div>`
}
