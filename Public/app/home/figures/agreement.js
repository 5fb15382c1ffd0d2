import { html } from '../../lib.js'
import { dayKey, energy, shortDate } from '../../format.js'
import { useResource } from '../../ui/parts.js'
import { h } from '../words.js'

/** @typedef {import('../shapes').Agreed} Agreed */

/**
 * Whether the box and Enedis say the same, day by day.
 * @param {{ home: import('../shapes').Home }} props
 */
export function Agreement({ home }) {
  const w = h()
  const [from, to] = [dayKey(Date.now() - 14 * 86_400_000), dayKey(Date.now())]
  const { data } = useResource(`/api/homes/${home.id}/agreement?from=${from}&to=${to}`)
  const found = /** @type {{ items: Agreed[] } | undefined} */ (data)?.items ?? []
  const items = found.filter((one) => one.localWh != null || one.verdict === 'diverging').reverse()
  if (!items.length) return null
  const told = (/** @type {number | null | undefined} */ wh) => (wh == null ? '–' : energy(wh / 1000))
  return html`
    <section aria-labelledby="home-agreement"><h2 id="home-agreement">${w.agreement}</h2>
      <ul class="plain rows">${items.map(
        (one) => html`<li key=${one.day + one.direction}><span>${shortDate(one.day)}, ${w[one.direction]}
        <small>${w.both(told(one.localWh), told(one.certifiedWh))}</small>
        ${one.comparedWh != null && html`<small>${w.partly(told(one.comparedWh))}</small>`}</span>
        <b class=${one.verdict === 'diverging' ? 'badge bad' : 'badge'}>${w.verdicts[one.verdict]}</b></li>`,
      )}</ul>
    </section>`
}
