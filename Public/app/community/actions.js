import { html, useState } from '../lib.js'
import { post } from '../api/client.js'
import { number } from '../format.js'
import { Dialog } from '../ui/dialog.js'
import { Fault, FormFault, Waiting, announce, useForm, useResource } from '../ui/parts.js'
import { valid } from './player/steps.js'
import { k } from './words.js'

/**
 * @typedef {import('../api/types').CatalogueItem} Item
 * @typedef {import('../api/types').DeclaredAction} Declared
 */

/**
 * The list of steps by level: pick one, say how it can be shown.
 * @param {{ action: string, close: () => void, done: () => void }} props
 */
export function Declare({ action, close, done }) {
  const w = k()
  const catalogue = useResource('/api/community/catalogue')
  const mine = useResource('/api/community/actions?limit=200')
  const [chosen, setChosen] = useState(action)
  const items = /** @type {{ items: Item[] } | undefined} */ (catalogue.data)?.items
  const declared = /** @type {{ items: Declared[] } | undefined} */ (mine.data)?.items ?? []
  const today = new Date().toISOString().slice(0, 10)
  const valid = new Map(declared.filter((one) => one.validUntil > today).map((one) => [one.action, one.validUntil]))
  const { busy, error, submit } = useForm(async (data) => {
    const { body } = await post('/api/community/actions', {
      action: data.get('action'),
      evidence: data.get('evidence'),
    })
    announce(w.points(body.points, number(body.points)))
    done()
  })
  const levels = [1, 2, 3, 4]
  return html`
    <${Dialog} title=${w.declare} close=${close}>
      ${catalogue.error ? html`<${Fault} error=${catalogue.error} retry=${catalogue.again} />` : ''}
      ${!items && !catalogue.error && html`<${Waiting} />`}
      ${
        items &&
        html`<form class="form" onSubmit=${submit}>
        <p class="muted">${w.declareText}</p><${FormFault} error=${error} />
        ${levels.map(
          (level) => html`<fieldset key=${level} class="steps"><legend>${w.level(level)}</legend>
          ${items
            .filter((one) => one.level === level && one.points > 0)
            .map((one) => step(one, valid.get(one.id), chosen, setChosen))}</fieldset>`,
        )}
        <fieldset class="steps"><legend>${w.costs}</legend>
          ${items.filter((one) => one.points < 0).map((one) => step(one, valid.get(one.id), chosen, setChosen))}
        </fieldset>
        <fieldset class="segments"><legend>${w.evidence}</legend>${
          /** @type {const} */ (['declared', 'photo', 'metered']).map(
            (one) => html`<label key=${one}><input type="radio" name="evidence" value=${one}
            defaultChecked=${one === 'declared'} /> <span>${w.evidences[one]}</span></label>`,
          )
        }</fieldset>
        <p class="muted small">${w.photoText}</p>
        <button class="button primary" disabled=${busy || !chosen}>${w.declare}</button></form>`
      }
    <//>`
}

/**
 * @param {Item} one @param {string | undefined} until @param {string} chosen
 * @param {(id: string) => void} choose
 */
function step(one, until, chosen, choose) {
  const w = k()
  return html`<label key=${one.id} class="step"><input type="radio" name="action" value=${one.id}
    checked=${chosen === one.id} disabled=${!!until} onChange=${() => choose(one.id)} />
    <span>${one.label}<small>
    ${w.domains[one.domain]}${until ? ` · ${w.done}, ${valid(until)}` : ''}</small>
    </span><b>${number(one.points)}</b></label>`
}
