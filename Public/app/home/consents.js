import { html, useState } from '../lib.js'
import { post, remove } from '../api/client.js'
import { longDay } from '../format.js'
import { query } from '../router.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault, FormFault, useForm } from '../ui/parts.js'
import { h } from './words.js'

/** @typedef {import('./shapes').Home} Home */
/** @typedef {import('./shapes').Consent} Consent */

/**
 * What may be asked of Enedis, and for what.
 * @param {{ home: Home, changed: () => void }} props
 */
export function Consents({ home, changed }) {
  const w = h()
  const path = `/api/homes/${home.id}/consents`
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Consent>>} */ (usePages(path))
  const [isGiving, setGiving] = useState(query.peek().has('accord'))
  const [leaving, setLeaving] = useState('')
  const withdraw = async () => {
    await remove(`${path}/${leaving}`)
    setLeaving('')
    again()
    changed()
  }
  return html`
    <section aria-labelledby="home-consents"><h2 id="home-consents">${w.consents}</h2>
      <p class="muted">${w.consentsText}</p>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      <ul class="cards">${items?.map(
        (one) => html`<li key=${one.id}><${Icon} name=${one.state === 'active' ? 'check' : 'info'} size=${24} />
        <span class="grow"><strong>${one.purposes.map((purpose) => w.purposes[purpose][0]).join(', ')}</strong>
          <small>${one.scope.map((part) => w.scopes[part][0]).join(', ')}</small>
          <small>${w.consentStates[one.state]}
            ${one.endsAt && one.state === 'active' && ` ${w.until(longDay(one.endsAt))}`}</small>
          ${isOver(one) && html`<small>${one.explanation}</small>`}</span>
        ${
          (one.state === 'active' || one.state === 'pending') &&
          html`<button type="button" class="button small" onClick=${() => setLeaving(one.id)}>${w.withdraw}</button>`
        }</li>`,
      )}</ul>
      <${More} more=${more} />
      <button type="button" class="button" onClick=${() => setGiving(true)}>${w.give}</button>
      ${isGiving && html`<${GiveConsent} path=${path} close=${() => setGiving(false)} />`}
      ${
        leaving &&
        html`<${Confirm} title=${w.withdraw} text=${w.withdrawText} yes=${w.withdraw} danger
        close=${() => setLeaving('')} confirm=${withdraw} />`
      }
    </section>`
}

/** @param {Consent} consent */
const isOver = ({ state, reason }) => (state !== 'active' && state !== 'pending') || reason

/**
 * Each purpose and each kind of data by itself, none ticked beforehand.
 * @param {{ path: string, close: () => void }} props
 */
function GiveConsent({ path, close }) {
  const w = h()
  const { busy, error, submit } = useForm(async (data) => {
    const { body } = await post(path, { purposes: data.getAll('purposes'), scope: data.getAll('scope') })
    location.assign(body.authorizeUrl)
  })
  return html`
    <${Dialog} title=${w.give} close=${close}>
      <form class="form" onSubmit=${submit}>
        <p>${w.giveText}</p>
        <${FormFault} error=${error} />
        <${Boxes} title=${w.purposesTitle} name="purposes" of=${w.purposes} />
        <${Boxes} title=${w.scopeTitle} name="scope" of=${w.scopes} />
        <button class="button primary" disabled=${busy}>${w.goToEnedis}</button>
      </form>
    <//>`
}

/** @param {{ title: string, name: string, of: Record<string, string[]> }} props */
const Boxes = ({ title, name, of }) => html`
  <fieldset class="consent" data-pointer=${'/' + name}><legend>${title}</legend>${Object.entries(of).map(
    ([value, [what, why]]) => html`<label key=${value} class="switch"><span>${what}<small>${why}</small></span>
    <input type="checkbox" name=${name} value=${value} /></label>`,
  )}</fieldset>`
