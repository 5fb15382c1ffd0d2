import { html, signal, useEffect, useLayoutEffect, useRef, useState } from '../lib.js'
import { Refusal, get, online } from '../api/client.js'
import { duration } from '../format.js'
import { t } from '../i18n.js'
import { Icon } from './icon.js'

/** The sentence that assistive technology is told, in one polite place. */
export const announced = signal('')
/** @param {string} text */
export const announce = (text) => {
  announced.value = announced.peek() === text ? text + '\u00a0' : text
}

/**
 * A sentence for whatever went wrong.
 * @param {unknown} error
 */
export function sentence(error) {
  if (!(error instanceof Refusal)) {
    // A file that cannot be fetched names no reason.
    if (!online.peek()) return t().offline
    console.error(error)
    return t().unexpected
  }
  if (error.type === 'offline') return t().offline
  if (error.type === 'rate-limited' && error.retryAfter)
    return `${error.message} ${t().retryIn(duration(error.retryAfter))}`
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
  <div class="waiting" role="status" aria-label=${t().loading}>
  ${Array.from({ length: lines }, (_, i) => html`<i key=${i}></i>`)}</div>`

/**
 * A resource, its fault, and a way to ask again. The old one stays while the new one is on its way.
 * @template T @param {string | null} path @param {{ keep?: boolean }} [how]
 * @returns {{ data: T | undefined, error: unknown, again: () => void, set: (data: T) => void }}
 */
export function useResource(path, how) {
  const [state, setState] = useState(/** @type {{ data?: T, error?: unknown, path?: string | null }} */ ({}))
  const [turn, setTurn] = useState(0)
  useEffect(() => {
    if (!path) {
      setState({})
      return
    }
    const stop = new AbortController()
    get(path, { signal: stop.signal, keep: how?.keep }).then(
      ({ body }) => setState({ data: body, path }),
      (error) => {
        if (!stop.signal.aborted) setState((old) => ({ data: old.path === path ? old.data : undefined, error, path }))
      },
    )
    return () => stop.abort()
  }, [path, turn])
  useEffect(() => {
    const again = () => {
      if (document.visibilityState === 'visible') setTurn((n) => n + 1)
    }
    addEventListener('online', again)
    document.addEventListener('visibilitychange', again)
    return () => {
      removeEventListener('online', again)
      document.removeEventListener('visibilitychange', again)
    }
  }, [])
  const isCurrent = state.path === path
  return {
    data: isCurrent ? state.data : undefined,
    error: isCurrent ? state.error : undefined,
    again: () => setTurn((n) => n + 1),
    set: (data) => setState({ data, path }),
  }
}

/** Preact's own ids begin anew in every tree, and a dialog may have a tree of its own. */
let fields = 0

/**
 * Label above, fault below; the fault is the server's sentence for this field. `pointer` is where the body has it.
 * @param {{ label: string, name: string, pointer?: string, error?: unknown, hint?: string, children?: unknown,
 * [attribute: string]: unknown }} props
 */
export function Field({ label, name, pointer = '/' + name, error, hint, children, ...attributes }) {
  const [id] = useState(() => `field-${(fields += 1)}`)
  const fault = faultOf(error, pointer)
  const told = fault || hint ? id + '-told' : undefined
  const all = {
    id,
    name,
    'data-pointer': pointer,
    'aria-describedby': told,
    'aria-invalid': fault ? 'true' : undefined,
    ...attributes,
  }
  return html`
    <div class="field">
      <label for=${id}>${label}</label>
      ${children ? html`<select ...${all}>${children}</select>` : html`<input ...${all} />`}
      ${fault ? html`<p class="fault" id=${told}>${fault}</p>` : hint && html`<p class="hint" id=${told}>${hint}</p>`}
    </div>`
}

/** @param {unknown} error @returns {{ pointer: string, message: string }[]} */
const faultsOf = (error) => (error instanceof Refusal && error.problem.errors) || []

/**
 * Whether a fault is that of a field, of a part of it (/hours/text), or of the whole that it belongs to (/location).
 * @param {string} fault @param {string} field
 */
const concerns = (fault, field) => fault === field || fault.startsWith(field + '/') || field.startsWith(fault + '/')

/** @param {unknown} error @param {string} pointer */
export const faultOf = (error, pointer) => faultsOf(error).find((fault) => concerns(fault.pointer, pointer))?.message

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
    } finally {
      setBusy(false)
    }
  }
  return { busy, error, submit, setError }
}

/**
 * Tells the faults that no field below tells. The focus goes to the first field that is wrong.
 * @param {{ error: unknown }} props
 */
export function FormFault({ error }) {
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const [others, setOthers] = useState(/** @type {{ pointer: string, message: string }[]} */ ([]))
  useLayoutEffect(() => {
    const form = element.current?.closest('form, dialog')
    const fields = [...(form?.querySelectorAll('[data-pointer]') ?? [])].map(
      (field) => /** @type {HTMLElement} */ (field).dataset.pointer ?? '',
    )
    setOthers(faultsOf(error).filter((fault) => !fields.some((field) => concerns(fault.pointer, field))))
    const wrong = form?.querySelector('[aria-invalid=true], [data-invalid=true] input') ?? element.current
    if (error && wrong instanceof HTMLElement) wrong.focus()
  }, [error])
  if (!error) return null
  return html`<div class="notice bad" role="alert" tabindex="-1" ref=${element}><${Icon} name="warn" />
    <p>${sentence(error)}
    ${others.map(
      (fault) => html`<br key=${fault.pointer} /><code>${fault.pointer.split('/').pop()}</code> ${fault.message}`,
    )}</p></div>`
}
