import { html, useState } from '../../lib.js'
import { Refusal, url } from '../../api/client.js'
import { say } from '../../ui/said.js'
import { FormFault } from '../../ui/parts.js'
import { h } from '../words.js'

/**
 * An export of one's account at Enedis, by hand.
 * @param {{ home: import('../shapes').Home }} props
 */
export function ReadFile({ home }) {
  const w = h()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  const send = async (/** @type {Event} */ event) => {
    const field = /** @type {HTMLInputElement} */ (event.target)
    const [file] = field.files ?? []
    if (!file) return
    setBusy(true)
    setError(undefined)
    try {
      const type = file.name.endsWith('.json') ? 'application/json' : 'text/csv'
      const headers = { 'Content-Type': type, Accept: 'application/json' }
      const answer = await fetch(url(`/api/homes/${home.id}/readings/file`), { method: 'POST', headers, body: file })
      const body = await answer.json()
      if (!answer.ok) throw new Refusal(body)
      say(w.fileRead(body.readings))
    } catch (fault) {
      setError(fault)
    } finally {
      field.value = ''
      setBusy(false)
    }
  }
  return html`
    <details><summary>${w.file}</summary>
      <p class="muted">${w.fileText}</p>
      <${FormFault} error=${error} />
      <input type="file" aria-label=${w.file} accept=".csv,.json" disabled=${busy} onChange=${send} /></details>`
}
