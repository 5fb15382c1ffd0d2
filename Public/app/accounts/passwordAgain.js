import { html, render } from '../lib.js'
import { post } from '../api/client.js'
import { Dialog } from '../ui/dialog.js'
import { Field, FormFault, useForm } from '../ui/parts.js'
import { a } from './words.js'

/** @type {Promise<boolean> | null} */
let asking = null

/** Asks for the password once, however many questions wait for it. Returns false when the person would rather not. */
export function passwordAgain() {
  asking ??= new Promise((resolve) => {
    const place = document.body.appendChild(document.createElement('div'))
    const end = (/** @type {boolean} */ isGiven) => {
      render(null, place)
      place.remove()
      asking = null
      resolve(isGiven)
    }
    render(html`<${PasswordAgain} end=${end} />`, place)
  })
  return asking
}

/** @param {{ end: (isGiven: boolean) => void }} props */
function PasswordAgain({ end }) {
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/session/password', { password: data.get('password') })
    end(true)
  })
  return html`<${Dialog} title=${a().security.again} close=${() => end(false)} class="small">
    <form class="form" onSubmit=${submit}>
    <p>${a().security.againText}</p><${FormFault} error=${error} />
    <${Field} label=${a().signing.password} name="password" type="password" autocomplete="current-password" required
      autofocus error=${error} />
    <button class="button primary" disabled=${busy}>${a().security.goOn}</button></form><//>`
}
