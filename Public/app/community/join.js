import { html } from '../lib.js'
import { post } from '../api/client.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { usePages } from '../ui/pages.js'
import { Fault, Field, FormFault, Waiting, useForm } from '../ui/parts.js'
import { k } from './words.js'

/** @typedef {{ id: string, name: string, pointState: string | null }} Home */

/**
 * The way into the game: a home whose meter is known to be one's own.
 * @param {{ done: () => void }} props
 */
export function JoinGame({ done }) {
  const w = k()
  const { items, error, again } = /** @type {ReturnType<typeof usePages<Home>>} */ (usePages('/api/homes'))
  const own = items?.filter((one) => one.pointState === 'owned') ?? []
  const form = useForm(async (data) => {
    await post('/api/community/players', {
      homeId: data.get('homeId'),
      pseudonym: data.get('pseudonym') || undefined,
      showName: data.get('showName') === 'on',
    })
    done()
  })
  return html`
    <section class="welcome"><p>${w.intro}</p>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : !items && html`<${Waiting} />`}
      ${
        items &&
        !own.length &&
        html`<div class="notice"><${Icon} name="info" /><p>${w.needsHome}</p></div>
        <a class="button primary" href=${href('/maison')}>${w.toHome}</a>`
      }
      ${
        own.length > 0 &&
        html`<h2>${w.play}</h2><p class="muted">${w.playText}</p>
        <form class="form" onSubmit=${form.submit}><${FormFault} error=${form.error} />
          <${Field} label=${w.home} name="homeId" error=${form.error}>${own.map(
            (one) => html`<option key=${one.id} value=${one.id}>${one.name}</option>`,
          )}<//>
          <${Field} label=${w.pseudonym} name="pseudonym" maxlength="40" autocomplete="off" hint=${w.pseudonymHint}
            error=${form.error} />
          <label class="switch"><span>${w.showName}</span><input type="checkbox" name="showName" /></label>
          <button class="button primary" disabled=${form.busy}>${w.join}</button></form>`
      }
    </section>`
}
