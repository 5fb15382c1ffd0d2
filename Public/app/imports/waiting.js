import { html, useEffect, useState } from '../lib.js'
import { get } from '../api/client.js'
import { c } from '../admin/words.js'
import { number } from '../format.js'
import { href, path } from '../router.js'
import { Icon } from '../ui/icon.js'

/** @typedef {import('../api/types').Import} Import */

/** Tells on every page of the desk that the guard has stopped an import: one of the schedule has nobody before it. */
export function WaitingImports() {
  const [waiting, setWaiting] = useState(/** @type {Import[]} */ ([]))
  useEffect(() => {
    const stop = new AbortController()
    get('/api/admin/imports?state=preview&limit=20', { signal: stop.signal }).then(
      ({ body: page }) => setWaiting(page.items),
      () => {},
    )
    return () => stop.abort()
  }, [path.value])
  // On the page of imports it is there to be seen.
  if (path.value.startsWith('/admin/imports')) return null
  return waiting
    .filter((one) => one.guard?.code === 'withdrawals')
    .map((one) => html`<${Waiting} key=${one.id} run=${one} />`)
}

/** @param {{ run: Import }} props */
function Waiting({ run }) {
  const w = c().waits
  const count = run.changes?.withdrawn ?? 0
  const name = run.fileName ?? run.url ?? w.scheduled
  return html`<aside class="notice" aria-label=${w.title}><${Icon} name="warn" />
    <p>${w.withdrawals(name, count, number(count))}</p>
    <a class="button small" href=${href('/admin/imports/' + run.id)}>${w.look}</a></aside>`
}
