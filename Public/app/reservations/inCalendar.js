import { html, useState } from '../lib.js'
import { get, url } from '../api/client.js'
import { Icon } from '../ui/icon.js'
import { sentence } from '../ui/parts.js'
import { b } from './words.js'

/**
 * Hands one booking to whatever calendar this device has.
 * @param {{ id: string }} props
 */
export function InCalendar({ id }) {
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const add = async () => {
    try {
      // A session that is too old is renewed on the way: the browser itself cannot do that.
      await get('/api/reservations/' + id)
      setError(null)
      location.assign(url(`/api/reservations/${id}/calendar.ics`))
    } catch (fault) {
      setError(fault)
    }
  }
  return html`<button type="button" class="button small" onClick=${add}><${Icon} name="calendar" size=${20} />
    ${b().agenda.add}</button>
    ${error ? html`<small role="alert">${sentence(error)}</small>` : ''}`
}
