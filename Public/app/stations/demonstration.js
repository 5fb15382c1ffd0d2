import { html, signal } from '../lib.js'
import { t } from '../i18n.js'

/** Whether something that is shown was made up: the map says so too, whose tiles do not know. */
export const isDemonstration = signal(false)

/** @param {{ irveId?: string, demonstration?: boolean }} station */
export function isMadeUp(station) {
  const answer = station.demonstration ?? /^FR\*?DEM/.test(station.irveId ?? '')
  if (answer) isDemonstration.value = true
  return answer
}

export const DemonstrationTag = () => html`<span class="tag">${t().demonstration}</span>`
