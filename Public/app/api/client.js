import { effect, signal } from '../lib.js'
import { language } from '../i18n.js'
import { base } from '../router.js'

/** @typedef {import('./types').ProblemDetails} ProblemDetails */

/** A refusal of the server, or 'offline' when there was no answer at all. */
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
 * `match` is the version that a change is about, `key` has what is asked twice done once, and what is asked with `keep`
 * need not be sent again as long as it is the same.
 * @typedef {{ match?: string | null, key?: string, signal?: AbortSignal, keep?: boolean, body?: unknown }} Question
 * @typedef {Question & { method?: string }} Asked
 * @typedef {{ body: any, etag: string | null }} Answer
 */

/** @param {string} path @param {Asked} how @returns {Promise<Answer>} */
async function ask(path, how) {
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

/** @param {string} path @param {Asked} how */
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

/** @param {string} path @param {Asked} how @param {Response} answer @returns {Promise<Answer>} */
async function read(path, how, answer) {
  const etag = answer.headers.get('ETag')
  if (answer.status === 304) {
    const kept = known.get(path)
    if (kept) return kept
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
  return { body, etag }
}

/** @param {string} path @param {Question} [how] */
export const get = (path, how = {}) => ask(path, how)
/** @param {string} path @param {unknown} [body] @param {Question} [how] */
export const post = (path, body, how) => ask(path, { ...how, method: 'POST', body })
/** @param {string} path @param {unknown} body @param {Question} [how] */
export const put = (path, body, how) => ask(path, { ...how, method: 'PUT', body })
/** @param {string} path @param {unknown} body @param {Question} [how] */
export const patch = (path, body, how) => ask(path, { ...how, method: 'PATCH', body })
/** @param {string} path @param {Question} [how] */
export const remove = (path, how) => ask(path, { ...how, method: 'DELETE' })
