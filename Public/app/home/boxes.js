import { html, useState } from '../lib.js'
import { post, remove } from '../api/client.js'
import { ago, moment } from '../format.js'
import { t } from '../i18n.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault, Field, FormFault, useForm } from '../ui/parts.js'
import { Relay } from './relay.js'
import { h } from './words.js'

/** @typedef {import('./shapes').Box} Box */

/**
 * The boxes at the meter of a home.
 * @param {{ home: import('./shapes').Home }} props
 */
export function Boxes({ home }) {
  const w = h()
  const path = `/api/homes/${home.id}/boxes`
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Box>>} */ (usePages(path))
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState('')
  const drop = async () => {
    await remove(`${path}/${leaving}`)
    setLeaving('')
    again()
  }
  return html`
    <section aria-labelledby="home-boxes"><h2 id="home-boxes">${w.boxes}</h2>
      <p class="muted">${w.boxesText}</p>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      <ul class="cards boxes">${items?.map(
        (one) => html`<${OneBox} key=${one.id} box=${one} path=${`${path}/${one.id}`} changed=${again}
        drop=${() => setLeaving(one.id)} />`,
      )}</ul>
      <${More} more=${more} />
      <button type="button" class="button" onClick=${() => setAdding(true)}><${Icon} name="plus" size=${20} />
        ${w.addBox}</button>
      ${
        isAdding &&
        html`<${AddBox} path=${path} close=${() => {
          setAdding(false)
          again()
        }} />`
      }
      ${
        leaving &&
        html`<${Confirm} title=${w.dropBox} text=${w.dropBoxText} yes=${t().remove} danger
        close=${() => setLeaving('')} confirm=${drop} />`
      }
    </section>`
}

/** @param {{ box: Box, path: string, changed: () => void, drop: () => void }} props */
function OneBox({ box, path, changed, drop }) {
  const w = h()
  const told = box.lastSeenAt ? w.seen(ago(box.lastSeenAt)) : box.pairedAt ? w.unseen : w.waiting
  return html`
    <li><${Icon} name="battery" size=${24} />
      <span class="grow"><strong>${box.name || w.boxes}</strong><small>${told}</small>
      ${box.pin ? html`<small>${w.pin(box.pin)}</small>` : ''}</span>
      <button type="button" class="round" aria-label=${w.dropBox} onClick=${drop}>
      <${Icon} name="close" size=${20} /></button>
      ${(box.alarms ?? []).map(
        (one) => html`<p key=${one.cause} class=${one.cause === 'surplus' ? 'notice good' : 'notice bad'}>
        <${Icon} name="warn" size=${20} /><span>${w.causes[one.cause] ?? one.cause}
        <small>${w.alarmSince(moment(one.since))}</small></span></p>`,
      )}
      ${box.isFlagged && html`<p class="notice"><${Icon} name="info" size=${20} />${w.flagged(box.divergingDays)}</p>`}
      ${box.pairedAt && html`<${Relay} box=${box} path=${path} changed=${changed} />`}</li>`
}

/**
 * The one time that a code is seen.
 * @param {{ path: string, close: () => void }} props
 */
function AddBox({ path, close }) {
  const w = h()
  const [code, setCode] = useState('')
  const { busy, error, submit } = useForm(async (data) => {
    const { body } = await post(path, { name: data.get('name') || undefined })
    setCode(body.code)
  })
  return html`
    <${Dialog} title=${w.addBox} close=${close}>
      ${
        code
          ? html`<p>${w.code}</p><p class="pairing"><code>${code}</code></p>
            <pre>watts-box pair ${code} --server ${location.origin} --data /var/lib/watts-box</pre>`
          : html`<form class="form" onSubmit=${submit}><${FormFault} error=${error} />
            <${Field} label=${w.boxName} name="name" maxlength="100" error=${error} />
            <button class="button primary" disabled=${busy}>${w.addBox}</button></form>`
      }
    <//>`
}
