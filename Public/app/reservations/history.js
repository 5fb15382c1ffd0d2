import { html, useEffect, useState } from '../lib.js'
import { get } from '../api/client.js'
import { day, dayKey, energy, month, number, shortMonth, time } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { DemonstrationTag, isMadeUp } from '../stations/demonstration.js'
import { Chart, bars } from '../ui/chart.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'

/** @typedef {import('../api/types').Reservation} Entry */
/** @typedef {{ month: string, reservations: number, charges: number, energyKwh: number, minutes: number }} Month */

/** The past bookings by months, with their sums. */
export function History() {
  const w = t().history
  const [items, setItems] = useState(/** @type {Entry[] | null} */ (null))
  const [months, setMonths] = useState(/** @type {Month[]} */ ([]))
  const [energies, setEnergies] = useState(/** @type {Map<string, number>} */ (new Map()))
  const [next, setNext] = useState(/** @type {string | null} */ ('/api/reservations?when=past&limit=50'))
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const load = async () => {
    if (!next) return
    try {
      const { body: page } = await get(next)
      setItems((old) => [...(old ?? []), ...page.items.filter(wasMeant)])
      if (page.months) setMonths(page.months)
      setNext(page._links?.next?.href ?? null)
      setError(null)
      const charged = page.items.filter((/** @type {Entry} */ one) => one.chargeId)
      const charges = await Promise.allSettled(
        charged.map((/** @type {Entry} */ one) => get('/api/charges/' + one.chargeId)),
      )
      setEnergies((old) => {
        const all = new Map(old)
        charges.forEach((charge) => {
          if (charge.status === 'fulfilled') all.set(charge.value.body.id, charge.value.body.energyKwh)
        })
        return all
      })
    } catch (fault) {
      setError(fault)
    }
  }
  useEffect(() => {
    load()
  }, [])
  return html`
    <${Sheet} title=${w.title} stop="full">
      ${error ? html`<${Fault} error=${error} retry=${load} />` : ''}
      ${
        !items
          ? !error && html`<${Waiting} lines=${5} />`
          : !items.length
            ? html`<${Empty} text=${w.none} icon="history" />`
            : html`
        <${Bars} months=${months} />
        ${byMonth(items).map(([key, entries]) => {
          const sums = months.find((one) => one.month === key)
          return html`
          <section key=${key}><h2 class="split"><span>${month(key + '-15')}</span>
          ${sums && sums.charges > 0 && html`<small>${w.sums(sums.charges, energy(sums.energyKwh))}</small>`}</h2>
            <ul class="cards">${entries.map(
              (entry) => html`<li key=${entry.id}>
              <${Icon} name=${entry.chargeId ? 'bolt' : 'calendar'} />
              <span class="grow"><strong>${entry.station.name}</strong>
              ${isMadeUp(entry.station) && html` <${DemonstrationTag} />`}
              <small>${day(entry.startsAt, entry.timeZone)} ${time(entry.startsAt, entry.timeZone)}–
              ${time(entry.endsAt, entry.timeZone)}
              ${entry.point.number == null ? '' : ' · ' + t().pointNumber(entry.point.number)}</small></span>
              ${
                isExtension(entry, entries)
                  ? html`<span class="muted">${w.extension}</span>`
                  : entry.chargeId
                    ? html`<a class="button small" href=${href('/charge/' + entry.chargeId)}>
                ${energy(energies.get(entry.chargeId) ?? 0)}</a>`
                    : html`<span class="muted">${w.states[entry.state]}</span>`
              }</li>`,
            )}</ul>
          </section>`
        })}
        ${next && html`<button type="button" class="button" onClick=${load}>${t().more}</button>`}`
      }
    <//>`
}

/**
 * False for a half-hour that was added to a charge and not needed in the end.
 * @param {Entry} entry
 */
const wasMeant = (entry) => !(entry.state === 'cancelled' && entry.extendsId != null && entry.chargeId != null)

/**
 * A longer charge holds several half-hours, but is one charge.
 * @param {Entry} entry @param {Entry[]} entries
 */
const isExtension = (entry, entries) =>
  entry.chargeId != null && entries.some((one) => one.chargeId === entry.chargeId && one.startsAt < entry.startsAt)

/** @param {Entry[]} items */
function byMonth(items) {
  /** @type {Map<string, Entry[]>} */
  const months = new Map()
  for (const entry of items) {
    const key = dayKey(entry.startsAt, entry.timeZone).slice(0, 7)
    months.set(key, [...(months.get(key) ?? []), entry])
  }
  return [...months]
}

/** @param {{ months: Month[] }} props */
function Bars({ months }) {
  const shown = [...months].sort((a, b) => a.month.localeCompare(b.month)).slice(-12)
  if (!shown.some((one) => one.energyKwh)) return null
  const most = Math.max(1, ...shown.map((one) => one.energyKwh))
  const bar = bars({ count: Math.max(6, shown.length), most, ground: 105, rise: 80, least: 2, share: 0.6 })
  const told = shown.map((one) => `${month(one.month + '-15')} ${energy(one.energyKwh)}`).join(', ')
  return html`
    <${Chart} class="bars" height="130" label=${t().history.picture(told)}>
      ${shown.map((one, index) => {
        const { middle, x, y, width, height } = bar(index, one.energyKwh)
        return html`<g key=${one.month}>
          <rect x=${x} y=${y} width=${width} height=${height} rx="4" />
          <text x=${middle} y=${y - 7}>${number(one.energyKwh, one.energyKwh < 10 ? 1 : 0)}</text>
          <text x=${middle} y="123">${shortMonth(one.month + '-15')}</text></g>`
      })}
    <//>`
}
