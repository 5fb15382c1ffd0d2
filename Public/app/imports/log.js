import { html, signal, useEffect, useRef, useState } from '../lib.js'
import { serverNow } from '../api/client.js'
import { exactTime, number } from '../format.js'
import { isOlder, worked } from './course.js'
import { d } from '../admin/words.js'

/** @typedef {import('../api/types').Import} Import */
/** @typedef {{ at: number, state: Import['state'], phase: string | null, read: number, rejected: number }} Step */

/**
 * The states and phases of each import that were heard of while this page was open, each with its beginning.
 */
const heard = signal(/** @type {Map<string, Step[]>} */ (new Map()))

/** @param {Import} one */
export function note(one) {
  const steps = heard.peek().get(one.id) ?? []
  const last = steps[steps.length - 1]
  const phase = one.phase ?? null
  if (last && isOlder(one, { state: last.state, rows: { read: last.read } })) return
  if (last && last.state === one.state && last.phase === phase) return
  const at =
    one.finishedAt && !last
      ? Date.parse(one.finishedAt)
      : last
        ? serverNow()
        : Date.parse(one.startedAt ?? one.createdAt)
  heard.value = new Map([
    ...heard.peek(),
    [one.id, [...steps, { at, state: one.state, phase, read: one.rows.read, rejected: one.rows.rejected }]],
  ])
}

/**
 * The tail of the log; it can be held still to be read.
 * @param {{ run: Import }} props
 */
export function ImportLog({ run }) {
  const w = d().desk
  const [held, setHeld] = useState(/** @type {string[] | null} */ (null))
  const box = useRef(/** @type {HTMLElement | null} */ (null))
  const lines = held ?? linesOf(run, heard.value.get(run.id) ?? [])
  useEffect(() => {
    if (!held) box.current?.scrollTo(0, box.current.scrollHeight)
  }, [lines.length, held])
  return html`<section class="log"><header class="split"><h3>${w.log}</h3>
    <button type="button" class="button small" aria-pressed=${Boolean(held)}
      onClick=${() => setHeld(held ? null : lines)}>${held ? w.goOn : w.pause}</button></header>
    <div ref=${box} role="log" aria-label=${w.log} tabindex="0">
    ${lines.map((line, index) => html`<p key=${index}>${line}</p>`)}</div></section>`
}

/** @param {Import} run @param {Step[]} steps */
function linesOf(run, steps) {
  const w = d().desk
  const words = d().imports
  const lines = [`${exactTime(run.createdAt)} ${w.created}`]
  if (run.startedAt) lines.push(`${exactTime(run.startedAt)} ${w.began}`)
  for (const step of steps) {
    if (!step.phase && step.state !== 'preview') continue
    const what =
      step.state === 'preview'
        ? words.states.preview
        : (words.phases[/** @type {'reading'} */ (step.phase)] ?? step.phase)
    const counts = [
      step.read ? w.rowsSoFar(number(step.read)) : '',
      step.rejected ? w.refusedSoFar(number(step.rejected)) : '',
    ]
      .filter(Boolean)
      .join(', ')
    lines.push(`${exactTime(step.at)} ${what}${counts ? ' · ' + counts : ''}`)
  }
  if (run.finishedAt) {
    // What was undone had been done by then.
    const ended = words.states[run.state === 'undone' ? 'done' : run.state]
    lines.push(`${exactTime(run.finishedAt)} ${w.ended(ended, worked(run) ?? '–')}`)
  }
  return lines
}
