import { effect, signal } from './lib.js'
import { language } from './i18n.js'
import { base } from './router.js'

/** @typedef {import('./types').ProblemDetails} ProblemDetails */

/** What the server refused, or 'offline' when there was no answer at all. */
export class Refusal extends Error {
  /** @param {ProblemDetails} problem @param {number} [retryAfter] */
  constructor(problem, retryAfter) {
    super(problem.detail ?? problem.title)
    this.problem = problem
    this.retryAfter = retryAfter
    this.type = (problem.type ?? '').replace('/problems/', '')
    this.status = problem.status
  }
}

/** Whether the last question got an answer; the banner reads it. */
export const online = signal(navigator.onLine)
effect(() => {
  document.documentElement.toggleAttribute('data-offline', !online.value)
})
addEventListener('online', () => {
  online.value = true
})
addEventListener('offline', () => {
  online.value = false
})

/** The server's clock minus ours, in milliseconds: countdowns go by the server's. */
export const clockOffset = signal(0)
export const serverNow = () => Date.now() + clockOffset.value

/**
 * Called when a session turns out to be over.
 * @type {{ run: () => void }}
 */
export const whenSignedOut = { run() {} }
/**
 * Called when a session was ended and renewed: whose it is may have changed.
 * @type {{ run: () => void }}
 */
export const whenRenewed = { run() {} }

/**
 * Called when the server wants the password once more; says whether it was given.
 * @type {{ run: () => Promise<boolean> }}
 */
export const whenPasswordIsWanted = { run: async () => false }

/** @param {string} path */
export const url = (path) => base + path.replace(/^\//, '')

/** @typedef {'renewed' | 'over' | 'undecided'} Renewal undecided: nobody answered, or not now */
/** @type {Promise<Renewal> | null} */
let renewing = null

/** One renewal at a time, however many questions found the session too old. */
export function renew() {
  renewing ??= fetch(url('/api/session/refresh'), { method: 'POST' })
    .then(outcomeOf, () => /** @type {Renewal} */ ('undecided'))
    .finally(() => {
      renewing = null
    })
  return renewing
}

/** @param {Response} answer @returns {Renewal} */
function outcomeOf(answer) {
  if (answer.ok) return 'renewed'
  if (answer.status !== 401) return 'undecided'
  whenSignedOut.run()
  return 'over'
}

/** @type {Map<string, { etag: string, body: any }>} */
const known = new Map()

/**
 * @typedef {{ method?: string, body?: unknown, match?: string | null, key?: string, signal?: AbortSignal, keep?:
 * boolean }} Question
 * @typedef {{ status: number, body: any, etag: string | null }} Answer
 */

/** @param {string} path @param {Question} [how] @returns {Promise<Answer>} */
export async function ask(path, how = {}) {
  let answer = await send(path, how)
  if (answer.status === 401 && path !== '/api/session' && path !== '/api/session/refresh') {
    const outcome = await renew()
    if (outcome === 'undecided') throw new Refusal({ type: 'offline', title: 'offline', detail: 'offline', status: 0 })
    if (outcome === 'renewed') answer = await send(path, how)
  }
  try {
    return await read(path, how, answer)
  } catch (error) {
    const isAsked = error instanceof Refusal && error.type === 'password-required'
    if (!isAsked || !(await whenPasswordIsWanted.run())) throw error
    return read(path, how, await send(path, how))
  }
}

/** @param {string} path @param {Question} how */
async function send(path, how) {
  /** @type {Record<string, string>} */
  const headers = { Accept: 'application/json', 'Accept-Language': language.peek() }
  if (how.body !== undefined) headers['Content-Type'] = 'application/json'
  if (how.match) headers['If-Match'] = how.match
  if (how.key) headers['Idempotency-Key'] = how.key
  const kept = how.keep ? known.get(path) : undefined
  if (kept) headers['If-None-Match'] = kept.etag
  try {
    const body = how.body === undefined ? undefined : JSON.stringify(how.body)
    const sent = Date.now()
    const answer = await fetch(url(path), { method: how.method ?? 'GET', headers, body, signal: how.signal })
    hearClock(answer, sent)
    online.value = true
    return answer
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    online.value = false
    throw new Refusal({ type: 'offline', title: 'offline', detail: 'offline', status: 0 })
  }
}

/**
 * The Date header has whole seconds: only a clear difference is one.
 * @param {Response} answer @param {number} sent
 */
function hearClock(answer, sent) {
  const date = Date.parse(answer.headers.get('Date') ?? '')
  if (Number.isNaN(date)) return
  const offset = date + 500 - (sent + Date.now()) / 2
  if (Math.abs(offset - clockOffset.peek()) > 1000) clockOffset.value = Math.abs(offset) < 1000 ? 0 : offset
}

/** @param {string} path @param {Question} how @param {Response} answer @returns {Promise<Answer>} */
async function read(path, how, answer) {
  const etag = answer.headers.get('ETag')
  if (answer.status === 304) {
    const kept = known.get(path)
    if (kept) return { status: 200, body: kept.body, etag: kept.etag }
  }
  const isJSON = (answer.headers.get('Content-Type') ?? '').includes('json')
  const body = isJSON ? await answer.json() : null
  if (!answer.ok) {
    const retry = Number(answer.headers.get('Retry-After')) || undefined
    throw new Refusal(
      body ?? { type: 'internal', title: answer.statusText, detail: answer.statusText, status: answer.status },
      retry,
    )
  }
  if (how.keep && etag) {
    if (known.size > 200) known.clear()
    known.set(path, { etag, body })
  }
  return { status: answer.status, body, etag }
}

/**
 * Asks for what must not happen twice. Who asks again because no answer came asks for the same thing under the same
 * key.
 * @param {string} path
 */
export function wishes(path) {
  /** @type {{ what: string, key: string, body: unknown } | null} */
  let open = null
  return async (/** @type {string} */ what, /** @type {() => unknown} */ body) => {
    const { key, body: wanted } = (open = open?.what === what ? open : { what, key: randomKey(), body: body() })
    try {
      const answer = await ask(path, { method: 'POST', key, body: wanted })
      open = null
      return answer
    } catch (fault) {
      if (isSettled(fault)) open = null
      throw fault
    }
  }
}

/**
 * A plain conflict is the first of two requests, still under way.
 * @param {unknown} fault
 */
const isSettled = (fault) =>
  fault instanceof Refusal &&
  fault.status >= 400 &&
  fault.status < 500 &&
  fault.type !== 'conflict' &&
  fault.status !== 429

/** `crypto.randomUUID` is there under https and on this machine only. */
const randomKey = () =>
  Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('')

/** @param {string} path @param {{ signal?: AbortSignal, keep?: boolean }} [how] */
export const get = async (path, how) => (await ask(path, how)).body
/** @param {string} path @param {unknown} [body] @param {Question} [how] */
export const post = async (path, body, how) => (await ask(path, { ...how, method: 'POST', body })).body
/** @param {string} path @param {unknown} body @param {string | null} [match] */
export const patch = (path, body, match) => ask(path, { method: 'PATCH', body, match })
/** @param {string} path @param {string | null} [match] @param {unknown} [body] */
export const remove = (path, match, body) => ask(path, { method: 'DELETE', match, body })
