import { signal } from '../lib.js'

/** @typedef {{ purpose: 'reset' | 'confirmation' | 'invitation', token: string }} MailLink */

/** The secret of a mail's link, for the screen that uses it. */
export const mailLink = signal(/** @type {MailLink | null} */ (null))

/**
 * Takes the secret out of the address at once: the map writes there, and a shared page would share the secret.
 * @param {string} hash
 */
function take(hash) {
  const [, purpose, token = ''] = /^#(reset|confirmation|invitation)=(.+)/.exec(hash) ?? []
  if (!purpose) return
  history.replaceState(history.state, '', location.pathname + location.search)
  mailLink.value = { purpose: /** @type {MailLink['purpose']} */ (purpose), token }
}

take(location.hash)
// The app is open already. The map may have written since, so the event's own word counts.
addEventListener('hashchange', (event) => take(new URL(event.newURL).hash))
