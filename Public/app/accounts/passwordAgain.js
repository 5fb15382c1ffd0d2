import { html } from '../lib.js'
import { passwordWanted, post } from '../api.js'
import { t } from '../i18n.js'
import { Dialog } from '../ui/dialog.js'
import { Field, FormFault, useForm } from '../ui/parts.js'

/** What is not easily undone asks for the password again, unless it was given a moment ago. */
export function PasswordAgain() {
  const w = t().passwordAgain
  const settle = (/** @type {boolean} */ isGiven) => { passwordWanted.peek()?.(isGiven); passwordWanted.value = null }
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/session/password', { password: data.get('password') })
    settle(true)
  })
  return html`
    <${Dialog} title=${w.title} close=${() => settle(false)} class="small"><form class="form" onSubmit=${submit}>
      <p>${w.text}</p><${FormFault} error=${error} />
      <${Field} label=${t().profile.currentPassword} name="password" type="password" autocomplete="current-password" required autofocus error=${error} />
      <div class="actions"><button class="button primary" disabled=${busy}>${w.goOn}</button>
        <button type="button" class="button" onClick=${() => settle(false)}>${t().back}</button></div></form><//>`
}
