import { html, signal, useEffect, useState } from '../../lib.js'
import { get } from '../../api/client.js'
import { t } from '../../i18n.js'
import { go, path, query, setQuery } from '../../router.js'
import { Icon } from '../../ui/icon.js'
import { Empty, Fault, Waiting } from '../../ui/parts.js'
import { ChoosePage, ChooseRow } from './choosing.js'
import { d } from '../words.js'

/**
 * @typedef {{ items: any[] | null, error: unknown, isOld: boolean, next: string | null, more: (() => void) | null,
 * again: () => void, totals: { matching: number, all: number } | null }} Pages
 * @typedef {{ name: string, cell: (item: any) => unknown, class?: string, sort?: string }} Column
 * @typedef {import('./bulk.js').Choosing} Choosing
 */

/** @typedef {{ path: string, items: any[] | null, next: string | null, error: unknown,
 *   totals: Pages['totals'] }} Read */

/**
 * A page of a collection and the pages after it, as far as they were asked for. The old rows stay until the new ones
 * come.
 * @param {string} path @returns {Pages}
 */
export function usePages(path) {
  const [state, setState] = useState(
    /** @type {Read} */ ({
      path,
      items: null,
      next: null,
      error: null,
      totals: null,
    }),
  )
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    const stop = new AbortController()
    get(path, { signal: stop.signal }).then(
      ({ body: page }) =>
        setState({
          path,
          items: page.items,
          next: page._links?.next?.href ?? null,
          error: null,
          totals: page.totals ?? null,
        }),
      (error) => {
        if (!stop.signal.aborted) setState((old) => ({ ...old, path, error }))
      },
    )
    return () => stop.abort()
  }, [path, turn])
  const { items, next, error, totals } = state
  const more =
    next &&
    (() =>
      get(next).then(
        ({ body: page }) =>
          setState((old) => ({
            ...old,
            items: [...(old.items ?? []), ...page.items],
            next: page._links?.next?.href ?? null,
            error: null,
          })),
        (fault) => setState((old) => ({ ...old, error: fault })),
      ))
  return {
    items,
    error,
    next,
    totals,
    isOld: state.path !== path,
    more: more || null,
    again: () => setTurn((n) => n + 1),
  }
}

/** Rows close together, for those who compare many. */
const isDense = signal(localStorage.getItem('dense') === '1')

/**
 * A real table; under 700 pixels each row becomes a card, with the column's name before each cell. `paged` keeps the
 * page in the address, otherwise a button adds the next one below. `choosing` lets rows be chosen.
 * @param {{ caption: string, columns: Column[], pages: Pages, empty: string, paged?: boolean, choosing?: Choosing }}
 * props
 */
export function Table({ caption, columns, pages, empty, paged, choosing }) {
  const { items, error, more, again, isOld } = pages
  return html`
    ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
    ${
      !items
        ? !error && html`<${Waiting} lines=${6} />`
        : !items.length
          ? html`<${Empty} text=${empty} icon="table">${
              paged &&
              hasAsked() &&
              html`
      <button type="button" class="button" onClick=${() => setQuery(new URLSearchParams())}>${d().desk.clear}</button>`
            }<//>`
          : html`
      <div class="scroll" data-old=${isOld} aria-busy=${isOld ? 'true' : undefined}>
      <table class="grid" data-dense=${isDense.value}><caption class="hidden">${caption}</caption>
        <thead><tr>${choosing && html`<${ChoosePage} choosing=${choosing} items=${items} />`}
          ${columns.map((column) => html`<${Head} key=${column.name} column=${column} />`)}</tr></thead>
        <tbody>${items.map(
          (item) =>
            html`<tr key=${item.id ?? item.line + (item.code ?? '')}
              data-chosen=${choosing?.chosen.has(item.id) || undefined}>
              ${choosing && html`<${ChooseRow} choosing=${choosing} item=${item} />`}${columns.map(
                (column) => html`
          <td key=${column.name} class=${column.class} data-name=${column.name}>${column.cell(item)}</td>`,
              )}</tr>`,
        )}</tbody></table></div>`
    }
    ${
      paged
        ? html`<${Pager} pages=${pages} />`
        : more && html`<button type="button" class="button" onClick=${more}>${t().more}</button>`
    }`
}

const hasAsked = () => [...query.value.keys()].length > 0

/** @param {{ column: Column }} props */
function Head({ column }) {
  const by = column.sort
  if (!by) return html`<th scope="col" class=${column.class}>${column.name}</th>`
  const now = query.value.get('sort')
  const order = now === by ? 'ascending' : now === '-' + by ? 'descending' : undefined
  // A press sorts up, the next one down, the third back to the newest first.
  const turn = () => setParameter('sort', order === 'ascending' ? '-' + by : order ? '' : by)
  return html`<th scope="col" class=${column.class} aria-sort=${order}>
    <button type="button" class="sort" onClick=${turn}>${column.name}
    <span aria-hidden="true">${order === 'ascending' ? '▲' : order ? '▼' : '↕'}</span></button></th>`
}

/**
 * The cursors of the pages before, as the address knows only where its own page begins.
 * @type {Map<string, string>}
 */
const before = new Map()

/** @param {{ pages: Pages }} props */
function Pager({ pages }) {
  const w = d().desk
  const here = query.value.get('cursor') ?? ''
  const page = Number(query.value.get('page')) || 1
  const next = pages.next && new URLSearchParams(pages.next.split('?')[1]).get('cursor')
  if (!here && !next) return null
  const turn = (/** @type {string | null} */ cursor, /** @type {number} */ number) => {
    const wanted = new URLSearchParams(query.peek())
    wanted.delete('cursor')
    wanted.delete('page')
    if (cursor) {
      wanted.set('cursor', cursor)
      wanted.set('page', String(number))
    }
    setQuery(wanted, { replace: false })
    document.querySelector('.desk')?.scrollTo(0, 0)
  }
  const forth = () => {
    if (next) {
      before.set(next, here)
      turn(next, page + 1)
    }
  }
  const known = before.get(here)
  return html`<nav class="pager" aria-label=${w.pages}>
    <button type="button" class="button" disabled=${!here} onClick=${() => turn(known || null, page - 1)}>
    ${known === undefined && here ? w.firstPage : w.previousPage}</button>
    <span aria-live="polite">${w.page(page)}</span>
    <button type="button" class="button" disabled=${!next} onClick=${forth}>${w.nextPage}</button></nav>`
}

/**
 * Narrow screens have no heads of columns to press.
 * @param {{ columns: Column[] }} props
 */
export function TableTools({ columns }) {
  const w = d().desk
  const sorts = columns.filter((column) => column.sort)
  const options = sorts.flatMap((column) => [
    [String(column.sort), `${column.name}, ${w.ascending}`],
    ['-' + column.sort, `${column.name}, ${w.descending}`],
  ])
  return html`
    ${
      sorts.length > 0 &&
      html`<${Choice} name="sort" label=${w.sortBy} all=${w.newest} options=${options} class="only-narrow" />`
    }
    <button type="button" class="button only-roomy" aria-pressed=${isDense.value} onClick=${() => {
      isDense.value = !isDense.value
      localStorage.setItem('dense', isDense.value ? '1' : '')
    }}>${w.dense}</button>`
}

/**
 * The words of a search live in the address.
 * @param {{ name?: string, label: string }} props
 */
export function SearchField({ name = 'q', label }) {
  const [text, setText] = useState(query.peek().get(name) ?? '')
  const asked = query.value.get(name) ?? ''
  useEffect(() => {
    const timer = setTimeout(() => setParameter(name, text.trim()), 250)
    return () => clearTimeout(timer)
  }, [text])
  // The way back has changed it, or a button that clears all.
  useEffect(() => {
    if (asked !== text.trim()) setText(asked)
  }, [asked])
  return html`<label class="find"><${Icon} name="search" size=${20} /><span class="hidden">${label}</span>
    <input type="search" placeholder=${label} value=${text}
      onInput=${(/** @type {Event} */ event) =>
        setText(/** @type {HTMLInputElement} */ (event.target).value)} /></label>`
}

/**
 * Sets a parameter of the question, which then begins with its first page.
 * @param {string} name @param {string} value
 */
export function setParameter(name, value) {
  const next = new URLSearchParams(query.peek())
  if ((next.get(name) ?? '') === value) return
  if (value) next.set(name, value)
  else next.delete(name)
  next.delete('cursor')
  next.delete('page')
  setQuery(next)
}

/** @param {{ name: string, label: string, options: string[][], all?: string, class?: string }} props */
export const Choice = ({ name, label, options, all, class: kind = '' }) => html`
  <label class=${'select ' + kind}><span>${label}</span>
  <select value=${query.value.get(name) ?? ''}
    onChange=${(/** @type {Event} */ event) =>
      setParameter(name, /** @type {HTMLSelectElement} */ (event.target).value)}>
    <option value="">${all ?? t().all}</option>
    ${options.map(([value, words]) => html`<option key=${value} value=${value}>${words}</option>`)}</select></label>`

/**
 * A button that takes away what narrows the list and no field shows.
 * @param {{ name: string, label: string }} props
 */
export function Narrowed({ name, label }) {
  const value = query.value.get(name)
  if (!value) return null
  return html`<button type="button" class="button small" onClick=${() => setParameter(name, '')}>
    ${label} ${value.slice(-8)} <${Icon} name="close" size=${16} />
    <span class="hidden">${d().desk.clear}</span></button>`
}

/**
 * The question behind a table: a path with the parameters of the address that it knows.
 * @param {string} path @param {string[]} names
 */
export function question(path, names) {
  const kept = new URLSearchParams({ limit: '50', totals: 'true' })
  for (const name of [...names, 'cursor']) {
    const value = query.value.get(name)
    if (value) kept.set(name, value)
  }
  return path + '?' + kept
}

/**
 * Goes to the same list, narrowed.
 * @param {string} name @param {string} value
 */
export const narrow = (name, value) => go(path.peek() + '?' + new URLSearchParams({ [name]: value }))
