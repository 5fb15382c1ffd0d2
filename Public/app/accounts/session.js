import { computed, signal } from '../lib.js'
import { Refusal, get, post, remove, whenPasswordIsWanted, whenSignedOut } from '../api/client.js'
import { speak } from '../i18n.js'

/** @typedef {import('../api/types').Account} Account */

/** The account of this browser: undefined as long as nobody asked, null where nobody is signed in. */
export const me = signal(/** @type {Account | null | undefined} */ (undefined))
/** Nobody could be asked whose browser this is. */
export const isUnreachable = signal(false)
export const isAdmin = computed(() => me.value?.role === 'admin')
/** @type {string | null} */
let etag = null
export const accountTag = () => etag

whenPasswordIsWanted.run = async () => (await import('./passwordAgain.js')).passwordAgain()
whenSignedOut.run = () => {
  me.value = null
  localStorage.removeItem('signedIn')
  forget()
}
/** What is kept of somebody for the time without a network. */
const forget = () => localStorage.removeItem('bookings')

/** Asks only where somebody signed in before: a visitor's first page has no refusal in it. */
export async function recall() {
  if (!localStorage.getItem('signedIn')) {
    me.value = null
    forget()
    return
  }
  try {
    await lookAgain()
  } catch (error) {
    isUnreachable.value = error instanceof Refusal && (!error.status || error.status >= 500)
    if (!isUnreachable.value) me.value = me.peek() ?? null
  }
}
addEventListener('online', () => {
  if (me.peek() === undefined) recall()
})

export async function lookAgain() {
  const answer = await get('/api/account')
  etag = answer.etag
  me.value = answer.body
}

/** @param {string} email @param {string} password @param {string} [code] */
export async function signIn(email, password, code) {
  const { body: account } = await post('/api/session', { email, password, code })
  forget()
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

/** @returns {Promise<import('../api/types').Vehicle[]>} */
export const vehicles = async () => (await get('/api/vehicles')).body.items
