import { html, useState } from '../lib.js'
import { post } from '../api/client.js'
import { me } from '../accounts/session.js'
import { a } from '../accounts/words.js'
import { longDay } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Field, FormFault, useForm } from '../ui/parts.js'
import { ConfirmByName, EditDialog, useEdited } from './edit.js'
import { BulkBar, useChoosing } from './lists/bulk.js'
import { ListHead } from './lists/head.js'
import { Choice, SearchField, Table, TableTools, question, usePages } from './lists/table.js'
import { d } from './words.js'

/** @typedef {import('../api/types').Account} Account */

const roles = /** @type {const} */ (['driver', 'technician', 'admin'])

const filters = ['q', 'role', 'locked', 'sort']

export function Accounts() {
  const w = d().accounts
  const asked = question('/api/admin/accounts', filters)
  const pages = usePages(asked)
  const choosing = useChoosing(asked, (/** @type {Account} */ one) => one.email)
  const [edited, setEdited] = useState(/** @type {Account | 'new' | null} */ (null))
  const done = () => {
    setEdited(null)
    pages.again()
  }
  const columns = [
    { name: w.name, sort: 'name', cell: (/** @type {Account} */ one) => html`<strong>${one.displayName}</strong>` },
    { name: w.email, sort: 'email', cell: (/** @type {Account} */ one) => one.email },
    { name: w.role, sort: 'role', cell: (/** @type {Account} */ one) => w.roles[one.role] },
    {
      name: w.state,
      cell: (/** @type {Account} */ one) =>
        html`<span class="pill" data-kind=${one.locked ? 'bad' : one.emailConfirmed ? 'good' : ''}>
          ${one.locked ? w.locked : one.emailConfirmed ? w.confirmed : w.unconfirmed}</span>`,
    },
    { name: w.since, sort: 'created', cell: (/** @type {Account} */ one) => longDay(one.createdAt) },
    {
      name: t().change,
      class: 'act',
      cell: (/** @type {Account} */ one) => html`
      <a class="button small" href=${href('/admin/journal?kind=account&subject=' + one.id)}>${d().desk.history}
      <span class="hidden"> ${one.displayName}</span></a>
      <button type="button" class="button small" onClick=${() => setEdited(one)}>${t().change}
      <span class="hidden"> ${one.displayName}</span></button>`,
    },
  ]
  return html`
    <header class="desk-head"><h1>${d().pages.accounts}</h1>
      <button type="button" class="button primary" onClick=${() => setEdited('new')}><${Icon} name="plus" size=${20} />
      ${w.add}</button></header>
    <div class="bar"><${SearchField} label=${w.find} />
      <${Choice} name="role" label=${w.role} options=${roles.map((role) => [role, w.roles[role]])} />
      <${Choice} name="locked" label=${w.state} options=${[['true', w.locked], ['false', w.unlocked]]} />
      <${TableTools} columns=${columns} /></div>
    <${ListHead} pages=${pages} path="/api/admin/accounts" filters=${filters} name=${d().pages.accounts} />
    <${BulkBar} choosing=${choosing} pages=${pages} asked=${asked} actions=${['lock', 'unlock']} done=${pages.again} />
    <${Table} caption=${d().pages.accounts} columns=${columns} pages=${pages} empty=${w.none} choosing=${choosing}
      paged />
    ${edited === 'new' && html`<${NewAccount} close=${() => setEdited(null)} done=${done} />`}
    ${
      edited &&
      edited !== 'new' &&
      html`<${EditAccount} account=${edited} close=${() => setEdited(null)} done=${done} />`
    }`
}

/** @param {{ value?: string, error?: unknown, disabled?: boolean }} props */
const RoleField = ({
  value,
  error,
  disabled = false,
}) => html`<${Field} label=${d().accounts.role} name="role" error=${error} disabled=${disabled}>
  ${roles.map(
    (role) => html`<option key=${role} value=${role} selected=${role === value}>${d().accounts.roles[role]}</option>`,
  )}<//>`

/** @param {{ close: () => void, done: () => void }} props */
function NewAccount({ close, done }) {
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/admin/accounts', {
      email: data.get('email'),
      displayName: data.get('displayName'),
      password: data.get('password'),
      role: data.get('role'),
    })
    done()
  })
  return html`<${Dialog} title=${d().accounts.add} close=${close} class="side">
    <form class="form" novalidate onSubmit=${submit}><${FormFault} error=${error} />
    <${Field} label=${a().signing.name} name="displayName" required error=${error} />
    <${Field} label=${a().signing.email} name="email" type="email" required error=${error} />
    <${Field} label=${a().signing.password} name="password" type="password" autocomplete="new-password" required
      hint=${a().signing.passwordRule} error=${error} />
    <${RoleField} error=${error} />
    <button class="button primary" disabled=${busy}>${d().accounts.add}</button></form><//>`
}

/** @param {{ account: Account, close: () => void, done: () => void }} props */
function EditAccount({ account, close, done }) {
  const w = d().accounts
  const [isLeaving, setLeaving] = useState(false)
  const edited = useEdited('/api/admin/accounts/' + account.id, done)
  const isMe = account.id === me.value?.id
  const facts = [
    { name: 'displayName', label: a().signing.name, of: (/** @type {Account} */ one) => one.displayName },
    {
      name: 'role',
      label: w.role,
      of: (/** @type {Account} */ one) => one.role,
      say: (/** @type {Account['role']} */ role) => w.roles[role],
    },
    {
      name: 'locked',
      label: w.locked,
      of: (/** @type {Account} */ one) => Boolean(one.locked),
      say: (/** @type {boolean} */ is) => (is ? d().desk.yes : d().desk.no),
    },
  ]
  const submit = (/** @type {Account} */ old) => (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    const data = new FormData(/** @type {HTMLFormElement} */ (event.currentTarget))
    const [displayName, role, locked] = [
      String(data.get('displayName')).trim(),
      data.get('role') ?? old.role,
      data.get('locked') === 'on',
    ]
    edited.save({
      ...(displayName === old.displayName ? {} : { displayName }),
      ...(role === old.role ? {} : { role }),
      ...(isMe || locked === Boolean(old.locked) ? {} : { locked }),
    })
  }
  if (isLeaving && !edited.conflict) {
    return html`<${ConfirmByName} title=${w.remove(account.displayName)} text=${w.removeText}
      name=${account.displayName} yes=${t().remove}
      busy=${edited.busy} error=${edited.error} close=${() => setLeaving(false)} confirm=${edited.drop} />`
  }
  return html`<${EditDialog} title=${account.email} close=${close} edited=${edited} facts=${facts}>${(
    /** @type {Account} */ old,
  ) => html`
    <form class="form" novalidate key=${JSON.stringify(old)} onSubmit=${submit(old)}>
      <${Field} label=${a().signing.name} name="displayName" defaultValue=${old.displayName} required
        error=${edited.error} />
      <${RoleField} value=${old.role} error=${edited.error} disabled=${isMe} />
      <label class="switch"><span>${w.locked}</span>
      <input type="checkbox" role="switch" name="locked" defaultChecked=${Boolean(old.locked)}
        disabled=${isMe} /></label>
      <div class="actions"><button class="button primary" disabled=${edited.busy}>${t().save}</button>
        ${
          !isMe &&
          html`<button type="button" class="button danger" onClick=${() => setLeaving(true)}>
        ${t().remove}</button>`
        }</div></form>`}<//>`
}
