import { html } from '../lib.js'
import { serverNow } from '../api/client.js'
import { dayKey, hourOf, time } from '../format.js'
import { t } from '../i18n.js'
import { SlotHint, slotWord, usePreferences } from '../energy/slotHint.js'
import { Empty } from '../ui/parts.js'

/** @typedef {import('../api/types').Slot} Slot */
/** @typedef {import('../api/types').Station} Station */
/** @typedef {Station['chargePoints'][0]} Point */

/** The minute in which one says yes: signing up in between takes its time. */
export const thisMinute = () => stamp(new Date(Math.floor(serverNow() / 60_000) * 60_000))

/** @param {Date} at */
export const stamp = (at) => at.toISOString().replace('.000', '')

/** @param {Slot[]} slots @param {string} zone */
export function groupByDay(slots, zone) {
  /** @type {Map<string, Slot[]>} */
  const days = new Map()
  for (const slot of slots) {
    const key = dayKey(slot.startsAt, zone)
    const list = days.get(key)
    if (list) list.push(slot)
    else days.set(key, [slot])
  }
  return days
}

/**
 * This very minute: a driver before a free point need not wait for the half-hour.
 * @param {{ point: Point, next?: Slot, chosen: string, isToday: boolean, choose: (at: string) => void }} props
 */
export function Now({ point, next, chosen, isToday, choose }) {
  if (!isToday || point.status !== 'free' || next?.state !== 'free') return null
  const now = thisMinute()
  const isChosen = chosen !== '' && Date.parse(chosen) < Date.parse(next.startsAt)
  return html`<div class="slots">
    <label class="slot wide"><input type="radio" name="slot" checked=${isChosen} onChange=${() => choose(now)} />
    <span>${t().booking.now}</span></label></div>`
}

/**
 * @param {{ slots: Slot[], zone: string, start: string, choose: (at: string) => void, isMadeUp: boolean }} props
 */
export function DaySlots({ slots, zone, start, choose, isMadeUp }) {
  const w = t().booking
  const preferences = usePreferences()
  const matters = preferences.get(dayKey(slots[0]?.startsAt ?? 0, zone))?.hasPreference === true
  const parts = [
    [w.night, 0, 6],
    [w.morning, 6, 12],
    [w.afternoon, 12, 18],
    [w.evening, 18, 24],
  ]
  const visible = slots.filter((slot) => slot.state !== 'past')
  if (!visible.some((slot) => slot.state === 'free')) return html`<${Empty} text=${w.fullDay} icon="calendar" />`
  const hint = html`<${SlotHint} slots=${visible} start=${start} zone=${zone} days=${preferences}
    isMadeUp=${isMadeUp} />`
  const fields = parts.map(([name, from, to]) => {
    const mine = visible.filter((slot) => {
      const hour = hourOf(slot.startsAt, zone)
      return hour >= Number(from) && hour < Number(to)
    })
    if (!mine.length || mine.every((slot) => slot.state === 'closed')) return ''
    return html`
      <fieldset class="slots" key=${name}><legend>${name}</legend>
        ${mine.map(
          (slot) => html`
          <label key=${slot.startsAt} class="slot" data-state=${slot.state}>
            <input type="radio" name="slot" disabled=${slot.state !== 'free'} checked=${slot.startsAt === start}
              onChange=${() => choose(slot.startsAt)} />
            <span>${time(slot.startsAt, zone)}
            ${slot.state !== 'free' && html`<small>${w.states[slot.state]}</small>`}
            ${slot.state === 'free' && html`<small>${slotWord(slot, matters)}</small>`}</span></label>`,
        )}
      </fieldset>`
  })
  return [hint, ...fields]
}
