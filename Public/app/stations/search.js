import { html, useEffect, useRef, useState } from '../lib.js'
import { t } from '../i18n.js'
import { Icon } from '../ui/icon.js'
import { announce } from '../ui/parts.js'

/** @typedef {import('./hits.js').Hit} Hit */

/**
 * A combobox after the ARIA pattern: arrows walk, Enter takes, Escape closes the list and then empties the field. What
 * searches, and what was searched lately, is fetched when somebody comes to it.
 */
export function SearchBox() {
  const [text, setText] = useState('')
  const [found, setFound] = useState({ of: '', hits: /** @type {Hit[]} */ ([]) })
  const [active, setActive] = useState('')
  const [isOpen, setOpen] = useState(false)
  const [tools, setTools] = useState(/** @type {typeof import('./hits.js') | null} */ (null))
  const input = useRef(/** @type {HTMLInputElement | null} */ (null))
  /** The words that Enter was pressed on before they were answered. */
  const hurried = useRef('')
  const asked = text.trim()
  const hits = found.of === asked ? found.hits : []
  const shown = Boolean(isOpen && tools && (hits.length || (asked.length > 1 && found.of === asked)))
  const at = hits.findIndex((hit) => hit.key === active)

  const take = (/** @type {Hit | undefined} */ hit) => {
    if (!hit || !tools) return
    setOpen(false)
    setText(hit.kind === 'place' || hit.kind === 'address' ? hit.name : '')
    input.current?.blur()
    tools.choose(hit)
  }
  useEffect(() => {
    if (isOpen && !tools) import('./hits.js').then(setTools, () => {})
  }, [isOpen, text])
  useEffect(() => {
    if (!tools || !isOpen) return
    const show = (/** @type {Hit[]} */ hits) => {
      setFound({ of: asked, hits })
      if (hits.length || asked) announce(asked ? t().hits(hits.length) : t().recent)
      if (asked && hurried.current === asked) take(hits[0])
      hurried.current = ''
    }
    setActive('')
    if (asked.length < 2) {
      show(asked ? [] : tools.recent())
      return
    }
    const stop = new AbortController()
    const timer = setTimeout(() => tools.find(asked, stop.signal, show), 150)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [asked, tools, isOpen])

  const key = (/** @type {KeyboardEvent} */ event) => {
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault()
      setOpen(true)
      const step = event.key === 'ArrowDown' ? 1 : -1
      const next = at < 0 && step < 0 ? hits.length - 1 : (at + step + hits.length) % hits.length
      if (shown && hits.length) setActive(hits[next]?.key ?? '')
    } else if (event.key === 'Enter') {
      if (shown && (at >= 0 || asked)) take(hits[at] ?? hits[0])
      else {
        hurried.current = asked
        setOpen(true)
      }
    } else if (event.key === 'Escape') {
      event.preventDefault()
      if (shown) setOpen(false)
      else setText('')
    }
  }
  return html`
    <form class="search" role="search" onSubmit=${(/** @type {Event} */ event) => event.preventDefault()}
      onFocusOut=${(/** @type {FocusEvent} */ event) => {
        const form = /** @type {Element} */ (event.currentTarget)
        if (!form.contains(/** @type {Node | null} */ (event.relatedTarget))) setOpen(false)
      }}>
      <${Icon} name="search" />
      <input ref=${input} type="search" role="combobox" aria-label=${t().searchLabel} placeholder=${t().searchHint}
        autocomplete="off" aria-expanded=${shown} aria-controls="hits" aria-autocomplete="list"
        aria-activedescendant=${shown && at >= 0 ? 'hit-' + at : undefined}
        value=${text} onInput=${(/** @type {Event} */ event) => {
          setText(/** @type {HTMLInputElement} */ (event.target).value)
          setOpen(true)
        }}
        onKeyDown=${key} onFocus=${() => setOpen(true)} onClick=${() => setOpen(true)} />
      ${
        tools &&
        html`<${tools.HitList} shown=${shown} hits=${hits} at=${at} take=${take} forget=${
          asked
            ? null
            : () => {
                setFound({ of: '', hits: [] })
                input.current?.focus()
              }
        } />`
      }
    </form>`
}
