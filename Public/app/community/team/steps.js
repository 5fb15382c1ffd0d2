import { html, useState } from '../../lib.js'
import { post, remove, url } from '../../api/client.js'
import { day } from '../../format.js'
import { Icon } from '../../ui/icon.js'
import { More, usePages } from '../../ui/pages.js'
import { Fault } from '../../ui/parts.js'
import { told } from '../player/steps.js'
import { k } from '../words.js'

/** @typedef {import('../../api/types').TeamAction} TeamAction */

/**
 * What team mates have done, for those who have seen it: two confirmations are worth a photo.
 * @param {{ id: string }} props of the team
 */
export function TeamSteps({ id }) {
  const w = k()
  const { items, more, again } = /** @type {ReturnType<typeof usePages<TeamAction>>} */ (
    usePages(`/api/community/teams/${id}/actions?limit=20`)
  )
  if (!items?.length) return null
  return html`
    <section aria-labelledby="team-steps"><h2 id="team-steps">${w.teamSteps}</h2>
      <p class="muted">${w.teamStepsText}</p>
      <ul class="cards">${items.map((one) => html`<${Step} key=${one.id} one=${one} changed=${again} />`)}</ul>
      <${More} more=${more} /></section>`
}

/** @param {{ one: TeamAction, changed: () => void }} props */
function Step({ one, changed }) {
  const w = k()
  const [busy, setBusy] = useState(false)
  const [error, setError] = useState(/** @type {unknown} */ (undefined))
  const path = `/api/community/actions/${one.id}/answers`
  const doing = (/** @type {() => Promise<unknown>} */ act) => async () => {
    setBusy(true)
    setError(undefined)
    await act().then(changed, setError)
    setBusy(false)
  }
  const answer = (/** @type {boolean} */ confirms) => doing(() => post(path, { confirms }))
  const about = `${one.label}, ${one.pseudonym}`
  const photo = one._links.photo?.href
  return html`<li class="step-card"><${Icon} name="leaf" size=${24} />
    <span class="grow"><strong>${one.label}</strong>
      <small>${one.pseudonym}${one.isMine && ` (${w.me})`} · ${day(one.declaredAt)}</small>
      <small>${told(one.shown)}</small>
      ${one.whyNot && !one.isMine && one.answer == null && html`<small>${one.whyNot}</small>`}</span>
    ${
      photo &&
      html`<a class="step-photo" href=${url(photo)} target="_blank" rel="noopener">
      <img src=${url(photo)} alt=${`${w.photoOf} ${about}`} width="72" height="72" loading="lazy" /></a>`
    }
    ${
      one.mayConfirm &&
      one.answer == null &&
      html`<div class="actions"><button type="button" class="button small" disabled=${busy} onClick=${answer(true)}>
        <${Icon} name="check" size=${16} />${w.confirm}<span class="hidden"> ${about}</span></button>
      <button type="button" class="button small quiet" disabled=${busy} onClick=${answer(false)}>${w.doubt}
        <span class="hidden"> ${about}</span></button></div>`
    }
    ${
      one.answer != null &&
      html`<div class="actions"><small>${one.answer ? w.confirmed : w.doubtedByMe}</small>
      <button type="button" class="button small quiet" disabled=${busy} onClick=${doing(() => remove(path + '/mine'))}>
        ${w.takeBack}<span class="hidden"> ${about}</span></button></div>`
    }
    ${error ? html`<${Fault} error=${error} />` : ''}</li>`
}
