import { html, useEffect, useState } from '../lib.js'
import { Refusal, post } from '../api/client.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Fault, Field, FormFault, Waiting, announce, sentence, useForm } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { mailLink } from './mailLink.js'
import { lookAgain, me } from './session.js'
import { a } from './words.js'

/**
 * The link of a mail leads here. It confirms whether or not somebody is signed in, as mails are read anywhere.
 * Without its
 * secret it can only be sent again.
 */
export const Confirming = () =>
  mailLink.value?.purpose === 'confirmation'
    ? html`<${Confirmation} />`
    : html`<${Sheet} title=${a().confirmation.title} stop="full"><${AskAgain} /><//>`

function Confirmation() {
  const w = a().confirmation
  const [isDone, setDone] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const token = mailLink.value?.token
  const confirm = () => {
    setError(null)
    post('/api/account/confirmation', { token }).then(() => {
      setDone(true)
      announce(w.done)
      if (me.peek()) lookAgain().catch(() => {})
    }, setError)
  }
  useEffect(() => {
    if (token) confirm()
  }, [token])
  useEffect(
    () => () => {
      mailLink.value = null
    },
    [],
  )
  return html`
    <${Sheet} title=${w.title} stop="full">
      ${
        isDone
          ? html`<div class="notice good" role="status"><${Icon} name="check" /><p>${w.done}</p></div>
          <${Onward} />`
          : isRefused(error)
            ? html`<div class="notice bad" role="alert"><${Icon} name="warn" />
            <p>${isStale(error) ? w.stale : sentence(error)}</p></div>
          ${isStale(error) && html`<${AskAgain} />`}`
            : error
              ? html`<${Fault} error=${error} retry=${confirm} />`
              : html`<${Waiting} />`
      }
    <//>`
}

/** @param {unknown} error */
const isRefused = (error) => error instanceof Refusal && (error.status === 422 || error.status === 409)
/** @param {unknown} error */
const isStale = (error) => error instanceof Refusal && error.status === 422

/** Leads to one's profile, or to the form that leads there. */
const Onward = () => html`
  <a class="button primary" href=${href(me.value ? '/profil' : '/connexion')} onClick=${() => {
    mailLink.value = null
  }}>${me.value ? t().tabs.profile : a().signing.signIn}</a>`

/**
 * Asks for another message where none has come or its link is too old. Nobody learns whether an address has an account.
 */
export function AskAgain() {
  const w = a().confirmation
  const [isSent, setSent] = useState(false)
  const { busy, error, submit } = useForm(async (data) => {
    setSent(false)
    await post('/api/account/confirmation/again', { email: data.get('email') })
    setSent(true)
  })
  return html`
    <form class="form" onSubmit=${submit}>
      <p>${w.againText}</p>
      <${FormFault} error=${error} />
      ${isSent && html`<div class="notice good" role="status"><${Icon} name="check" /><p>${w.sent}</p></div>`}
      <${Field} label=${a().signing.email} name="email" type="email" autocomplete="email" required
        defaultValue=${me.peek()?.email ?? ''} error=${error} />
      <button class=${isSent ? 'button' : 'button primary'} disabled=${busy}>
      ${isSent ? w.again : a().signing.send}</button>
    </form>`
}

/**
 * Tells that nobody has followed the link of this account yet, and sends it once more.
 * @param {{ email: string }} props
 */
export function Unconfirmed({ email }) {
  const w = a().confirmation
  const [busy, setBusy] = useState(false)
  const [isSent, setSent] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const send = () => {
    setBusy(true)
    setError(null)
    post('/api/account/confirmation/again', { email })
      .then(() => setSent(true), setError)
      .finally(() => setBusy(false))
  }
  return html`
    <div class="notice" role="status"><${Icon} name="info" />
    <p>${error ? sentence(error) : isSent ? w.sentTo(email) : a().profile.unconfirmed}</p>
      <button type="button" class="button small" disabled=${busy} onClick=${send}>${w.again}</button></div>`
}
