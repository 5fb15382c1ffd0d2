import { html, useEffect, useState } from '../lib.js'
import { get } from '../api/client.js'
import { ListHead } from '../admin/lists/head.js'
import { Choice } from '../admin/lists/table.js'
import { moment, number } from '../format.js'
import { t } from '../i18n.js'
import { listen } from '../api/live.js'
import { href, query } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting, useResource } from '../ui/parts.js'
import { isAtWork, isOlder, kindOf } from './course.js'
import { note } from './log.js'
import { NewImport } from './newImport.js'
import { ImportRun } from './run.js'
import { d } from '../admin/words.js'

/** @typedef {import('../api/types').Import} Import */

const filters = ['source', 'state']

/**
 * The list of imports as they move, and one of them in full.
 * @param {{ id?: string }} props
 */
export function ImportConsole({ id }) {
  const w = d().imports
  const asked = filters
    .filter((name) => query.value.get(name))
    .map((name) => `&${name}=${encodeURIComponent(query.value.get(name) ?? '')}`)
    .join('')
  const { imports, next, error, load, take } = useImports(id, asked)
  const [followed, setFollowed] = useState(/** @type {string | null} */ (null))
  const all = [...(imports?.values() ?? [])].sort((a, b) => b.createdAt.localeCompare(a.createdAt))
  const atWork = all.find((one) => isAtWork(one))
  // An import that was watched to its end stays open.
  const shown = id ? imports?.get(id) : (atWork ?? imports?.get(followed ?? ''))
  useEffect(() => {
    if (atWork) setFollowed(atWork.id)
  }, [atWork?.id])
  return html`
    <header class="desk-head">
    ${id && html`<a class="round" href=${href('/admin/imports')} aria-label=${t().back}><${Icon} name="back" /></a>`}
    <h1>${d().pages.imports}</h1>
      ${
        id &&
        html`<a class="button" href=${href('/admin/imports')}><${Icon} name="plus" size=${20} />
      ${w.create}</a>`
      }</header>
    ${error ? html`<${Fault} error=${error} retry=${() => load()} />` : ''}
    <div class="console">
      <div>
        ${
          shown
            ? html`<${ImportRun} key=${shown.id} run=${shown}
          changed=${(/** @type {Import} */ one) => take([one])} />`
            : id && !imports
              ? html`<${Waiting} />`
              : ''
        }
        ${!id && html`<${NewImport} created=${(/** @type {Import} */ one) => take([one])} />`}
      </div>
      <${Runs} all=${imports && all} asked=${asked} shown=${shown} next=${next} load=${load} />
    </div>`
}

/**
 * The imports that the server lists, kept in step by its socket.
 * @param {string | undefined} id @param {string} asked what narrows the list, as it stands in a question
 */
function useImports(id, asked) {
  const [imports, setImports] = useState(/** @type {Map<string, Import> | null} */ (null))
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const [next, setNext] = useState(/** @type {string | null} */ (null))
  const take = (/** @type {Import[]} */ some) => {
    some.forEach(note)
    setImports((old) => {
      const all = new Map(old ?? [])
      for (const one of some) if (!isOlder(one, all.get(one.id))) all.set(one.id, one)
      return all
    })
  }
  const load = (path = '/api/admin/imports?limit=20' + asked) =>
    get(path).then(({ body: page }) => {
      take(page.items)
      setNext(page._links?.next?.href ?? null)
      setError(null)
    }, setError)
  useEffect(() => {
    load()
  }, [asked])
  useEffect(() => {
    const socket = listen(
      '/api/admin/imports/live',
      (/** @type {import('../api/types').ImportNews} */ news) => {
        if (news.type === 'import') take([news.import])
      },
      { personal: true, opened: () => load() },
    )
    return () => socket.end()
  }, [])
  useEffect(() => {
    if (id && imports && !imports.has(id)) get('/api/admin/imports/' + id).then(({ body }) => take([body]), setError)
  }, [id, imports === null])
  return { imports, next, error, load, take }
}

/**
 * @param {{ all: Import[] | null, asked: string, shown?: Import, next: string | null, load: (path?: string) => void }}
 * props
 */
function Runs({ all, asked, shown, next, load }) {
  const w = d().imports
  const [source, state] = [query.value.get('source'), query.value.get('state')]
  const counted = useResource('/api/admin/imports?limit=1&totals=true' + asked)
  const latest = all?.[0]?.id
  useEffect(() => {
    if (counted.data) counted.again()
  }, [latest])
  const totals = /** @type {any} */ (counted.data)?.totals ?? null
  const wanted = all?.filter((one) => (!source || one.source === source) && (!state || one.state === state))
  return html`
    <section class="runs" aria-labelledby="runs"><h2 id="runs">${w.history}</h2>
      <div class="bar"><${Choice} name="source" label=${w.source} options=${Object.entries(w.sources)} />
      <${Choice} name="state" label=${d().desk.allStates} options=${Object.entries(w.states)} /></div>
      <${ListHead} pages=${{ totals }} path="/api/admin/imports" filters=${filters} name=${d().pages.imports} />
      ${
        !wanted
          ? html`<${Waiting} />`
          : !wanted.length
            ? html`<${Empty} text=${w.none} icon="upload" />`
            : html`
        <ul class="cards">${wanted.map(
          (one) => html`
          <li key=${one.id} data-here=${one.id === shown?.id}><span class="grow">
          <a href=${href('/admin/imports/' + one.id)} aria-current=${one.id === shown?.id ? 'true' : undefined}>
          <strong>${one.fileName ?? one.url ?? w.unnamed}</strong></a>
            <small>${moment(one.createdAt)} · ${w.sources[one.source]} · ${w.modes[one.mode]}</small>
            <small>${w.rowsRead(one.rows.read, number(one.rows.read))}
            ${
              one.changes
                ? ' · ' +
                  w.sums(
                    number(one.changes.added),
                    number(one.changes.changed + one.changes.moved),
                    number(one.changes.withdrawn),
                  )
                : ''
            }</small></span>
            <span class="pill" data-kind=${kindOf(one)}>${w.states[one.state]}</span></li>`,
        )}</ul>`
      }
      ${next && html`<button type="button" class="button" onClick=${() => load(next)}>${t().more}</button>`}
    </section>`
}
