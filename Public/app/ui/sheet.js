import { html, signal, useEffect, useLayoutEffect, useRef, useState } from '../lib.js'
import { t } from '../i18n.js'
import { close, followed, path } from '../router.js'
import { Icon } from './icon.js'

/** The subject of the page, for its title; empty while it is the map. */
export const heading = signal('')

/** @param {unknown} title */
export function useHeading(title) {
  useEffect(() => {
    if (typeof title !== 'string') return
    heading.value = title
    return () => {
      heading.value = ''
    }
  }, [title])
}

const stops = ['peek', 'half', 'full']
/** The first screen leaves the focus where the browser put it; each later one takes it to its heading. */
let isFirst = true

/**
 * Leads back to the link that was followed here, once the list has it, unless the person has gone on meanwhile.
 * @param {HTMLElement | null} sheet
 */
function comeBack(sheet) {
  const wanted = followed.get(path.peek())
  followed.delete(path.peek())
  if (!sheet || !wanted) return
  const [held, until] = [document.activeElement, Date.now() + 5000]
  const look = () => {
    const link = sheet.querySelector(`.sheet-body a[href="${CSS.escape(wanted)}"]`)
    if (document.activeElement !== held || Date.now() > until) watch.disconnect()
    else if (link instanceof HTMLElement) {
      watch.disconnect()
      link.focus()
    }
  }
  const watch = new MutationObserver(look)
  watch.observe(sheet, { childList: true, subtree: true })
  look()
  return () => watch.disconnect()
}

/**
 * Escape is for what stands above the sheet, or for the field that one types in.
 * @param {EventTarget | null} target
 */
const isNeeded = (target) =>
  document.querySelector('dialog[open]') ||
  (target instanceof HTMLInputElement && target.value && !/radio|checkbox|range/.test(target.type)) ||
  (target instanceof Element && target.matches('select, textarea, .search *'))

/**
 * A sheet from below on a phone, with three stops; a panel beside the map where there is room. It is no dialog and
 * traps nothing.
 * @param {{ title: unknown, subtitle?: unknown, stop?: string, closable?: boolean, foot?: unknown, children?: unknown,
 * back?: string }} props
 */
export function Sheet({ title, subtitle, stop = 'half', closable = true, foot, children, back }) {
  const [at, setAt] = useState(stop)
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const drag = useRef({ from: 0, height: 0, moved: false })
  useEffect(() => setAt(stop), [stop])
  useHeading(closable ? title : null)
  useEffect(() => {
    // A form may have taken it already.
    const hasFocus = element.current?.contains(document.activeElement)
    if ((closable || !isFirst) && !hasFocus) element.current?.querySelector('h1')?.focus({ preventScroll: true })
    isFirst = false
    return comeBack(element.current)
  }, [])
  // Heard from the moment that the sheet is seen: a map that begins lets effects wait.
  useLayoutEffect(() => {
    if (!closable) return
    const escape = (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== 'Escape' || event.defaultPrevented || isNeeded(event.target)) return
      const link = element.current?.querySelector('.head > a')
      if (link instanceof HTMLElement) link.click()
      else close()
    }
    addEventListener('keydown', escape)
    return () => removeEventListener('keydown', escape)
  }, [closable])

  const begin = (/** @type {PointerEvent} */ event) => {
    if (!element.current) return
    drag.current = { from: event.clientY, height: element.current.offsetHeight, moved: false }
    const handle = /** @type {Element} */ (event.currentTarget)
    handle.setPointerCapture(event.pointerId)
  }
  const follow = (/** @type {PointerEvent} */ event) => {
    const sheet = element.current
    if (!drag.current.height || !sheet) return
    const way = event.clientY - drag.current.from
    if (Math.abs(way) > 6) drag.current.moved = true
    if (drag.current.moved) {
      sheet.classList.add('dragging')
      sheet.style.height = drag.current.height - way + 'px'
    }
  }
  /** The way decides, not the nearest stop: a short flick is enough. */
  const end = (/** @type {PointerEvent} */ event) => {
    const sheet = element.current
    const way = event.clientY - drag.current.from
    drag.current.height = 0
    if (!sheet) return
    sheet.classList.remove('dragging')
    sheet.style.height = ''
    if (Math.abs(way) < 30) return
    const next = stops.indexOf(at) + (way < 0 ? 1 : -1)
    if (next < 0 && closable) close()
    else setAt(stops[Math.max(0, Math.min(2, next))] ?? 'half')
  }
  const toggle = () => {
    if (!drag.current.moved) setAt(at === 'full' ? 'half' : at === 'half' ? 'full' : 'half')
  }

  return html`
    <main id="content" class="sheet" data-stop=${at} ref=${element} aria-labelledby="sheet-title">
      <button type="button" class="handle" aria-expanded=${at !== 'peek'}
        aria-label=${at === 'full' ? t().lessSheet : t().moreSheet}
        onPointerDown=${begin} onPointerMove=${follow} onPointerUp=${end} onPointerCancel=${end} onClick=${toggle}>
          <i></i></button>
      <header class="head">
        ${back && html`<a class="round" href=${back} aria-label=${t().back}><${Icon} name="back" /></a>`}
        <div><h1 id="sheet-title" tabindex="-1">${title}</h1>${subtitle && html`<p class="muted">${subtitle}</p>`}</div>
        ${
          closable &&
          html`<button type="button" class="round" aria-label=${t().close} onClick=${close}>
        <${Icon} name="close" /></button>`
        }
      </header>
      <div class="sheet-body" tabindex="0">${children}</div>
      ${foot && html`<footer class="foot">${foot}</footer>`}
    </main>`
}
