import { computed, signal } from '../lib.js'
import { get, post, remove, whenPasswordIsWanted, whenSignedOut } from '../api.js'
import { speak } from '../i18n.js'

/** @typedef {import('../types').Account} Account */

/** The account of this browser: undefined as long as nobody asked, null where nobody is signed in. */
export const me = signal(/** @type {Account | null | undefined} */ (undefined))
export const isAdmin = computed(() => me.value?.role === 'admin')
/** @type {string | null} */
let etag = null
export const accountTag = () => etag

whenPasswordIsWanted.run = async () => (await import('./passwordAgain.js')).passwordAgain()
whenSignedOut.run = () => {
  me.value = null
  localStorage.removeItem('signedIn')
}

/** Asks only where somebody signed in before: a visitor's first page has no refusal in it. */
export async function recall() {
  if (!localStorage.getItem('signedIn')) {
    me.value = null
    return
  }
  try {
    await lookAgain()
  } catch {
    me.value = me.peek() ?? null
  }
}

export async function lookAgain() {
  const answer = await get('/api/account')
  etag = answer.etag
  me.value = answer.body
}

/** @param {string} email @param {string} password @param {string} [code] */
export async function signIn(email, password, code) {
  const { body: account } = await post('/api/session', { email, password, code })
  localStorage.setItem('signedIn', '1')
  me.value = account
  speak(account.language)
  await lookAgain()
}

export async function signOut() {
  try {
    await remove('/api/session')
  } finally {
    whenSignedOut.run()
  }
}

/** @returns {Promise<import('../types').Vehicle[]>} */
export const vehicles = async () => (await get('/api/vehicles')).body.items
