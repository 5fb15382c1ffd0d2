import { html, useEffect, useState } from '../lib.js'
import { get } from '../api.js'
import { t } from '../i18n.js'
import { query, setQuery } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting } from '../ui/parts.js'

/**
 * A page of a collection and the pages after it, as far as they were asked for.
 * @param {string} path
 * @returns {{ items: any[] | null, error: unknown, more: (() => void) | null, again: () => void }}
 */
export function usePages(path) {
  const [state, setState] = useState(/** @type {{ items: any[] | null, next: string | null, error: unknown }} */ ({ items: null, next: null, error: null }))
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    get(path, { signal: stop.signal }).then(
      (page) => setState({ items: page.items, next: page._links?.next?.href ?? null, error: null }),
      (error) => { if (!stop.signal.aborted) setState((old) => ({ ...old, error })) })
    return () => stop.abort()
  }, [path, turn])
  const { items, next, error } = state
  const more = next && (() => get(next).then(
    (page) => setState((old) => ({ items: [...(old.items ?? []), ...page.items], next: page._links?.next?.href ?? null, error: null })),
    (fault) => setState((old) => ({ ...old, error: fault }))))
  return { items, error, more: more || null, again: () => setTurn((n) => n + 1) }
}

/**
 * A real table; under 700 pixels each row becomes a card, with the column's name before each cell.
 * @param {{ caption: string, columns: { name: string, cell: (item: any) => unknown, class?: string }[], pages: ReturnType<typeof usePages>, empty: string, row?: (item: any) => Record<string, unknown> }} props
 */
export function Table({ caption, columns, pages, empty, row }) {
  const { items, error, more, again } = pages
  return html`
    ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
    ${!items ? !error && html`<${Waiting} lines=${6} />` : !items.length ? html`<${Empty} text=${empty} icon="table" />` : html`
      <div class="scroll"><table class="grid"><caption class="hidden">${caption}</caption>
        <thead><tr>${columns.map((column) => html`<th key=${column.name} scope="col" class=${column.class}>${column.name}</th>`)}</tr></thead>
        <tbody>${items.map((item) => html`<tr key=${item.id ?? item.line + (item.code ?? '')} ...${row?.(item)}>${columns.map((column) => html`
          <td key=${column.name} class=${column.class} data-name=${column.name}>${column.cell(item)}</td>`)}</tr>`)}</tbody></table></div>`}
    ${more && html`<button type="button" class="button" onClick=${more}>${t().more}</button>`}`
}

/**
 * The words of a search live in the address.
 * @param {{ name?: string, label: string }} props
 */
export function SearchField({ name = 'q', label }) {
  const [text, setText] = useState(query.peek().get(name) ?? '')
  useEffect(() => {
    const timer = setTimeout(() => setParameter(name, text.trim()), 250)
    return () => clearTimeout(timer)
  }, [text])
  return html`<label class="find"><${Icon} name="search" size=${20} /><span class="hidden">${label}</span>
    <input type="search" placeholder=${label} value=${text} onInput=${(/** @type {Event} */ event) => setText(/** @type {HTMLInputElement} */ (event.target).value)} /></label>`
}

/** @param {string} name @param {string} value */
export function setParameter(name, value) {
  const next = new URLSearchParams(query.peek())
  if ((next.get(name) ?? '') === value) return
  if (value) next.set(name, value)
  else next.delete(name)
  setQuery(next)
}

/** @param {{ name: string, label: string, options: [string, string][] }} props */
export const Choice = ({ name, label, options }) => html`
  <label class="select"><span>${label}</span><select value=${query.value.get(name) ?? ''} onChange=${(/** @type {Event} */ event) => setParameter(name, /** @type {HTMLSelectElement} */ (event.target).value)}>
    <option value="">${t().all}</option>${options.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select></label>`

/**
 * The question behind a table: a path with the parameters of the address that it knows.
 * @param {string} path @param {string[]} names
 */
export function question(path, names) {
  const kept = new URLSearchParams({ limit: '50' })
  for (const name of names) { const value = query.value.get(name); if (value) kept.set(name, value) }
  return path + '?' + kept
}
