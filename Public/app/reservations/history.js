import { html, useEffect, useState } from '../lib.js'
import { get } from '../api.js'
import { day, energy, month, number, shortMonth, time } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'

/** @typedef {import('../types').Reservation & { energyKwh?: number }} Entry */

/** What was, by months, with what it came to. */
export function History() {
  const w = t().history
  const [items, setItems] = useState(/** @type {Entry[] | null} */ (null))
  const [energies, setEnergies] = useState(/** @type {Map<string, number>} */ (new Map()))
  const [next, setNext] = useState(/** @type {string | null} */ ('/api/reservations?limit=50'))
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const load = async () => {
    if (!next) return
    try {
      const page = await get(next)
      const past = page.items.filter((/** @type {Entry} */ one) => one.state !== 'reserved')
      setItems((old) => [...(old ?? []), ...past])
      setNext(page._links?.next?.href ?? null)
      setError(null)
      const charged = past.filter((/** @type {Entry} */ one) => one.chargeId)
      const charges = await Promise.allSettled(charged.map((/** @type {Entry} */ one) => get('/api/charges/' + one.chargeId)))
      setEnergies((old) => {
        const all = new Map(old)
        charges.forEach((charge) => { if (charge.status === 'fulfilled') all.set(charge.value.id, charge.value.energyKwh) })
        return all
      })
    } catch (fault) { setError(fault) }
  }
  useEffect(() => { load() }, [])
  const months = byMonth(items ?? [], energies)
  return html`
    <${Sheet} title=${w.title} stop="full">
      ${error ? html`<${Fault} error=${error} retry=${load} />` : ''}
      ${!items ? !error && html`<${Waiting} lines=${5} />` : !items.length ? html`<${Empty} text=${w.none} icon="history" />` : html`
        <${Bars} months=${months} />
        ${months.map((one) => html`
          <section key=${one.key}><h2 class="split"><span>${month(one.at)}</span><small>${w.sums(one.charges, energy(one.energy))}</small></h2>
            <ul class="cards">${one.entries.map((entry) => html`<li key=${entry.id}>
              <${Icon} name=${entry.chargeId ? 'bolt' : 'calendar'} />
              <span class="grow"><strong>${entry.station.name}</strong><small>${day(entry.startsAt)} ${time(entry.startsAt)}–${time(entry.endsAt)}</small></span>
              ${entry.chargeId ? html`<a class="button small" href=${href('/charge/' + entry.chargeId)}>${energy(energies.get(entry.chargeId) ?? 0)}</a>` : html`<span class="muted">${w.states[entry.state]}</span>`}</li>`)}</ul>
          </section>`)}
        ${next && html`<button type="button" class="button" onClick=${load}>${t().more}</button>`}`}
    <//>`
}

/**
 * A charge over two half-hours is one charge.
 * @param {Entry[]} items @param {Map<string, number>} energies
 */
function byMonth(items, energies) {
  /** @type {Map<string, { key: string, at: string, entries: Entry[], energy: number, charges: number, seen: Set<string> }>} */
  const months = new Map()
  for (const entry of items) {
    const key = entry.startsAt.slice(0, 7)
    const one = months.get(key) ?? { key, at: entry.startsAt, entries: [], energy: 0, charges: 0, seen: new Set() }
    months.set(key, one)
    one.entries.push(entry)
    if (entry.chargeId && !one.seen.has(entry.chargeId)) {
      one.seen.add(entry.chargeId)
      one.charges += 1
      one.energy += energies.get(entry.chargeId) ?? 0
    }
  }
  return [...months.values()]
}

/** @param {{ months: ReturnType<typeof byMonth> }} props */
function Bars({ months }) {
  const shown = months.slice(0, 12).reverse()
  const most = Math.max(1, ...shown.map((one) => one.energy))
  const wide = 320 / Math.max(6, shown.length)
  return html`
    <svg class="bars" viewBox="0 0 320 130" role="img" aria-label=${t().history.picture(shown.map((one) => `${month(one.at)} ${energy(one.energy)}`).join(', '))}>
      ${shown.map((one, index) => {
        const height = Math.max(2, (one.energy / most) * 80)
        return html`<g key=${one.key} transform=${`translate(${index * wide} 0)`}>
          <rect x=${wide * 0.2} y=${105 - height} width=${wide * 0.6} height=${height} rx="4" />
          <text x=${wide / 2} y=${98 - height}>${number(one.energy)}</text><text x=${wide / 2} y="123">${shortMonth(one.at)}</text></g>`
      })}
    </svg>`
}
