import { html, useState } from '../lib.js'
import { Refusal, post, whenSignedOut } from '../api/client.js'
import { language, t } from '../i18n.js'
import { go, path, query } from '../router.js'
import { LegalLinks } from '../pages/legal.js'
import { Icon } from '../ui/icon.js'
import { Field, FormFault, announce, faultOf, useForm } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { AskAgain } from './confirmation.js'
import { mailLink } from './mailLink.js'
import { signIn } from './session.js'
import { a } from './words.js'

/** The address of a forgotten password's mail leads here; without its secret it leads to another mail. */
const first = () => (query.peek().get('nouveau') ? 'up' : path.peek() === '/reset' ? 'forgotten' : 'in')

/** One place for signing in, signing up, a forgotten password and the link of its mail. */
export function SignIn() {
  const [form, setForm] = useState(first())
  const w = a().signing
  const forms = {
    in: EnterForm,
    up: JoinForm,
    forgotten: ForgottenForm,
    reset: ResetForm,
    changed: EnterForm,
    unconfirmed: UnconfirmedForm,
  }
  const titles = {
    in: w.signIn,
    up: w.signUp,
    forgotten: w.forgotten,
    reset: w.newPassword,
    changed: w.signIn,
    unconfirmed: a().confirmation.title,
  }
  const token = mailLink.value?.purpose === 'reset' ? mailLink.value.token : null
  const name = /** @type {keyof typeof forms} */ (token ? 'reset' : form)
  const turn = (/** @type {string} */ to) => {
    if (token) mailLink.value = null
    setForm(to)
  }
  return html`
    <${Sheet} title=${titles[name]} stop="full">
      ${
        (name === 'in' || name === 'up') &&
        html`
        <div class="segments" role="group" aria-label=${w.choose}>
          <button type="button" aria-pressed=${name === 'in'} onClick=${() => turn('in')}>${w.signIn}</button>
          <button type="button" aria-pressed=${name === 'up'} onClick=${() => turn('up')}>${w.signUp}</button>
        </div>`
      }
      ${
        name === 'changed' &&
        html`<div class="notice good" role="status"><${Icon} name="check" />
        <p>${a().profile.passwordChanged}</p></div>`
      }
      <${forms[name]} token=${token} turn=${turn} />
    <//>`
}

/** Leads back to what the person was about to do. */
function onward() {
  const wanted = query.peek().get('retour')
  go(
    wanted?.startsWith('/') && !wanted.startsWith('//')
      ? wanted
      : /\/(connexion|reset|confirmation)$/.test(location.pathname)
        ? '/'
        : location.pathname,
    { replace: true },
  )
}

/** @param {{ turn: (form: string) => void }} props */
function EnterForm({ turn }) {
  const w = a().signing
  const [takesCode, setTakesCode] = useState(false)
  const { busy, error, submit } = useForm(async (data) => {
    try {
      await signIn(
        String(data.get('email')),
        String(data.get('password')),
        takesCode ? String(data.get('code')) : undefined,
      )
    } catch (fault) {
      if (takesCode || !(fault instanceof Refusal) || fault.type !== 'second-factor-required') throw fault
      setTakesCode(true)
      return
    }
    onward()
  })
  return html`
    <form class="form" onSubmit=${submit}>
      <${FormFault} error=${error} />
      <${Field} label=${w.email} name="email" type="email" autocomplete="email" required error=${error} />
      <${Field} label=${w.password} name="password" type="password" autocomplete="current-password" required
        error=${error} />
      ${
        takesCode &&
        html`<${Field} label=${a().security.code} name="code" autocomplete="one-time-code" required autofocus
        hint=${a().security.codeHint} error=${error} />`
      }
      <button class="button primary" disabled=${busy}>${w.signIn}</button>
      <button type="button" class="button quiet" onClick=${() => turn('forgotten')}>${w.forgot}</button>
      <button type="button" class="button quiet" onClick=${() => turn('unconfirmed')}>${w.noMail}</button>
    </form>`
}

/**
 * Takes the focus at once, before anybody types.
 * @param {HTMLFormElement | null} form
 */
const begin = (form) => form?.querySelector('input')?.focus()

function JoinForm() {
  const w = a().signing
  const [isSent, setSent] = useState(false)
  const { busy, error, submit } = useForm(async (data) => {
    const [email, password] = [String(data.get('email')), String(data.get('password'))]
    const { body: joined } = await post('/api/accounts', {
      email,
      password,
      displayName: data.get('displayName'),
      language: language.peek(),
    })
    // Where mails go out, the address is confirmed first.
    if (!joined._links.signIn) {
      setSent(true)
      return
    }
    await signIn(email, password)
    onward()
  })
  if (isSent)
    return html`<div class="notice good" role="status"><${Icon} name="check" /><div><p>${a().security.checkMail}</p>
      <p>${a().security.resend}</p></div></div>`
  return html`
    <form class="form" ref=${begin} onSubmit=${submit}>
      <${FormFault} error=${error} />
      <${Field} label=${w.name} name="displayName" autocomplete="name" required maxlength="100" error=${error} />
      <${Field} label=${w.email} name="email" type="email" autocomplete="email" required error=${error} />
      <${Field} label=${w.password} name="password" type="password" autocomplete="new-password" required minlength="10"
        hint=${w.passwordRule} error=${error} />
      <button class="button primary" disabled=${busy}>${w.create}</button>
      <${LegalLinks} />
    </form>`
}

/** @param {{ turn: (form: string) => void }} props */
const UnconfirmedForm = ({ turn }) =>
  html`<${AskAgain} /><button type="button" class="button quiet" onClick=${() => turn('in')}>${t().back}</button>`

/** @param {{ turn: (form: string) => void }} props */
function ForgottenForm({ turn }) {
  const w = a().signing
  const [isSent, setSent] = useState(false)
  const { busy, error, submit } = useForm(async (data) => {
    setSent(false)
    await post('/api/account/reset', { email: data.get('email') })
    setSent(true)
  })
  return html`
    <form class="form" onSubmit=${submit}>
      <p>${w.forgottenText}</p>
      <${FormFault} error=${error} />
      ${isSent && html`<div class="notice good" role="status"><${Icon} name="check" /><p>${w.mailSent}</p></div>`}
      <${Field} label=${w.email} name="email" type="email" autocomplete="email" required error=${error} />
      <button class=${isSent ? 'button' : 'button primary'} disabled=${busy}>
      ${isSent ? a().confirmation.again : w.send}</button>
      <button type="button" class="button quiet" onClick=${() => turn('in')}>${t().back}</button>
    </form>`
}

/** @param {{ token: string, turn: (form: string) => void }} props */
function ResetForm({ token, turn }) {
  const w = a().signing
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/account/reset/confirm', { token, password: data.get('password') })
    // The new password has ended every session, this browser's too.
    whenSignedOut.run()
    announce(a().profile.passwordChanged)
    turn('changed')
  })
  if (faultOf(error, '/token')) {
    return html`<div class="notice bad" role="alert"><${Icon} name="warn" /><p>${faultOf(error, '/token')}</p></div>
      <button type="button" class="button primary" onClick=${() => turn('forgotten')}>${w.anotherLink}</button>`
  }
  return html`
    <form class="form" onSubmit=${submit}>
      <${FormFault} error=${error} />
      <${Field} label=${w.newPassword} name="password" type="password" autocomplete="new-password" required
        minlength="10" hint=${w.passwordRule} error=${error} />
      <button class="button primary" disabled=${busy}>${w.save}</button>
    </form>`
}
