import { html, useState } from '../lib.js'
import { post, put, remove } from '../api/client.js'
import { moment } from '../format.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Fault, Field, FormFault, Waiting, announce, useForm, useResource } from '../ui/parts.js'
import { lookAgain, me } from './session.js'
import { a } from './words.js'

/** @typedef {import('../api/types').Session} Session */

/** The devices that are signed in, and what signing in takes. */
export function Security() {
  const w = a().security
  const [open, setOpen] = useState('')
  const isOn = me.value?.secondFactor
  return html`<section class="security">
    <h2>${w.title}</h2>
    <p class="muted">${isOn ? w.factorOn : w.factorOff}</p>
    <button type="button" class="button" onClick=${() => setOpen(isOn ? 'off' : 'on')}>
    <${Icon} name=${isOn ? 'close' : 'plus'} size=${20} />
    ${w.factor} : ${(isOn ? w.switchOff : w.switchOn).toLowerCase()}</button>
    <h3>${w.sessions}</h3>
    <${Sessions} />
    ${open === 'on' && html`<${SwitchOn} close=${() => setOpen('')} />`}
    ${open === 'off' && html`<${SwitchOff} close=${() => setOpen('')} />`}</section>`
}

function Sessions() {
  const w = a().security
  const { data, error, again } = useResource('/api/sessions')
  const [fault, setFault] = useState(/** @type {unknown} */ (undefined))
  const items = /** @type {{ items: Session[] } | undefined} */ (data)?.items
  const end = async (/** @type {Session} */ one) => {
    try {
      await remove('/api/sessions/' + one.id)
      announce(w.ended)
    } catch (refusal) {
      setFault(refusal)
    }
    again()
  }
  if (!items) return error ? html`<${Fault} error=${error} retry=${again} />` : html`<${Waiting} />`
  return html`
    <${FormFault} error=${fault} />
    <ul class="cards">${items.map(
      (one) => html`
      <li key=${one.id}><${Icon} name="person" size=${28} />
        <span class="grow"><strong>${one.device ?? w.unknownDevice}</strong>
          <small>${w.since(moment(one.since))}${one.network ? ' · ' + one.network : ''}</small>
          <small>${w.lastUsed(moment(one.lastUsed))}</small></span>
        ${
          one.current
            ? html`<b class="badge">${w.thisOne}</b>`
            : html`<button type="button" class="button small" aria-label=${w.endOne(one.device ?? w.unknownDevice)}
            onClick=${() => end(one)}>${w.end}</button>`
        }</li>`,
    )}</ul>`
}

/** @param {{ close: () => void }} props */
function SwitchOn({ close }) {
  const w = a().security
  const [proposed, setProposed] = useState(/** @type {import('../api/types').ProposedSecondFactor | null} */ (null))
  const [codes, setCodes] = useState(/** @type {string[] | null} */ (null))
  const propose = useForm(async () => setProposed((await post('/api/account/totp')).body))
  const confirm = useForm(async (data) => {
    const answer = await put('/api/account/totp', { code: data.get('code') })
    setCodes(answer.body.recoveryCodes)
    await lookAgain()
  })
  if (codes) return html`<${Recovery} codes=${codes} close=${close} />`
  if (!proposed) {
    return html`<${Dialog} title=${w.factor} close=${close} class="small">
      <form class="form" onSubmit=${propose.submit}><p>${w.factorOff}</p><${FormFault} error=${propose.error} />
      <button class="button primary" disabled=${propose.busy}>${w.switchOn}</button></form><//>`
  }
  return html`<${Dialog} title=${w.factor} close=${close} class="small">
    <form class="form" onSubmit=${confirm.submit}><p>${w.secretText}</p>
    <p><a class="button" href=${proposed.uri} target="_blank" rel="noreferrer">${w.openApp}</a></p>
    <p>${w.key} : <code>${proposed.secret.match(/.{4}/g)?.join(' ')}</code></p>
    <${FormFault} error=${confirm.error} />
    <${Field} label=${w.firstCode} name="code" inputmode="numeric" autocomplete="one-time-code" required maxlength="7"
      error=${confirm.error} />
    <button class="button primary" disabled=${confirm.busy}>${w.confirm}</button></form><//>`
}

/** @param {{ codes: string[], close: () => void }} props */
function Recovery({ codes, close }) {
  const w = a().security
  const copy = () =>
    navigator.clipboard?.writeText(codes.join('\n')).then(
      () => announce(w.copied),
      () => {},
    )
  return html`<${Dialog} title=${w.recovery} close=${close} class="small">
    <p>${w.recoveryText}</p>
    <ul class="plain">${codes.map((code) => html`<li key=${code}><code>${code}</code></li>`)}</ul>
    <div class="actions"><button type="button" class="button" onClick=${copy}>${w.copy}</button>
      <button type="button" class="button primary" onClick=${close}>${w.kept}</button></div><//>`
}

/** @param {{ close: () => void }} props */
function SwitchOff({ close }) {
  const w = a().security
  const { busy, error, submit } = useForm(async (data) => {
    await remove('/api/account/totp', { body: { password: data.get('password'), code: data.get('code') } })
    announce(w.offDone)
    await lookAgain()
    close()
  })
  return html`<${Dialog} title=${w.factor} close=${close} class="small">
    <form class="form" onSubmit=${submit}><${FormFault} error=${error} />
    <${Field} label=${a().signing.password} name="password" type="password" autocomplete="current-password" required
      error=${error} />
    <${Field} label=${w.code} name="code" autocomplete="one-time-code" required hint=${w.codeHint} error=${error} />
    <button class="button danger" disabled=${busy}>${w.switchOff}</button></form><//>`
}
