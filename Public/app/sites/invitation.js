import { html, useEffect, useState } from '../lib.js'
import { mailLink } from '../accounts/mailLink.js'
import { isUnreachable, me, signOut } from '../accounts/session.js'
import { Refusal, post } from '../api/client.js'
import { t } from '../i18n.js'
import { go, href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting, sentence } from '../ui/parts.js'
import { say } from '../ui/said.js'
import { Sheet } from '../ui/sheet.js'
import { s } from './words.js'

/** Where the secret waits while this tab looks for its mails or is loaded anew. */
const place = 'invitation'

/** The link of an invitation leads here: whoever they are in this browser, or are not yet. */
export function InvitationPage() {
  const w = s()
  const [token] = useState(() =>
    mailLink.peek()?.purpose === place ? mailLink.peek()?.token : sessionStorage.getItem(place),
  )
  useEffect(() => {
    if (token) sessionStorage.setItem(place, token)
    mailLink.value = null
  }, [])
  return html`
    <${Sheet} title=${w.invitation} stop="full" back=${href('/energie')}>
      ${
        !token
          ? html`<${Empty} text=${w.invitationNone} icon="info" />`
          : me.value
            ? html`<${Accept} token=${token} account=${me.value} />`
            : me.value === null
              ? html`<${Stranger} />`
              : isUnreachable.value
                ? html`<p class="notice bad" role="alert"><${Icon} name="warn" />${t().offline}</p>`
                : html`<${Waiting} />`
      }
    <//>`
}

function Stranger() {
  const w = s()
  return html`
    <${Empty} text=${w.inviting} icon="people"><p class="muted">${w.invitationEnter}</p>
      <a class="button primary" href=${href('/connexion?retour=/invitation')}>${w.enter}</a>
      <a class="button" href=${href('/connexion?nouveau=1&retour=/invitation')}>${w.join}</a><//>`
}

/** @param {{ token: string, account: import('../api/types').Account }} props */
function Accept({ token, account }) {
  const w = s()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  /** @param {() => Promise<unknown>} act */
  const doing = (act) => async () => {
    setBusy(true)
    setError(null)
    await act().catch(setError)
    setBusy(false)
  }
  const accept = doing(async () => {
    const { body: site } = await post('/api/invitations/' + encodeURIComponent(token))
    sessionStorage.removeItem(place)
    go('/sites/' + site.id, { replace: true })
    say(w.joined(site.name))
  })
  const isRefused = error instanceof Refusal && error.status === 404
  return html`
    ${
      isRefused
        ? html`<div class="notice bad" role="alert"><${Icon} name="warn" /><p>${sentence(error)}</p></div>`
        : error
          ? html`<${Fault} error=${error} retry=${accept} />`
          : ''
    }
    <${Empty} text=${w.inviting} icon="people">
      <p class="muted">${w.invitationAs} <strong>${account.displayName}</strong> (${account.email}).</p>
      ${
        !isRefused &&
        html`<button type="button" class="button primary" disabled=${busy} onClick=${accept}>${w.accept}</button>`
      }
      <button type="button" class=${isRefused ? 'button primary' : 'button'} disabled=${busy}
        onClick=${doing(signOut)}>${w.otherAccount}</button><//>`
}
