import { html, useEffect, useState } from '../lib.js'
import { get } from '../api.js'
import { moment, number } from '../format.js'
import { t } from '../i18n.js'
import { listen } from '../live.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting } from '../ui/parts.js'
import { NewImport } from './newImport.js'
import { ImportRun } from './run.js'

/** @typedef {import('../types').Import} Import */

/**
 * Every import, as it moves; one of them in full.
 * @param {{ id?: string }} props
 */
export function ImportConsole({ id }) {
  const w = t().imports
  const [imports, setImports] = useState(/** @type {Map<string, Import> | null} */ (null))
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const [next, setNext] = useState(/** @type {string | null} */ (null))
  const take = (/** @type {Import[]} */ some) => setImports((old) => new Map([...(old ?? []), ...some.map((one) => /** @type {[string, Import]} */ ([one.id, one]))]))
  const load = (path = '/api/admin/imports?limit=20') => get(path).then((page) => { take(page.items); setNext(page._links?.next?.href ?? null); setError(null) }, setError)
  useEffect(() => {
    load()
    const socket = listen('/api/admin/imports/live', (message) => { if (message.type === 'import') take([message.import]) }, { opened: () => load() })
    return () => socket.end()
  }, [])
  useEffect(() => { if (id && imports && !imports.has(id)) get('/api/admin/imports/' + id).then((one) => take([one]), setError) }, [id, imports === null])
  const all = [...(imports?.values() ?? [])].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
  const shown = id ? imports?.get(id) : all.find((one) => isAtWork(one))
  return html`
    <header class="desk-head">${id && html`<a class="round" href=${href('/admin/imports')} aria-label=${t().back}><${Icon} name="back" /></a>`}<h1>${t().admin.imports}</h1></header>
    ${error ? html`<${Fault} error=${error} retry=${() => load()} />` : ''}
    <div class="console">
      <div>
        ${shown ? html`<${ImportRun} key=${shown.id} run=${shown} changed=${(/** @type {Import} */ one) => take([one])} />` : id && !imports ? html`<${Waiting} />` : ''}
        ${!id && html`<${NewImport} created=${(/** @type {Import} */ one) => take([one])} />`}
      </div>
      <section aria-labelledby="runs"><h2 id="runs">${w.history}</h2>
        ${!imports ? html`<${Waiting} />` : !all.length ? html`<${Empty} text=${w.none} icon="upload" />` : html`
          <ul class="cards">${all.map((one) => html`
            <li key=${one.id} data-here=${one.id === shown?.id}><span class="grow"><a href=${href('/admin/imports/' + one.id)}><strong>${one.fileName ?? one.url ?? w.unnamed}</strong></a>
              <small>${moment(one.createdAt)} · ${w.sources[/** @type {'irve'} */ (one.source)] ?? one.source} · ${w.modes[/** @type {'full'} */ (one.mode)]}</small>
              <small>${w.rowsRead(number(one.rows.read))}${one.changes ? ' · ' + w.sums(number(one.changes.added), number(one.changes.changed), number(one.changes.withdrawn)) : ''}</small></span>
              <span class="pill" data-kind=${kindOf(one)}>${w.states[one.state]}</span></li>`)}</ul>
          ${next && html`<button type="button" class="button" onClick=${() => load(next)}>${t().more}</button>`}`}
      </section>
    </div>`
}

/** @param {Import} one */
export const isAtWork = (one) => ['waiting', 'receiving', 'preview', 'merging'].includes(one.state)

/** @param {Import} one */
export const kindOf = (one) => (one.state === 'done' ? 'good' : one.state === 'failed' ? 'bad' : isAtWork(one) ? 'live' : '')
