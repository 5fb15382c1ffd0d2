import { html, useEffect, useRef } from '../lib.js'
import { Refusal } from '../api/client.js'
import { withZone } from '../format.js'
import { Icon } from '../ui/icon.js'
import { sentence } from '../ui/parts.js'
import { energy, p } from './words.js'

/**
 * @typedef {{ largestWh?: number | null, leastWh?: number | null, blockedAt?: string | null, requestId?: string }} More
 */

/** @param {unknown} error @returns {More} */
export const more = (error) => (error instanceof Refusal ? /** @type {More} */ (error.problem) : {})

/** @param {unknown} error */
const isPersons = (error) => error instanceof Refusal && error.status >= 400 && error.status < 500

/**
 * What went wrong: what the person can change is told as such, in another colour than what is our fault. Where the
 * most that can be declared is known, a tap declares that.
 * @param {{ error: unknown, zone: string, correct?: (wh: number) => void }} props
 */
export function Told({ error, zone, correct }) {
  const w = p()
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => {
    if (error) element.current?.focus()
  }, [error])
  if (!error) return null
  const type = error instanceof Refusal ? error.type : ''
  const { largestWh, leastWh, blockedAt, requestId } = more(error)
  const when = blockedAt ? withZone(blockedAt, zone) : ''
  const isReserve = type === 'reserve-full' || type === 'reserve-empty'
  const best = leastWh ?? largestWh
  const words = isReserve && when ? (type === 'reserve-full' ? w.full(when) : w.empty(when)) : sentence(error)
  if (!isPersons(error)) {
    return html`<div class="notice bad ours" role="alert" tabindex="-1" ref=${element}><${Icon} name="warn" />
      <p><strong>${w.ours}</strong><br />${sentence(error)}
      ${requestId && html`<br /><small>${w.request} <code>${requestId}</code></small>`}</p></div>`
  }
  return html`<div class="notice yours" role="alert" tabindex="-1" ref=${element}><${Icon} name="info" />
    <p><strong>${w.yours}</strong><br />${words}</p>
    ${
      isReserve && best != null && correct && (leastWh != null || best > 0)
        ? html`<p>${leastWh != null ? w.least : w.most} <strong>${energy(best)}</strong>.</p>
        <button type="button" class="button primary" onClick=${() => correct(best)}>
        ${w.declareThat(energy(best))}</button>`
        : ''
    }</div>`
}
