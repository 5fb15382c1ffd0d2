import { html, signal, useEffect, useId, useState } from '../lib.js'
import { Refusal, get } from '../api.js'
import { t } from '../i18n.js'
import { Icon } from './icon.js'

/** What assistive technology is told, in one polite place. */
export const announced = signal('')
/** @param {string} text */
export const announce = (text) => { announced.value = announced.peek() === text ? text + '\u00a0' : text }

/**
 * A sentence for whatever went wrong.
 * @param {unknown} error
 */
export function sentence(error) {
  if (!(error instanceof Refusal)) { console.error(error); return t().unexpected }
  if (error.type === 'offline') return t().offline
  if (error.type === 'rate-limited' && error.retryAfter) return `${error.message} ${t().retryIn(error.retryAfter)}`
  return error.message
}

/** @param {{ error: unknown, retry?: () => void }} props */
export const Fault = ({ error, retry }) => html`
  <div class="notice bad" role="alert"><${Icon} name="warn" /><p>${sentence(error)}</p>
    ${retry && html`<button type="button" class="button small" onClick=${retry}>${t().retry}</button>`}</div>`

/** @param {{ text: string, children?: unknown, icon?: string }} props */
export const Empty = ({ text, children, icon = 'info' }) => html`
  <div class="empty"><${Icon} name=${icon} size=${32} /><p>${text}</p>${children}</div>`

/**
 * Grey lines where text will stand.
 * @param {{ lines?: number }} props
 */
export const Waiting = ({ lines = 3 }) => html`
  <div class="waiting" role="status" aria-label=${t().loading}>${Array.from({ length: lines }, (_, i) => html`<i key=${i}></i>`)}</div>`

/**
 * A resource: what is there, what is wrong, and asking again. Keeps showing the old while the new is on its way.
 * @template T @param {string | null} path @param {{ keep?: boolean }} [how]
 * @returns {{ data: T | undefined, error: unknown, again: () => void, set: (data: T) => void }}
 */
export function useResource(path, how) {
  const [state, setState] = useState(/** @type {{ data?: T, error?: unknown, path?: string | null }} */ ({}))
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (!path) { setState({}); return }
    const stop = new AbortController()
    get(path, { signal: stop.signal, keep: how?.keep }).then(
      (data) => setState({ data, path }),
      (error) => { if (!stop.signal.aborted) setState((old) => ({ data: old.path === path ? old.data : undefined, error, path })) })
    return () => stop.abort()
  }, [path, turn])
  useEffect(() => {
    const again = () => { if (document.visibilityState === 'visible') setTurn((n) => n + 1) }
    addEventListener('online', again)
    document.addEventListener('visibilitychange', again)
    return () => { removeEventListener('online', again); document.removeEventListener('visibilitychange', again) }
  }, [])
  const isCurrent = state.path === path
  return {
    data: isCurrent ? state.data : undefined, error: isCurrent ? state.error : undefined,
    again: () => setTurn((n) => n + 1), set: (data) => setState({ data, path }),
  }
}

/**
 * Label above, fault below; the fault is the server's sentence for this field.
 * @param {{ label: string, name: string, error?: unknown, hint?: string, children?: unknown, [attribute: string]: unknown }} props
 */
export function Field({ label, name, error, hint, children, ...attributes }) {
  const id = useId()
  const fault = faultOf(error, name)
  const told = fault || hint ? id + '-told' : undefined
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${children
        ? html`<select id=${id} name=${name} aria-describedby=${told} aria-invalid=${fault ? 'true' : undefined} ...${attributes}>${children}</select>`
        : html`<input id=${id} name=${name} aria-describedby=${told} aria-invalid=${fault ? 'true' : undefined} ...${attributes} />`}
      ${fault ? html`<p class="fault" id=${told}>${fault}</p>` : hint && html`<p class="hint" id=${told}>${hint}</p>`}
    </div>`
}

/** @param {unknown} error @param {string} name */
export function faultOf(error, name) {
  if (!(error instanceof Refusal)) return undefined
  return error.problem.errors?.find((fault) => fault.pointer === '/' + name)?.message
}

/**
 * A form that does one thing at a time and knows what went wrong.
 * @param {(data: FormData, form: HTMLFormElement) => Promise<unknown>} act
 */
export function useForm(act) {
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  const submit = async (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    const form = /** @type {HTMLFormElement} */ (event.currentTarget)
    setBusy(true)
    setError(undefined)
    try {
      await act(new FormData(form), form)
    } catch (fault) {
      setError(fault)
      requestAnimationFrame(() => /** @type {HTMLElement | null} */ (form.querySelector('[aria-invalid=true], [role=alert]'))?.focus())
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, submit, setError }
}

/**
 * What is wrong with the whole, where no field says it.
 * @param {{ error: unknown }} props
 */
export function FormFault({ error }) {
  if (!error) return null
  return html`<div class="notice bad" role="alert" tabindex="-1"><${Icon} name="warn" /><p>${sentence(error)}</p></div>`
}
