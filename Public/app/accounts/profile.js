import { html, useState } from '../lib.js'
import { patch, put, remove, url, whenSignedOut } from '../api/client.js'
import { language, speak, t } from '../i18n.js'
import { Agenda } from '../reservations/agenda.js'
import { b } from '../reservations/words.js'
import { go, href } from '../router.js'
import { Dialog } from '../ui/dialog.js'
import { LegalLinks } from '../pages/legal.js'
import { Icon } from '../ui/icon.js'
import { Field, FormFault, announce, useForm } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Unconfirmed } from './confirmation.js'
import { Security } from './security.js'
import { accountTag, isAdmin, lookAgain, me, signOut } from './session.js'
import { Vehicles } from './vehicles.js'
import { a } from './words.js'

export function Profile() {
  const w = a().profile
  const account = me.value
  const [open, setOpen] = useState('')
  if (!account) return null
  return html`
    <${Sheet} title=${account.displayName} subtitle=${account.email} stop="full">
      ${!account.emailConfirmed && html`<${Unconfirmed} email=${account.email} />`}
      <nav class="menu" aria-label=${w.label}>
        <a href=${href('/historique')}><${Icon} name="history" />${t().history.title}
        <${Icon} name="next" size=${18} /></a>
        <a href=${href('/favoris')}><${Icon} name="heart" />${b().favourites.title}
        <${Icon} name="next" size=${18} /></a>
        ${
          isAdmin.value &&
          html`<a href=${href('/admin')}><${Icon} name="table" />${t().tabs.admin}
          <${Icon} name="next" size=${18} /></a>`
        }
      </nav>
      <${Vehicles} />
      <${Agenda} />
      <${Security} />
      <h2>${w.settings}</h2>
      <fieldset class="choices"><legend>${w.language}</legend>
        ${['fr', 'en'].map(
          (one) => html`<label key=${one} class="choice">
            <input type="radio" name="language" checked=${language.value === one}
          onChange=${() => choose(/** @type {'fr'} */ (one))} />
            <span lang=${one}>${one === 'fr' ? 'Français' : 'English'}</span></label>`,
        )}
      </fieldset>
      <${Theme} />
      <h2>${w.account}</h2>
      <div class="menu">
        <button type="button" onClick=${() => setOpen('name')}><${Icon} name="person" />${w.changeName}</button>
        <button type="button" onClick=${() => setOpen('password')}><${Icon} name="check" />${w.changePassword}</button>
        <a href=${url('/api/account/export')} download="watts-up.json"><${Icon} name="upload" />${w.export}</a>
        <button type="button" onClick=${() => signOut().then(() => go('/'))}><${Icon} name="out" />${w.signOut}</button>
        <button type="button" class="danger" onClick=${() => setOpen('leave')}><${Icon} name="close" />
        ${w.leave}</button>
      </div>
      <${LegalLinks} />
      ${open === 'name' && html`<${NameDialog} close=${() => setOpen('')} />`}
      ${open === 'password' && html`<${PasswordDialog} close=${() => setOpen('')} />`}
      ${open === 'leave' && html`<${LeaveDialog} close=${() => setOpen('')} />`}
    <//>`
}

/** @param {'fr' | 'en'} wanted */
async function choose(wanted) {
  speak(wanted)
  try {
    await patch('/api/account', { language: wanted }, { match: accountTag() })
    await lookAgain()
  } catch {
    /* The page speaks it all the same. */
  }
}

function Theme() {
  const [theme, setTheme] = useState(localStorage.getItem('theme') ?? '')
  const choose = (/** @type {string} */ wanted) => {
    if (wanted) localStorage.setItem('theme', wanted)
    else localStorage.removeItem('theme')
    document.documentElement.dataset.theme = wanted
    setTheme(wanted)
  }
  return html`
    <fieldset class="choices"><legend>${a().profile.theme}</legend>
      ${['', 'light', 'dark'].map(
        (one) => html`<label key=${one} class="choice">
          <input type="radio" name="theme" checked=${theme === one} onChange=${() => choose(one)} />
        <span>${a().profile.themes[/** @type {'dark'} */ (one || 'system')]}</span></label>`,
      )}
    </fieldset>`
}

/** @param {{ close: () => void }} props */
function NameDialog({ close }) {
  const { busy, error, submit } = useForm(async (data) => {
    await patch('/api/account', { displayName: data.get('displayName') }, { match: accountTag() })
    await lookAgain()
    close()
  })
  return html`<${Dialog} title=${a().profile.changeName} close=${close} class="small">
    <form class="form" onSubmit=${submit}>
    <${FormFault} error=${error} />
    <${Field} label=${a().signing.name} name="displayName" defaultValue=${me.value?.displayName} required
      maxlength="100" error=${error} />
    <button class="button primary" disabled=${busy}>${t().save}</button></form><//>`
}

/** @param {{ close: () => void }} props */
function PasswordDialog({ close }) {
  const w = a().profile
  const { busy, error, submit } = useForm(async (data) => {
    await put('/api/account/password', {
      currentPassword: data.get('currentPassword'),
      newPassword: data.get('newPassword'),
    })
    announce(w.passwordChanged)
    close()
  })
  return html`<${Dialog} title=${w.changePassword} close=${close} class="small">
    <form class="form" onSubmit=${submit}><${FormFault} error=${error} />
    <${Field} label=${w.currentPassword} name="currentPassword" type="password" autocomplete="current-password" required
      error=${error} />
    <${Field} label=${a().signing.newPassword} name="newPassword" type="password" autocomplete="new-password" required
      hint=${a().signing.passwordRule} error=${error} />
    <button class="button primary" disabled=${busy}>${t().save}</button></form><//>`
}

/** @param {{ close: () => void }} props */
function LeaveDialog({ close }) {
  const w = a().profile
  const { busy, error, submit } = useForm(async (data) => {
    await remove('/api/account', { body: { password: data.get('password') } })
    whenSignedOut.run()
    go('/')
  })
  return html`<${Dialog} title=${w.leave} close=${close} class="small">
    <form class="form" onSubmit=${submit}><p>${w.leaveText}</p><${FormFault} error=${error} />
    <${Field} label=${a().signing.password} name="password" type="password" autocomplete="current-password" required
      error=${error} />
    <button class="button danger" disabled=${busy}>${w.leaveForever}</button></form><//>`
}
