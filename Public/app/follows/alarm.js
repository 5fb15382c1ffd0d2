import { html } from '../lib.js'
import { Field } from '../ui/parts.js'
import { s } from '../sites/words.js'

/** @typedef {{ above?: number | null, below?: number | null, forSeconds?: number | null }} Alarm */

/**
 * The limits of an alarm, in the unit of what is measured.
 * @param {{ unit?: string, of?: Alarm | null, error: unknown }} props
 */
export const AlarmFields = ({ unit, of, error }) => {
  const w = s()
  const told = unit ? ` (${unit})` : ''
  return html`
    <fieldset class="alarm"><legend>${w.alarmTitle}</legend>
      <p class="hint">${w.alarmText}</p>
      <${Field} label=${w.above + told} name="above" pointer="/alarm/above" type="number" step="any"
        defaultValue=${of?.above ?? ''} error=${error} />
      <${Field} label=${w.below + told} name="below" pointer="/alarm/below" type="number" step="any"
        defaultValue=${of?.below ?? ''} error=${error} />
      <${Field} label=${w.forSeconds} name="forSeconds" pointer="/alarm/forSeconds" type="number" min="0" max="86400"
        defaultValue=${of?.forSeconds ?? ''} error=${error} />
    </fieldset>`
}

/**
 * What a form says of an alarm; no limit is none.
 * @param {FormData} data
 */
export function alarmOf(data) {
  const figure = (/** @type {string} */ name) => (data.get(name) ? Number(data.get(name)) : undefined)
  const [above, below] = [figure('above'), figure('below')]
  return above === undefined && below === undefined
    ? undefined
    : { above, below, forSeconds: figure('forSeconds') ?? 0 }
}
