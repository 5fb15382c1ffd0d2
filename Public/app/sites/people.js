import { html, useState } from '../lib.js'
import { me } from '../accounts/session.js'
import { get, patch, post, remove } from '../api/client.js'
import { t } from '../i18n.js'
import { go } from '../router.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault, Field, FormFault, useForm } from '../ui/parts.js'
import { say } from '../ui/said.js'
import { s } from './words.js'

/** @typedef {import('../api/types').SitePerson} Person */
/** @typedef {import('../api/types').Site} Site */

const roles = /** @type {const} */ (['owner', 'technician', 'reader'])

/**
 * Who may do what at a site; its owners change it.
 * @param {{ site: Site }} props
 */
export function People({ site }) {
  const w = s()
  const path = `/api/sites/${site.id}/people`
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Person>>} */ (usePages(path))
  const [fault, setFault] = useState(/** @type {unknown} */ (undefined))
  const [isInviting, setInviting] = useState(false)
  const [leaving, setLeaving] = useState(/** @type {Person | null} */ (null))
  const isOwner = Boolean(site._links.invite)
  /** @param {Person} person @param {(match: string | null) => Promise<unknown>} act */
  const act = async (person, act) => {
    setFault(undefined)
    try {
      await act((await get(`${path}/${person.accountId}`)).etag)
      again()
      return true
    } catch (error) {
      setFault(error)
      return false
    }
  }
  const drop = async () => {
    const person = leaving
    setLeaving(null)
    if (!person) return
    const isGone = await act(person, (match) => remove(`${path}/${person.accountId}`, { match }))
    if (isGone && person.accountId === me.peek()?.id) go('/sites')
  }
  return html`
    <section aria-labelledby="site-people"><h2 id="site-people">${w.people}</h2>
      ${error || fault ? html`<${Fault} error=${error || fault} retry=${again} />` : ''}
      <ul class="cards">${items?.map((one) => {
        const isMe = one.accountId === me.value?.id
        return html`<li key=${one.accountId}><${Icon} name="person" size=${28} />
          <span class="grow"><strong>${one.displayName}${isMe && ` (${w.you})`}</strong>
            <small>${w.roles[one.role]} : ${w.rolesText[one.role]}</small></span>
          ${
            isOwner &&
            html`<select aria-label=${`${w.role}, ${one.displayName}`} value=${one.role}
            onChange=${(/** @type {Event} */ event) => {
              const role = /** @type {HTMLSelectElement} */ (event.target).value
              act(one, (match) => patch(`${path}/${one.accountId}`, { role }, { match }))
            }}>${roles.map((role) => html`<option key=${role} value=${role}>${w.roles[role]}</option>`)}</select>`
          }
          ${
            (isOwner || isMe) &&
            html`<button type="button" class="round" aria-label=${isMe ? w.leave : w.removePerson(one.displayName)}
            onClick=${() => setLeaving(one)}><${Icon} name="close" size=${20} /></button>`
          }</li>`
      })}</ul>
      <${More} more=${more} />
      ${
        isOwner &&
        html`<button type="button" class="button" onClick=${() => setInviting(true)}><${Icon} name="plus" size=${20} />
        ${w.invite}</button>`
      }
      ${isInviting && html`<${Invite} site=${site} close=${() => setInviting(false)} />`}
      ${
        leaving &&
        html`<${Confirm} title=${leaving.accountId === me.value?.id ? w.leave : w.removePerson(leaving.displayName)}
        yes=${t().remove} danger close=${() => setLeaving(null)} confirm=${drop} />`
      }
    </section>`
}

/** @param {{ site: Site, close: () => void }} props */
function Invite({ site, close }) {
  const w = s()
  const { busy, error, submit } = useForm(async (data) => {
    await post(`/api/sites/${site.id}/invitations`, { email: data.get('email'), role: data.get('role') })
    close()
    say(w.invited)
  })
  return html`
    <${Dialog} title=${w.invite} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        <${Field} label=${w.email} name="email" type="email" required error=${error} />
        <${Field} label=${w.role} name="role" error=${error}>${[...roles]
          .reverse()
          .map((role) => html`<option key=${role} value=${role}>${w.roles[role]} : ${w.rolesText[role]}</option>`)}<//>
        <button class="button primary" disabled=${busy}>${w.invite}</button>
      </form>
    <//>`
}
