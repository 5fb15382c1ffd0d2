import { html } from '../lib.js'
import { moment, number } from '../format.js'
import { c, d } from '../admin/words.js'
import { Icon } from '../ui/icon.js'
import { worked } from './course.js'

/** @typedef {import('../api/types').Import} Import */

/**
 * What an import that was applied has done: to be read again after a reload, in another tab, on another day.
 * @param {{ run: Import }} props
 */
export function Outcome({ run }) {
  const w = c().outcome
  if (run.state === 'undone')
    return html`<p class="notice" role="status"><${Icon} name="history" />${w.undone}</p>${facts(run)}`
  const changes = run.changes
  if (run.state !== 'done' || run.notModified || !changes) return null
  const done = /** @type {const} */ (['added', 'changed', 'moved', 'withdrawn']).filter((kind) => changes[kind])
  const words = d().imports
  const what = done.map((kind) => words.counted(words.kinds[kind], number(changes[kind]))).join(' · ')
  return html`<p class="notice good" role="status"><${Icon} name="check" />
    ${words.applied(what || words.nothingChanged)}</p>${facts(run)}
    ${done.length > 0 && !run._links.undo ? html`<p class="muted">${w.superseded}</p>` : ''}`
}

/** @param {Import} run */
function facts(run) {
  const w = c().outcome
  const { changes, rows } = run
  if (!changes) return ''
  /** @type {[string, string][]} */
  const all = [
    [w.created, number(changes.added)],
    [w.changed, number(changes.changed + changes.moved)],
    [w.withdrawn, number(changes.withdrawn)],
    [w.refused, number(rows.rejected)],
    [w.took, worked(run) ?? '–'],
    [w.applied, run.finishedAt ? moment(run.finishedAt) : '–'],
  ]
  return html`<dl class="facts columns outcome" aria-label=${w.title}>
    ${all.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}
