import { html } from '../lib.js'
import { dayKey, number } from '../format.js'
import { t } from '../i18n.js'
import { useResource } from '../ui/parts.js'
import { g } from './words.js'

/** @typedef {import('../api/types').Slot} Slot */

/** The days on which the hour makes a difference, by their dates. */
export function usePreferences() {
  const outlook = /** @type {import('../api/types').GridOutlook | undefined} */ (
    useResource('/api/grid/outlook', { keep: true }).data
  )
  return new Map((outlook?.days ?? []).map((one) => [one.date, one]))
}

/**
 * The word for one of the three best half-hours of a day; none where the hour makes no difference.
 * @param {Slot} slot @param {boolean} matters
 */
export function slotWord(slot, matters) {
  const rank = slot.grid?.rank ?? 9
  if (!matters || rank > 3) return ''
  return rank === 1 ? g().bestSlot : g().goodSlot
}

/**
 * What the marks mean, or that the hour makes no difference; and the grid's CO₂ in the half-hour that is chosen.
 * @typedef {ReturnType<typeof usePreferences>} Days
 * @param {{ slots: Slot[], start: string, zone: string, days: Days, isMadeUp: boolean }} props
 */
export function SlotHint({ slots, start, zone, days, isMadeUp }) {
  const w = g()
  const first = slots.find((slot) => slot.grid)
  if (!first) return null
  const day = days.get(dayKey(first.startsAt, zone))
  const chosen = slots.find((slot) => slot.startsAt === start)?.grid
  const less = day && chosen ? Math.round((day.mean - chosen.gramsPerKwh) * 20) : 0
  return html`<p class="muted small slot-hint">
    ${isMadeUp && html`<span class="tag">${t().demonstration}</span> `}
    ${day?.hasPreference ? w.slotsHint : w.slotsSame}
    ${
      chosen &&
      html` <strong>${w.slotGrams(number(chosen.gramsPerKwh), w.bands[/** @type {'low'} */ (chosen.band)])}</strong>
      ${day?.hasPreference && less > 0 ? ` (${w.saves(number(less))})` : ''}`
    }</p>`
}
