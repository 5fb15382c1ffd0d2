import { html, useEffect, useRef, useState } from '../../lib.js'
import { go } from '../../router.js'
import { Dialog } from '../../ui/dialog.js'
import { Icon } from '../../ui/icon.js'
import { Fault } from '../../ui/parts.js'
import { c } from '../words.js'
import { find, screensNamed } from './targets.js'

/** @typedef {import('./targets.js').Target} Target */

/**
 * Where to go, by a few letters and without a pointer: a box that lists what it finds.
 * @param {{ close: () => void }} props
 */
export function Palette({ close }) {
  const w = c().palette
  const [text, setText] = useState('')
  const [at, setAt] = useState(0)
  const { targets, busy, error } = useTargets(text.trim())
  const list = useRef(/** @type {HTMLElement | null} */ (null))
  const chosen = targets[Math.min(at, targets.length - 1)]
  useEffect(() => {
    list.current?.querySelector('[aria-selected=true]')?.scrollIntoView({ block: 'nearest' })
  }, [at, targets])
  const take = (/** @type {Target | undefined} */ target) => {
    if (!target) return
    close()
    go(target.to)
  }
  const move = (/** @type {number} */ step) =>
    setAt((n) => (Math.min(n, targets.length - 1) + step + targets.length) % targets.length)
  const keys = /** @type {Record<string, () => void>} */ ({
    ArrowDown: () => move(1),
    ArrowUp: () => move(-1),
    Enter: () => take(chosen),
  })
  const press = (/** @type {KeyboardEvent} */ event) => {
    const act = targets.length && !event.isComposing ? keys[event.key] : undefined
    if (!act) return
    event.preventDefault()
    act()
  }
  return html`<${Dialog} title=${w.title} close=${close} class="palette">
    <label class="find"><${Icon} name="search" size=${20} /><span class="hidden">${w.hint}</span>
      <input type="text" role="combobox" autofocus autocomplete="off" spellcheck=${false} placeholder=${w.hint}
        aria-expanded="true" aria-controls="palette-list" aria-autocomplete="list"
        aria-activedescendant=${chosen ? idOf(chosen) : undefined} value=${text} onKeyDown=${press}
        onInput=${(/** @type {Event} */ event) => {
          setText(/** @type {HTMLInputElement} */ (event.target).value)
          setAt(0)
        }} /></label>
    ${error ? html`<${Fault} error=${error} />` : ''}
    <div id="palette-list" role="listbox" aria-label=${w.results} aria-busy=${busy ? 'true' : undefined} ref=${list}>
      ${groupsOf(targets).map(
        ([group, some]) => html`<div key=${group} role="group" aria-label=${w.groups[group]}>
        <p class="muted" role="presentation">${w.groups[group]}</p>
        ${some.map(
          (one) => html`<div key=${idOf(one)} id=${idOf(one)} role="option" class="target"
            aria-selected=${one === chosen ? 'true' : 'false'} onClick=${() => take(one)}>
            <${Icon} name=${one.icon} size=${20} />
            <span>${one.name}${one.more && html` <small>${one.more}</small>`}</span>
            </div>`,
        )}</div>`,
      )}</div>
    <p class="muted" role="status">${busy ? '' : targets.length ? w.found(targets.length) : w.none}</p><//>`
}

/** @param {Target} one */
const idOf = (one) => `palette-${one.group}-${one.id}`

/** @param {Target[]} targets */
function groupsOf(targets) {
  const names = /** @type {const} */ (['screens', 'stations', 'accounts', 'imports'])
  return names
    .map((name) => /** @type {const} */ ([name, targets.filter((one) => one.group === name)]))
    .filter(([, some]) => some.length)
}

/**
 * Screens at once, the rest as soon as the server has answered.
 * @param {string} text
 */
function useTargets(text) {
  const [found, setFound] = useState(
    /** @type {{ text: string, targets: Target[], error: unknown }} */ ({ text: '', targets: [], error: null }),
  )
  useEffect(() => {
    if (!text) return
    const stop = new AbortController()
    const timer = setTimeout(
      () =>
        find(text, stop.signal).then(
          (targets) => setFound({ text, targets, error: null }),
          (error) => {
            if (!stop.signal.aborted) setFound({ text, targets: [], error })
          },
        ),
      150,
    )
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  const isCurrent = found.text === text
  // What was found last stays until the next is there.
  const others = text ? found.targets : []
  return {
    targets: [...screensNamed(text), ...others],
    busy: Boolean(text) && !isCurrent,
    error: text ? found.error : null,
  }
}
