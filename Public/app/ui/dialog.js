import { html, useEffect, useRef } from '../lib.js'
import { t } from '../i18n.js'
import { Icon } from './icon.js'

/**
 * The browser's own dialog: focus goes in, Tab stays in, Escape closes, focus returns.
 * @param {{ title: string, close: () => void, children?: unknown, class?: string }} props
 */
export function Dialog({ title, close, children, class: kind = '' }) {
  const element = useRef(/** @type {HTMLDialogElement | null} */ (null))
  useEffect(() => {
    const dialog = element.current
    if (!dialog) return
    dialog.showModal()
    return () => dialog.close()
  }, [])
  const outside = (/** @type {MouseEvent} */ event) => {
    if (event.target === element.current) close()
  }
  return html`
    <dialog class=${'dialog ' + kind} ref=${element} aria-label=${title} onCancel=${(/** @type {Event} */ event) => {
      event.preventDefault()
      close()
    }}
      onClick=${outside}>
      <div class="dialog-body">
        <div class="head"><h2>${title}</h2>
          <button type="button" class="round" aria-label=${t().close} onClick=${close}>
          <${Icon} name="close" /></button></div>
        ${children}
      </div>
    </dialog>`
}

/**
 * Asks before what cannot be taken back.
 * @typedef {{ title: string, text?: unknown, yes: string, danger?: boolean, busy?: boolean }} Question
 * @param {Question & { close: () => void, confirm: () => void }} props
 */
export const Confirm = ({ title, text, yes, danger, busy, close, confirm }) => html`
  <${Dialog} title=${title} close=${close} class="small">
    ${text && html`<p>${text}</p>`}
    <div class="actions">
      <button type="button" class=${danger ? 'button danger' : 'button primary'} disabled=${busy} onClick=${confirm}>
      ${yes}</button>
      <button type="button" class="button" onClick=${close}>${t().back}</button>
    </div>
  <//>`
