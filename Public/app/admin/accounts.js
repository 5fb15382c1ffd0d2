import { html, useState } from '../lib.js'
import { ask, patch, post, remove } from '../api.js'
import { me } from '../accounts/session.js'
import { longDay } from '../format.js'
import { t } from '../i18n.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Field, FormFault, useForm } from '../ui/parts.js'
import { Choice, SearchField, Table, question, usePages } from './table.js'

/** @typedef {import('../types').Account} Account */

export function Accounts() {
  const w = t().accounts
  const pages = usePages(question('/api/admin/accounts', ['q', 'role', 'locked']))
  const [edited, setEdited] = useState(/** @type {Account | 'new' | null} */ (null))
  const roles = /** @type {['driver', 'technician', 'admin']} */ (['driver', 'technician', 'admin'])
  const columns = [
    { name: w.name, cell: (/** @type {Account} */ one) => html`<strong>${one.displayName}</strong>` },
    { name: w.email, cell: (/** @type {Account} */ one) => one.email },
    { name: w.role, cell: (/** @type {Account} */ one) => w.roles[one.role] },
    { name: w.state, cell: (/** @type {Account} */ one) => html`<span class="pill" data-kind=${one.locked ? 'bad' : one.emailConfirmed ? 'good' : ''}>${one.locked ? w.locked : one.emailConfirmed ? w.confirmed : w.unconfirmed}</span>` },
    { name: w.since, cell: (/** @type {Account} */ one) => longDay(one.createdAt) },
    { name: t().change, class: 'act', cell: (/** @type {Account} */ one) => html`<button type="button" class="button small" onClick=${() => setEdited(one)}>${t().change}<span class="hidden"> ${one.displayName}</span></button>` },
  ]
  return html`
    <header class="desk-head"><h1>${t().admin.accounts}</h1>
      <button type="button" class="button primary" onClick=${() => setEdited('new')}><${Icon} name="plus" size=${20} />${w.add}</button></header>
    <div class="bar"><${SearchField} label=${w.find} />
      <${Choice} name="role" label=${w.role} options=${roles.map((role) => [role, w.roles[role]])} />
      <${Choice} name="locked" label=${w.state} options=${[['true', w.locked], ['false', w.unlocked]]} /></div>
    <${Table} caption=${t().admin.accounts} columns=${columns} pages=${pages} empty=${w.none} />
    ${edited === 'new' && html`<${NewAccount} close=${() => setEdited(null)} done=${() => { setEdited(null); pages.again() }} />`}
    ${edited && edited !== 'new' && html`<${EditAccount} account=${edited} close=${() => setEdited(null)} done=${() => { setEdited(null); pages.again() }} />`}`
}

/** @param {{ value?: string, error: unknown }} props */
const RoleField = ({ value, error }) => html`<${Field} label=${t().accounts.role} name="role" error=${error} disabled=${false}>
  ${Object.entries(t().accounts.roles).map(([role, words]) => html`<option key=${role} value=${role} selected=${role === value}>${words}</option>`)}<//>`

/** @param {{ close: () => void, done: () => void }} props */
function NewAccount({ close, done }) {
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/admin/accounts', { email: data.get('email'), displayName: data.get('displayName'), password: data.get('password'), role: data.get('role') })
    done()
  })
  return html`<${Dialog} title=${t().accounts.add} close=${close}><form class="form" onSubmit=${submit}>
    <${FormFault} error=${error} />
    <${Field} label=${t().signing.name} name="displayName" required error=${error} />
    <${Field} label=${t().signing.email} name="email" type="email" required error=${error} />
    <${Field} label=${t().signing.password} name="password" type="password" autocomplete="new-password" required hint=${t().signing.passwordRule} error=${error} />
    <${RoleField} error=${error} />
    <button class="button primary" disabled=${busy}>${t().accounts.add}</button></form><//>`
}

/** @param {{ account: Account, close: () => void, done: () => void }} props */
function EditAccount({ account, close, done }) {
  const w = t().accounts
  const [isLeaving, setLeaving] = useState(false)
  const { busy, error, submit, setError } = useForm(async (data) => {
    const { etag } = await ask('/api/admin/accounts/' + account.id)
    await patch('/api/admin/accounts/' + account.id, { displayName: data.get('displayName'), role: data.get('role'), locked: data.get('locked') === 'on' }, etag)
    done()
  })
  const drop = async () => {
    try {
      const { etag } = await ask('/api/admin/accounts/' + account.id)
      await remove('/api/admin/accounts/' + account.id, etag)
      done()
    } catch (fault) { setError(fault); setLeaving(false) }
  }
  if (isLeaving) return html`<${Confirm} title=${w.remove(account.displayName)} text=${w.removeText} yes=${t().remove} danger close=${() => setLeaving(false)} confirm=${drop} />`
  return html`<${Dialog} title=${account.email} close=${close}><form class="form" onSubmit=${submit}>
    <${FormFault} error=${error} />
    <${Field} label=${t().signing.name} name="displayName" defaultValue=${account.displayName} required error=${error} />
    <${RoleField} value=${account.role} error=${error} />
    <label class="switch"><span>${w.locked}</span><input type="checkbox" role="switch" name="locked" defaultChecked=${Boolean(account.locked)} disabled=${account.id === me.value?.id} /></label>
    <div class="actions"><button class="button primary" disabled=${busy}>${t().save}</button>
      <button type="button" class="button danger" onClick=${() => setLeaving(true)}>${t().remove}</button></div></form><//>`
}

