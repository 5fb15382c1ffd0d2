import { computed, effect, signal } from '../lib.js'
import { me } from '../accounts/session.js'
import { Refusal, get, put, remove } from '../api/client.js'

/** The answers so far, of whoever is signed in: whether a station is a favourite. */
const known = signal(/** @type {Map<string, boolean>} */ (new Map()))
const who = computed(() => me.value?.id)
effect(() => {
  void who.value
  known.value = new Map()
})

/** @param {string} id */
export const isKept = (id) => known.value.get(id) === true

/** @param {string} id @param {boolean} isOne */
export const learn = (id, isOne) => {
  known.value = new Map(known.peek()).set(id, isOne)
}

/** @param {string} id */
const path = (id) => '/api/favourites/' + id

/** @param {string} id */
async function ask(id) {
  try {
    await get(path(id))
    learn(id, true)
  } catch (error) {
    if (error instanceof Refusal && error.status === 404) learn(id, false)
  }
}

/** @param {string} id */
export const askOnce = (id) => (known.peek().has(id) ? Promise.resolve() : ask(id))

/** One after the other: of two quick taps the later one counts. */
let line = Promise.resolve()

/**
 * Shown at once, and taken back where the server refuses.
 * @param {string} id @param {boolean} isOne
 */
export function keep(id, isOne) {
  learn(id, isOne)
  const turn = line.then(() => (isOne ? put(path(id), undefined) : remove(path(id))))
  line = turn.then(
    () => {},
    () => learn(id, !isOne),
  )
  return turn
}
