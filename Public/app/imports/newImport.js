import { html, signal, useRef, useState } from '../lib.js'
import { Refusal, get, post, remove, renew, url } from '../api/client.js'
import { duration, size } from '../format.js'
import { language } from '../i18n.js'
import { Icon } from '../ui/icon.js'
import { Field, FormFault, announce } from '../ui/parts.js'
import { d } from '../admin/words.js'
import { sourceOfImports } from './sources.js'

/** @typedef {{ id: string, sent: number, total: number, since: number, stop: () => void }} Sending */

/** The file that the browser sends, and how far it is; the server's own progress comes by its socket. */
export const uploading = signal(/** @type {Sending | null} */ (null))

/**
 * Begins an import with a file, dropped or chosen, or with an address.
 * @param {{ created: (one: import('../api/types').Import) => void }} props
 */
export function NewImport({ created }) {
  const w = d().imports
  const [isOver, setOver] = useState(false)
  const [hasModes, setModes] = useState(true)
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const [busy, setBusy] = useState(false)
  const form = useRef(/** @type {HTMLFormElement | null} */ (null))
  const options = () => {
    const data = new FormData(form.current ?? undefined)
    return { source: data.get('source'), mode: data.get('mode') ?? 'partial', confirm: data.get('confirm') === 'on' }
  }
  const act = async (/** @type {() => Promise<void>} */ what) => {
    setBusy(true)
    setError(null)
    try {
      await what()
    } catch (fault) {
      setError(fault)
    } finally {
      setBusy(false)
    }
  }
  const take = (/** @type {File | undefined} */ file) =>
    file &&
    !busy &&
    act(async () => {
      const { body: one } = await post('/api/admin/imports', {
        ...options(),
        fileName: file.name,
        sizeBytes: file.size,
      })
      created(one)
      try {
        const after = await send(one.id, file)
        if (after) created(after)
      } catch (fault) {
        // Nobody may answer any more: then the server does it by itself.
        const now = await withdrawn(one.id).catch(() => null)
        if (now) created(now)
        throw fault
      }
    })
  const fetchUrl = (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    const address = String(new FormData(form.current ?? undefined).get('url') ?? '').trim()
    if (address) act(async () => created((await post('/api/admin/imports', { ...options(), url: address })).body))
  }
  return html`
    <form class="card form" ref=${form} onSubmit=${fetchUrl} aria-labelledby="new-import">
      <h2 id="new-import">${w.create}</h2>
      <${FormFault} error=${error} />
      <div class="pair">
        <${Field} label=${w.source} name="source"
          onChange=${(/** @type {Event} */ event) =>
            setModes(sourceOfImports(/** @type {HTMLSelectElement} */ (event.target).value).hasModes)}>
          ${Object.entries(w.sources).map(
            ([value, words]) => html`<option key=${value} value=${value}>${words}</option>`,
          )}<//>
        <${Field} label=${w.mode} name="mode" disabled=${!hasModes}>
          ${Object.entries(w.modes).map(
            ([value, words]) => html`<option key=${value} value=${value}>${words}</option>`,
          )}<//>
      </div>
      <label class="switch"><span>${w.confirm}<small>${w.confirmHint}</small></span>
      <input type="checkbox" role="switch" name="confirm" defaultChecked /></label>
      <label class="drop" data-over=${isOver} data-busy=${busy}
        onDragOver=${(/** @type {DragEvent} */ event) => {
          event.preventDefault()
          setOver(true)
        }} onDragLeave=${() => setOver(false)}
        onDrop=${(/** @type {DragEvent} */ event) => {
          event.preventDefault()
          setOver(false)
          take(event.dataTransfer?.files[0])
        }}>
        <${Icon} name="upload" size=${36} /><strong>${w.drop}</strong><small>${w.dropHint}</small>
        <input type="file" disabled=${busy} accept=".csv,.gz,.xls,.xlsx,.zip,text/csv,application/gzip" onChange=${(
          /** @type {Event} */ event,
        ) => {
          const input = /** @type {HTMLInputElement} */ (event.target)
          take(input.files?.[0])
          input.value = ''
        }} />
      </label>
      <div class="with-button"><${Field} label=${w.url} name="url" type="url" placeholder="https://…" error=${error} />
        <button class="button" disabled=${busy}>${w.fetch}</button></div>
    </form>`
}

/**
 * Takes an import whose file never came out of the line; as it is then.
 * @param {string} id
 */
async function withdrawn(id) {
  const path = '/api/admin/imports/' + id
  const { body: one } = await get(path)
  if (one.state !== 'waiting') return one
  await remove(path)
  return (await get(path)).body
}

/**
 * Sends with XMLHttpRequest, as fetch does not tell how far an upload has come. Returns null for one that was stopped.
 * @param {string} id @param {File} file @returns {Promise<any>}
 */
async function send(id, file) {
  // An upload outlives a session's fifteen minutes: begin with a fresh one.
  await renew()
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest()
    let isStopped = false
    const stop = () => {
      isStopped = true
      request.abort()
    }
    request.open('PUT', url(`/api/admin/imports/${id}/file`))
    request.setRequestHeader('Accept-Language', language.peek())
    request.setRequestHeader('Content-Type', file.name.endsWith('.gz') ? 'application/gzip' : 'text/csv')
    request.responseType = 'json'
    const since = Date.now()
    uploading.value = { id, sent: 0, total: file.size, since, stop }
    request.upload.onprogress = (event) => {
      uploading.value = { id, sent: event.loaded, total: event.total, since, stop }
    }
    request.onloadend = () => {
      uploading.value = null
      if (isStopped) {
        announce(d().desk.uploadStopped)
        resolve(null)
      } else if (request.status >= 200 && request.status < 300) resolve(request.response)
      else reject(new Refusal(request.response ?? { type: 'offline', title: 'offline', status: request.status }))
    }
    request.send(file)
  })
}

/** @param {{ id: string }} props */
export function UploadBar({ id }) {
  const up = uploading.value
  if (!up || up.id !== id) return null
  const seconds = (Date.now() - up.since) / 1000
  const pace = seconds > 0.5 ? up.sent / seconds : 0
  const speed = pace
    ? [
        d().desk.uploadRate(size(pace)),
        up.sent < up.total ? d().imports.left(duration((up.total - up.sent) / pace)) : '',
      ]
        .filter(Boolean)
        .join(' · ')
    : ''
  return html`<div class="progress"><p class="split">
    <span><${Icon} name="upload" size=${16} /> ${d().desk.sent} · ${size(up.sent)} / ${size(up.total)}</span>
    <span>${speed}</span></p>
    <progress max=${up.total || 1} value=${up.sent} aria-label=${d().imports.sending}></progress></div>`
}
