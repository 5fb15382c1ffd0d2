import { Refusal, post } from '../api/client.js'

/**
 * Asks for what must not happen twice. A question that is repeated because no answer came is
 * asked under the same key.
 * @param {string} path
 */
export function wishes(path) {
  /** @type {{ what: string, key: string, body: unknown } | null} */
  let open = null
  return async (/** @type {string} */ what, /** @type {() => unknown} */ body) => {
    const { key, body: wanted } = (open = open?.what === what ? open : { what, key: randomKey(), body: body() })
    try {
      const answer = await post(path, wanted, { key })
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
