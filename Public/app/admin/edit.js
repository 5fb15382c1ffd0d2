import { html, useEffect, useState } from '../lib.js'
import { Refusal, get, patch, remove } from '../api/client.js'
import { t } from '../i18n.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Fault, Field, FormFault, Waiting, announce, sentence } from '../ui/parts.js'
import { d } from './words.js'

/**
 * @typedef {{ name: string, label: string, of: (item: any) => unknown, say?: (value: any) => string }} Fact
 * @typedef {ReturnType<typeof useEdited>} Edited
 */

/**
 * Something as it was when editing began, with the version a change must name. When somebody else was faster, both
 * versions are shown and the person decides.
 * @param {string} path @param {() => void} done
 */
export function useEdited(path, done) {
  const [state, setState] = useState(/** @type {{ item: any, etag: string | null } | null} */ (null))
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  const [busy, setBusy] = useState(false)
  const [conflict, setConflict] = useState(/** @type {{ body: any, item: any, etag: string | null } | null} */ (null))
  const load = () =>
    get(path).then((answer) => {
      setState({ item: answer.body, etag: answer.etag })
      setError(undefined)
    }, setError)
  useEffect(() => {
    load()
  }, [path])
  const act = async (/** @type {() => Promise<unknown>} */ what, /** @type {unknown} */ body = null) => {
    setBusy(true)
    setError(undefined)
    try {
      await what()
      announce(d().desk.saved)
      done()
    } catch (fault) {
      if (fault instanceof Refusal && fault.type === 'precondition-failed') {
        await get(path).then((answer) => setConflict({ body, item: answer.body, etag: answer.etag }), setError)
      } else setError(fault)
    } finally {
      setBusy(false)
    }
  }
  const save = (/** @type {any} */ body) => act(() => patch(path, body, { match: state?.etag }), body)
  return {
    item: state?.item,
    error,
    busy,
    conflict,
    save,
    drop: () => act(() => remove(path, { match: state?.etag })),
    keepMine: () =>
      conflict &&
      act(
        () =>
          conflict.body ? patch(path, conflict.body, { match: conflict.etag }) : remove(path, { match: conflict.etag }),
        conflict.body,
      ),
    keepTheirs: () => {
      if (conflict) {
        setState({ item: conflict.item, etag: conflict.etag })
        setConflict(null)
      }
    },
  }
}

/**
 * A form beside the list: it waits for the newest version, and gives way to the two versions when they collide.
 * @param {{ title: string, close: () => void, edited: Edited, facts: Fact[], children: (item: any) => unknown }} props
 */
export function EditDialog({ title, close, edited, facts, children }) {
  const { item, error, conflict } = edited
  return html`<${Dialog} title=${conflict ? d().desk.conflictTitle : title} close=${close} class="side">
    ${
      conflict
        ? html`<${Collision} edited=${edited} facts=${facts} />`
        : item
          ? html`<${FormFault} error=${error} />${children(item)}`
          : error
            ? html`<${Fault} error=${error} />`
            : html`<${Waiting} lines=${5} />`
    }<//>`
}

/** @param {{ edited: Edited, facts: Fact[] }} props */
function Collision({ edited, facts }) {
  const w = d().desk
  const { conflict, item, busy, error } = edited
  if (!conflict) return null
  const mine = overlaid(item, conflict.body)
  const differing = facts.filter(
    (fact) => JSON.stringify(fact.of(mine) ?? null) !== JSON.stringify(fact.of(conflict.item) ?? null),
  )
  const show = (/** @type {Fact} */ fact, /** @type {any} */ one) => {
    const value = fact.of(one)
    return value == null || value === '' ? w.nothing : (fact.say ?? String)(value)
  }
  return html`<p class="notice" role="alert"><${Icon} name="warn" />${w.conflictText}</p>
    ${error ? html`<p class="notice bad" role="alert">${sentence(error)}</p>` : ''}
    ${
      !differing.length
        ? html`<p>${w.identical}</p>`
        : html`<table class="versions"><thead><tr><td></td><th scope="col">${w.mine}</th>
        <th scope="col">${w.theirs}</th></tr></thead>
      <tbody>${differing.map(
        (fact) =>
          html`<tr key=${fact.name}><th scope="row">${fact.label}</th><td>${show(fact, mine)}</td>
          <td>${show(fact, conflict.item)}</td></tr>`,
      )}</tbody></table>`
    }
    <div class="actions">
    <button type="button" class="button primary" disabled=${busy} onClick=${edited.keepMine}>${w.keepMine}</button>
      <button type="button" class="button" onClick=${edited.keepTheirs}>${w.keepTheirs}</button></div>`
}

/**
 * The item with the change laid over it.
 * @param {any} item @param {any} body
 */
function overlaid(item, body) {
  if (!body) return item
  const all = { ...item }
  for (const [name, value] of Object.entries(body)) {
    const isGroup = value && typeof value === 'object' && !Array.isArray(value) && all[name]
    if (value !== undefined) all[name] = isGroup ? { ...all[name], ...value } : value
  }
  return all
}

/** @param {string} text */
const plain = (text) => (/^[\d\s.,]+$/.test(text) ? text.replace(/\D/g, '') : text.trim().toLowerCase())

/**
 * Asks for the name, or for the number of things that would go, before what cannot be taken back. Spaces do not count.
 * @param {{ title: string, text: string, name: string, yes: string, busy: boolean, error: unknown, close: () => void,
 * confirm: () => void }} props
 */
export function ConfirmByName({ title, text, name, yes, busy, error, close, confirm }) {
  const [typed, setTyped] = useState('')
  const isSame = plain(typed) === plain(name)
  return html`<${Dialog} title=${title} close=${close} class="small"><form class="form" onSubmit=${(
    /** @type {Event} */ event,
  ) => {
    event.preventDefault()
    if (isSame) confirm()
  }}>
    <p>${text}</p><${FormFault} error=${error} />
    <${Field} label=${d().desk.typeName(name)} name="typed" autocomplete="off" value=${typed}
      onInput=${(/** @type {Event} */ event) => setTyped(/** @type {HTMLInputElement} */ (event.target).value)} />
    <div class="actions"><button class="button danger" disabled=${busy || !isSame}>${yes}</button>
    <button type="button" class="button" onClick=${close}>${t().back}</button></div></form><//>`
}
