import { html, useState } from '../lib.js'
import { get, post, remove, url } from '../api/client.js'
import { duration, moment, number, size } from '../format.js'
import { ConfirmByName } from '../admin/edit.js'
import { go } from '../router.js'
import { Confirm } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { announce, sentence } from '../ui/parts.js'
import { isAtWork, kindOf } from './course.js'
import { ImportLists } from './changes/lists.js'
import { ImportLog } from './log.js'
import { Outcome } from './outcome.js'
import { UploadBar, uploading } from './newImport.js'
import { d } from '../admin/words.js'

/** @typedef {import('../api/types').Import} Import */

/**
 * One import: its progress, its findings, and the buttons for what can be done.
 * @param {{ run: Import, changed: (one: Import) => void }} props
 */
export function ImportRun({ run, changed }) {
  const w = d().imports
  return html`
    <article class="card run" aria-labelledby="run-title">
      <header class="split"><h2 id="run-title">${run.fileName ?? run.url ?? w.unnamed}</h2>
      <span class="pill" data-kind=${kindOf(run)} role="status">${w.states[run.state]}</span></header>
      <p class="muted">${w.sources[run.source]} · ${w.modes[run.mode]} · ${moment(run.startedAt ?? run.createdAt)}</p>
      <${Stepper} run=${run} />
      <${UploadBar} id=${run.id} />
      ${['receiving', 'merging'].includes(run.state) && html`<${ServerBar} run=${run} />`}
      ${
        run.state === 'waiting' &&
        uploading.value?.id !== run.id &&
        html`<p class="notice"><${Icon} name="clock" />
        ${run._links.file ? d().desk.waitsForFile : d().desk.waitsForOther}</p>`
      }
      ${
        run.error &&
        html`<p class="notice bad"><${Icon} name="warn" />${run.error.message || run.error.code}
      ${run.error.detail ? ` (${run.error.detail})` : ''}</p>`
      }
      ${
        run.guard &&
        run.state === 'preview' &&
        html`<p class="notice"><${Icon} name="warn" />${run.guard.message || run.guard.code}</p>`
      }
      ${
        run.state === 'preview' &&
        older(run) > 0 &&
        html`<p class="notice"><${Icon} name="history" />${w.older(older(run), number(older(run)))}</p>`
      }
      <${Outcome} run=${run} />
      ${run.notModified && html`<p class="notice good"><${Icon} name="check" />${w.notModified}</p>`}
      <${Counters} run=${run} />
      <${Actions} run=${run} changed=${changed} />
      <${ImportLog} run=${run} />
      ${(run.state === 'preview' || !isAtWork(run)) && html`<${ImportLists} key=${run.state} run=${run} />`}
    </article>`
}

/**
 * Rows that are older than what is stored: they change nothing unless somebody insists.
 * @param {Import} run
 */
const older = (run) => run.rows.older ?? 0

/**
 * Buttons for what the server says is possible, and for nothing else.
 * @param {{ run: Import, changed: (one: Import) => void }} props
 */
function Actions({ run, changed }) {
  const w = d().imports
  const [open, setOpen] = useState('')
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const path = '/api/admin/imports/' + run.id
  const act = async (/** @type {() => Promise<any>} */ what) => {
    setBusy(true)
    setError(null)
    try {
      await what()
      const { body: one } = await get(path)
      changed(one)
      announce(d().imports.states[/** @type {Import['state']} */ (one.state)])
    } catch (fault) {
      setError(fault)
    } finally {
      setBusy(false)
      setOpen('')
    }
  }
  // The address keeps it open, here and in any other tab: what was applied stays in sight, with its outcome and the way
  // back.
  const apply = (/** @type {boolean} */ insists) => {
    go('/admin/imports/' + run.id, { replace: true })
    const body = {
      ...(insists ? { older: true } : {}),
      ...(run.guard?.code === 'withdrawals' ? { confirmWithdrawals: run.changes?.withdrawn ?? 0 } : {}),
    }
    return act(() => post(path + '/apply', Object.keys(body).length ? body : undefined))
  }
  const begin = (/** @type {'apply' | 'applyOlder'} */ how) =>
    run.changes?.withdrawn ? setOpen(how) : apply(how === 'applyOlder')
  const cancel = () =>
    act(async () => {
      if (uploading.peek()?.id === run.id) uploading.peek()?.stop()
      await remove(path)
    })
  const can = run._links
  return html`
    ${error ? html`<p class="notice bad" role="alert"><${Icon} name="warn" />${sentence(error)}</p>` : ''}
    ${can.apply && html`<p class="muted">${d().desk.applyHint}</p>`}
    <div class="actions">
      ${
        can.apply &&
        html`<button type="button" class="button primary" disabled=${busy} onClick=${() => begin('apply')}>
      ${w.apply}</button>`
      }
      ${
        can.apply &&
        older(run) > 0 &&
        html`<button type="button" class="button" disabled=${busy} onClick=${() => begin('applyOlder')}>
        ${w.applyOlder}</button>`
      }
      ${
        can.cancel &&
        html`<button type="button" class="button danger" disabled=${busy} onClick=${cancel}>
      ${w.cancel}</button>`
      }
      ${
        can.undo &&
        html`<button type="button" class="button" disabled=${busy} onClick=${() => setOpen('undo')}>
      ${w.undo}</button>`
      }
      ${can.rejects && html`<a class="button" href=${url(path + '/rejects.csv')} download>${w.csv}</a>`}
      ${
        can.forget &&
        html`<button type="button" class="button" disabled=${busy} onClick=${() => setOpen('forget')}>
      ${d().desk.forget}</button>`
      }
    </div>
    ${
      (open === 'apply' || open === 'applyOlder') &&
      html`<${ConfirmApply} run=${run} busy=${busy} close=${() => setOpen('')}
        confirm=${() => apply(open === 'applyOlder')} />`
    }
    ${
      open === 'undo' &&
      html`<${Confirm} title=${w.undoTitle} text=${w.undoText} yes=${w.undo} danger busy=${busy}
        close=${() => setOpen('')} confirm=${() => act(() => post(path + '/undo'))} />`
    }
    ${
      open === 'forget' &&
      html`<${Confirm} title=${d().desk.forget} text=${d().desk.forgetText} yes=${d().desk.forget} danger
        busy=${busy} close=${() => setOpen('')} confirm=${() => act(() => remove(path))} />`
    }`
}

/**
 * Points that would go are counted before they do; more than the guard lets pass must be typed.
 * @param {{ run: Import, busy: boolean, close: () => void, confirm: () => void }} props
 */
function ConfirmApply({ run, busy, close, confirm }) {
  const w = d().imports
  const count = run.changes?.withdrawn ?? 0
  const props = {
    title: w.applyTitle,
    text: w.applyText(count, number(count)),
    yes: w.applyYes(count, number(count)),
    busy,
    close,
    confirm,
  }
  return run.guard?.code === 'withdrawals'
    ? html`<${ConfirmByName} ...${props} name=${number(count)} error=${null} />`
    : html`<${Confirm} ...${props} danger />`
}

const steps = /** @type {const} */ (['receive', 'compare', 'preview', 'merge', 'finish'])

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
  return html`<ol class="stepper">${steps.map(
    (step, index) => html`
    <li key=${step} data-state=${index < at ? 'done' : index > at ? 'todo' : isBroken ? 'broken' : 'now'}
      aria-current=${index === at ? 'step' : undefined}>
      <i>${
        index < at
          ? html`<${Icon} name="check" size=${16} />`
          : index === at && isBroken
            ? html`<${Icon} name="close" size=${16} />`
            : index + 1
      }</i><span>${d().imports.steps[step]}</span></li>`,
  )}</ol>`
}

/** @param {{ run: Import }} props */
function ServerBar({ run }) {
  const w = d().imports
  const { received, total } = run.bytes
  const speed = [
    run.rowsPerSecond ? w.rate(number(run.rowsPerSecond)) : '',
    run.secondsLeft != null ? w.left(duration(run.secondsLeft)) : '',
  ]
    .filter(Boolean)
    .join(' · ')
  const phase = w.phases[/** @type {'reading'} */ (run.phase ?? '')] ?? w.states[run.state]
  return html`<div class="progress">
    <p class="split"><span><${Icon} name="table" size=${16} /> ${d().desk.onServer} · ${phase}
    ${received ? ' · ' + size(received) + (total ? ' / ' + size(total) : '') : ''}</span><span>${speed}</span></p>
    ${
      total && run.state === 'receiving' && run.phase === 'reading'
        ? html`<progress max=${total} value=${received} aria-label=${phase}></progress>`
        : html`<progress aria-label=${phase}></progress>`
    }</div>`
}

/** @param {{ run: Import }} props */
function Counters({ run }) {
  const w = d().imports
  const { rows, changes } = run
  const cells = [
    [w.rows.read, rows.read],
    [w.rows.accepted, rows.accepted],
    [w.rows.corrected, rows.corrected],
    ...(older(run) ? [[w.rows.older, older(run)]] : []),
    [w.rows.duplicates, rows.duplicates],
    [w.rows.rejected, rows.rejected],
  ]
  const moves = changes
    ? [
        [w.kinds.added, changes.added],
        [w.kinds.changed, changes.changed],
        [w.kinds.moved, changes.moved],
        [w.kinds.withdrawn, changes.withdrawn],
        [w.kinds.unchanged, changes.unchanged],
      ]
    : []
  const row = (/** @type {any[][]} */ all) =>
    html`<dl class="counters">
      ${all.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${number(value)}</dd></div>`)}</dl>`
  return html`${row(cells)}${moves.length > 0 && row(moves)}`
}
