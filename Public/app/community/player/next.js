import { html, useState } from '../../lib.js'
import { href } from '../../router.js'
import { Icon } from '../../ui/icon.js'
import { Declare } from '../actions.js'
import { k } from '../words.js'

/** @typedef {import('../../api/types').MyGame} MyGame */

/** @param {string} id of a section further down */
function lead(id) {
  const section = document.getElementById(id)
  section?.scrollIntoView()
  const field = section?.querySelector('input, a')
  if (field instanceof HTMLElement) field.focus({ preventScroll: true })
}

/**
 * The one thing that brings most now, and the way to any other.
 * @param {{ game: MyGame, changed: () => void }} props
 */
export function Next({ game, changed }) {
  const w = k()
  const next = game.next
  const [declaring, setDeclaring] = useState(/** @type {string | null} */ (null))
  const close = () => setDeclaring(null)
  return html`
    <section class="next card" aria-labelledby="next-step"><h2 id="next-step"><${Icon} name="leaf" />${w.next}</h2>
      ${next && html`<p class="what">${next.text}</p>`}
      ${next?.points != null && html`<p class="muted small">${w.worth(next.points)}</p>`}
      <div class="actions">
        ${next?.kind === 'consent' && html`<a class="button primary" href=${href('/maison')}>${w.giveConsent}</a>`}
        ${
          next?.kind === 'team' &&
          html`<button type="button" class="button primary" onClick=${() => lead('my-team')}>${w.team}</button>`
        }
        ${
          next?.kind === 'shedding' &&
          html`<button type="button" class="button primary" onClick=${() => lead('my-sheddings')}>
          ${w.announceOne}</button>`
        }
        ${
          next?.kind === 'action' &&
          html`<button type="button" class="button primary" onClick=${() => setDeclaring(next.action)}>
          ${w.declareThis}</button>`
        }
        <button type="button" class="button" onClick=${() => setDeclaring('')}>${w.declare}</button>
      </div>
      ${
        declaring !== null &&
        html`<${Declare} action=${declaring} close=${close} done=${() => {
          close()
          changed()
        }} />`
      }
    </section>`
}
