import { html, useState } from '../lib.js'
import { post, remove, url } from '../api/client.js'
import { longDay } from '../format.js'
import { t } from '../i18n.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault, useForm } from '../ui/parts.js'
import { say } from '../ui/said.js'
import { s } from '../sites/words.js'

/** @typedef {import('../api/types').DeviceKey} Key */
/** @typedef {import('../api/types').Device} Device */

/**
 * What a device sends with.
 * @param {{ device: Device }} props
 */
export function Keys({ device }) {
  const w = s()
  const path = `/api/devices/${device.id}/keys`
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Key>>} */ (usePages(path))
  const [made, setMade] = useState('')
  const [leaving, setLeaving] = useState('')
  const add = useForm(async () => {
    const { body } = await post(path)
    setMade(body.key)
    again()
  })
  const drop = async () => {
    await remove(`${path}/${leaving}`)
    setLeaving('')
    again()
  }
  return html`
    <section aria-labelledby="device-keys"><h2 id="device-keys">${w.keys}</h2>
      <p class="muted">${w.keysText}</p>
      ${error || add.error ? html`<${Fault} error=${error || add.error} retry=${again} />` : ''}
      <ul class="cards">${items?.map(
        (one) => html`<li key=${one.id}><${Icon} name="key" size=${24} />
        <span class="grow"><code>${one.id.slice(0, 8)}…</code> <small>${w.since(longDay(one.createdAt))}</small></span>
        <button type="button" class="round" aria-label=${w.dropKey} onClick=${() => setLeaving(one.id)}>
        <${Icon} name="close" size=${20} /></button></li>`,
      )}</ul>
      <${More} more=${more} />
      <form onSubmit=${add.submit}><button class="button" disabled=${add.busy}><${Icon} name="plus" size=${20} />
        ${w.addKey}</button></form>
      ${made && html`<${NewKey} value=${made} device=${device} close=${() => setMade('')} />`}
      ${
        leaving &&
        html`<${Confirm} title=${w.dropKey} yes=${t().remove} danger close=${() => setLeaving('')} confirm=${drop} />`
      }
    </section>`
}

/**
 * The one time that a key is seen, with a line that sends something.
 * @param {{ value: string, device: Device, close: () => void }} props
 */
function NewKey({ value, device, close }) {
  const w = s()
  const metric = device.metrics[0]?.key ?? 'power'
  const at = new Date().toISOString().slice(0, 19) + 'Z'
  const body = JSON.stringify({ samples: [{ metric, at, value: 1 }] })
  const example = [
    `curl ${new URL(url('/api/telemetry'), location.href)}`,
    `-H 'Authorization: Bearer ${value}'`,
    `-H 'Content-Type: application/json'`,
    `-d '${body}'`,
  ].join(' \\\n  ')
  return html`
    <${Dialog} title=${w.addKey} close=${close}>
      <p>${w.newKey}</p>
      <p><code class="secret">${value}</code></p>
      <button type="button" class="button primary" onClick=${async () => {
        await navigator.clipboard.writeText(value)
        say(w.copied)
      }}>${w.copyKey}</button>
      <h3>${w.example}</h3>
      <pre tabindex="0">${example}</pre>
    <//>`
}
