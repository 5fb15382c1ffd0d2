import { html, useState } from '../lib.js'
import { get, post, remove, url } from '../api.js'
import { clock, moment, number, size } from '../format.js'
import { t } from '../i18n.js'
import { Confirm } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { sentence } from '../ui/parts.js'
import { isAtWork, kindOf } from './console.js'
import { ImportLists } from './lists.js'
import { UploadBar } from './newImport.js'

/** @typedef {import('../types').Import} Import */

/**
 * One import: how far it is, what it found, what can be done.
 * @param {{ run: Import, changed: (one: Import) => void }} props
 */
export function ImportRun({ run, changed }) {
  const w = t().imports
  const [open, setOpen] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const act = async (/** @type {() => Promise<any>} */ what) => {
    setBusy(true)
    setError(null)
    try { const one = await what(); changed(one ?? await get('/api/admin/imports/' + run.id)) } catch (fault) { setError(fault) } finally { setBusy(false); setOpen('') }
  }
  const path = '/api/admin/imports/' + run.id
  const apply = () => act(() => post(path + '/apply'))
  const undo = () => act(() => post(path + '/undo'))
  const cancel = () => act(async () => { await remove(path); return null })
  return html`
    <article class="card run" aria-labelledby="run-title">
      <header class="split"><h2 id="run-title">${run.fileName ?? run.url ?? w.unnamed}</h2><span class="pill" data-kind=${kindOf(run)}>${w.states[run.state]}</span></header>
      <p class="muted">${w.sources[/** @type {'irve'} */ (run.source)]} · ${w.modes[/** @type {'full'} */ (run.mode)]} · ${moment(run.startedAt ?? run.createdAt)}</p>
      <${Stepper} run=${run} />
      <${UploadBar} id=${run.id} />
      ${isAtWork(run) && run.state !== 'preview' && html`<${ServerBar} run=${run} />`}
      ${error ? html`<p class="notice bad" role="alert"><${Icon} name="warn" />${sentence(error)}</p>` : ''}
      ${run.error && html`<p class="notice bad"><${Icon} name="warn" />${run.error.message || run.error.code}${run.error.detail ? ` (${run.error.detail})` : ''}</p>`}
      ${run.guard && run.state === 'preview' && html`<p class="notice"><${Icon} name="warn" />${run.guard.message || run.guard.code}</p>`}
      ${run.notModified && html`<p class="notice good"><${Icon} name="check" />${w.notModified}</p>`}
      <${Counters} run=${run} />
      <div class="actions">
        ${run.state === 'preview' && html`<button type="button" class="button primary" disabled=${busy} onClick=${apply}>${w.apply}</button>`}
        ${isAtWork(run) && html`<button type="button" class="button danger" disabled=${busy} onClick=${cancel}>${w.cancel}</button>`}
        ${run.state === 'done' && run.source === 'irve' && html`<button type="button" class="button" disabled=${busy} onClick=${() => setOpen('undo')}>${w.undo}</button>`}
        ${run.rows.rejected > 0 && html`<a class="button" href=${url(path + '/rejects.csv')} download>${w.csv}</a>`}
      </div>
      ${(run.state === 'preview' || !isAtWork(run)) && html`<${ImportLists} key=${run.state} run=${run} />`}
      ${open === 'undo' && html`<${Confirm} title=${w.undoTitle} text=${w.undoText} yes=${w.undo} danger busy=${busy} close=${() => setOpen('')} confirm=${undo} />`}
    </article>`
}

const steps = /** @type {['receive', 'compare', 'preview', 'merge', 'finish']} */ (['receive', 'compare', 'preview', 'merge', 'finish'])

/** @param {Import} run */
function stepOf(run) {
  if (run.state === 'done' || run.state === 'undone') return steps.length
  if (run.state === 'preview') return 2
  if (run.state === 'merging') return run.phase === 'finishing' || run.phase === 'indexes' ? 4 : 3
  return run.phase === 'comparing' || run.phase === 'sorting' ? 1 : 0
}

/** @param {{ run: Import }} props */
function Stepper({ run }) {
  const at = stepOf(run)
  const isBroken = run.state === 'failed' || run.state === 'cancelled'
  return html`<ol class="stepper">${steps.map((step, index) => html`
    <li key=${step} data-state=${index < at ? 'done' : index > at ? 'todo' : isBroken ? 'broken' : 'now'} aria-current=${index === at ? 'step' : undefined}>
      <i>${index < at ? html`<${Icon} name="check" size=${16} />` : index + 1}</i><span>${t().imports.steps[step]}</span></li>`)}</ol>`
}

/** @param {{ run: Import }} props */
function ServerBar({ run }) {
  const w = t().imports
  const { received, total } = run.bytes
  const speed = [run.rowsPerSecond ? w.rate(number(run.rowsPerSecond)) : '', run.secondsLeft != null ? w.left(clock(run.secondsLeft)) : ''].filter(Boolean).join(' · ')
  const phase = w.phases[/** @type {'reading'} */ (run.phase ?? '')] ?? w.states[run.state]
  return html`<div class="progress"><p class="split"><span>${phase}${received ? ' · ' + size(received) + (total ? ' / ' + size(total) : '') : ''}</span><span>${speed}</span></p>
    ${total && run.state === 'receiving' ? html`<progress max=${total} value=${received} aria-label=${phase}></progress>` : html`<progress aria-label=${phase}></progress>`}</div>`
}

/** @param {{ run: Import }} props */
function Counters({ run }) {
  const w = t().imports
  const { rows, changes } = run
  const cells = [[w.rows.read, rows.read], [w.rows.accepted, rows.accepted], [w.rows.corrected, rows.corrected], [w.rows.duplicates, rows.duplicates], [w.rows.rejected, rows.rejected]]
  const moves = changes ? [[w.kinds.added, changes.added], [w.kinds.changed, changes.changed], [w.kinds.moved, changes.moved], [w.kinds.withdrawn, changes.withdrawn], [w.kinds.unchanged, changes.unchanged]] : []
  const row = (/** @type {any[][]} */ all) => html`<dl class="counters">${all.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${number(value)}</dd></div>`)}</dl>`
  return html`${row(cells)}${moves.length > 0 && row(moves)}`
}
