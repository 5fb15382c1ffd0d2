import { html, useEffect, useState } from '../../lib.js'
import { get, post } from '../../api/client.js'
import { number } from '../../format.js'
import { Confirm, Dialog } from '../../ui/dialog.js'
import { Fault, announce } from '../../ui/parts.js'
import { ConfirmByName } from '../edit.js'
import { c, d } from '../words.js'

/**
 * The rows that were chosen, by their ids, each with its name.
 * @typedef {{ chosen: Map<string, string>, nameOf: (item: any) => string, turn: (items: any[], on: boolean) => void,
 * clear: () => void }} Choosing
 * @typedef {keyof ReturnType<typeof c>['bulk']['actions']} Action
 * @typedef {{ id: string, outcome: 'done' | 'unchanged' | 'refused', detail: string | null }} Row
 */

/** What one request takes. */
const most = 1000

/**
 * @param {string} asked the question behind the list: another one begins anew
 * @param {(item: any) => string} nameOf @returns {Choosing}
 */
export function useChoosing(asked, nameOf) {
  const [chosen, setChosen] = useState(/** @type {Map<string, string>} */ (new Map()))
  const wanted = new URLSearchParams(asked.split('?')[1])
  wanted.delete('cursor')
  const key = wanted.toString()
  useEffect(() => setChosen(new Map()), [key])
  const turn = (/** @type {any[]} */ items, /** @type {boolean} */ on) =>
    setChosen((old) => {
      const next = new Map(old)
      for (const item of items) on ? next.set(item.id, nameOf(item)) : next.delete(item.id)
      return next
    })
  return { chosen, nameOf, turn, clear: () => setChosen(new Map()) }
}

/**
 * What can be done with all that were chosen.
 * @param {{ choosing: Choosing, pages: import('./table').Pages, asked: string, actions: Action[],
 * done: () => void }} props
 */
export function BulkBar({ choosing, pages, asked, actions, done }) {
  const w = c().bulk
  const [action, setAction] = useState(/** @type {Action | null} */ (null))
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const [results, setResults] = useState(/** @type {Row[] | null} */ (null))
  const [path = ''] = asked.split('?')
  const count = choosing.chosen.size
  const act = async (/** @type {() => Promise<void>} */ what) => {
    setBusy(true)
    setError(null)
    try {
      await what()
    } catch (fault) {
      setError(fault)
    } finally {
      setBusy(false)
      setAction(null)
    }
  }
  const run = () =>
    act(async () => {
      const { body } = await post(path + '/actions', { action, ids: [...choosing.chosen.keys()] })
      setResults(body.items)
      announce(told(body.items))
      done()
    })
  const close = () => {
    setResults(null)
    choosing.clear()
  }
  return html`
    ${
      count > 0 &&
      html`<div class="bulk" role="group" aria-label=${w.choose}>
      <strong aria-live="polite">${w.chosen(count, number(count))}</strong>
      <${AllOfThem} choosing=${choosing} pages=${pages} asked=${asked} busy=${busy} act=${act} />
      ${actions.map(
        (one) => html`<button type="button" key=${one} disabled=${busy} onClick=${() => setAction(one)}
          class=${'button small' + (one === 'withdraw' || one === 'lock' ? ' danger' : '')}>
          ${w.actions[one]}</button>`,
      )}
      <button type="button" class="button small" onClick=${choosing.clear}>${w.none}</button></div>`
    }
    ${error ? html`<${Fault} error=${error} />` : ''}
    ${action && html`<${Ask} action=${action} count=${count} busy=${busy} close=${() => setAction(null)} run=${run} />`}
    ${results && html`<${Results} rows=${results} choosing=${choosing} close=${close} />`}`
}

/**
 * All that the filter finds, where they are few enough for one request.
 * @param {{ choosing: Choosing, pages: import('./table').Pages, asked: string, busy: boolean,
 * act: (what: () => Promise<void>) => Promise<void> }} props
 */
function AllOfThem({ choosing, pages, asked, busy, act }) {
  const matching = pages.totals?.matching ?? 0
  if (matching <= choosing.chosen.size) return null
  if (matching > most) return html`<small>${c().bulk.tooMany(number(most))}</small>`
  const choose = () =>
    act(async () => {
      const [path, query] = asked.split('?')
      const first = new URLSearchParams(query)
      first.delete('cursor')
      first.delete('totals')
      first.set('limit', '200')
      for (let next = `${path}?${first}`; next; ) {
        const { body: page } = await get(next)
        choosing.turn(page.items, true)
        next = page._links?.next?.href ?? ''
      }
    })
  return html`<button type="button" class="button small" disabled=${busy} onClick=${choose}>
    ${c().bulk.chooseAll(number(matching))}</button>`
}

/** @param {{ action: Action, count: number, busy: boolean, close: () => void, run: () => void }} props */
function Ask({ action, count, busy, close, run }) {
  const w = c().bulk
  const props = {
    title: w.ask(w.actions[action], count, number(count)),
    text: w.askText,
    yes: w.actions[action],
    busy,
    close,
    confirm: run,
  }
  return action === 'withdraw'
    ? html`<${ConfirmByName} ...${props} name=${number(count)} error=${null} />`
    : html`<${Confirm} ...${props} danger=${action === 'lock'} />`
}

/** @param {Row[]} rows */
function told(rows) {
  const w = c().bulk
  return /** @type {const} */ (['done', 'unchanged', 'refused'])
    .map((outcome) => ({ outcome, count: rows.filter((row) => row.outcome === outcome).length }))
    .filter(({ count }) => count)
    .map(({ outcome, count }) => w[outcome](count, number(count)))
    .join(', ')
}

/**
 * The outcome of each, those that were refused first.
 * @param {{ rows: Row[], choosing: Choosing, close: () => void }} props
 */
function Results({ rows, choosing, close }) {
  const w = c().bulk
  const kinds = { refused: 'bad', unchanged: '', done: 'good' }
  const sorted = [...rows].sort((a, b) => Object.keys(kinds).indexOf(a.outcome) - Object.keys(kinds).indexOf(b.outcome))
  return html`<${Dialog} title=${w.results} close=${close}><p>${told(rows)}</p>
    <div class="scroll bulk-results" tabindex="0" role="region" aria-label=${w.results}>
    <table class="versions"><thead><tr><th scope="col">${d().adminStations.name}</th>
      <th scope="col">${w.outcome}</th></tr></thead>
      <tbody>${sorted.map(
        (row) => html`<tr key=${row.id}><th scope="row">${choosing.chosen.get(row.id) ?? row.id.slice(-8)}</th>
        <td><span class="pill" data-kind=${kinds[row.outcome]}>${w.outcomes[row.outcome]}</span>
        ${' '}${row.detail ?? ''}</td>
        </tr>`,
      )}</tbody></table></div><//>`
}
