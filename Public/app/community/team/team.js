import { html, useState } from '../../lib.js'
import { remove } from '../../api/client.js'
import { energy, number } from '../../format.js'
import { go, href } from '../../router.js'
import { Confirm } from '../../ui/dialog.js'
import { Icon } from '../../ui/icon.js'
import { Fault, Waiting, announce, useResource } from '../../ui/parts.js'
import { DemonstrationTag } from '../../stations/demonstration.js'
import { Sheet } from '../../ui/sheet.js'
import { k } from '../words.js'
import { Podium } from './podium.js'
import { TeamSteps } from './steps.js'

/** @typedef {import('../../api/types').Team} Team */

/**
 * A team: where it stands, who is in it, and the code that lets neighbours in.
 * @param {{ id: string }} props
 */
export function TeamPage({ id }) {
  const w = k()
  const { data, error, again } = useResource('/api/community/teams/' + id)
  const team = /** @type {Team | undefined} */ (data)
  return html`
    <${Sheet} title=${team?.name ?? w.team} subtitle=${
      team &&
      html`${w.members(team.members.length)}
      ${team.demonstration && html`<${DemonstrationTag} />`}`
    } stop="full"
      back=${href('/communaute')}>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${!team && !error && html`<${Waiting} lines=${6} />`}
      ${team && html`<${Place} team=${team} />`}
      <${Podium} />
      ${team && html`<${Members} team=${team} />`}
      ${team?.members.some((one) => one.isMe) && html`<${TeamSteps} id=${id} />`}
      ${team?.code && html`<${Invite} code=${team.code} />`}
      ${team?.members.some((one) => one.isMe) && html`<${Leave} id=${id} />`}
    <//>`
}

/** @param {{ team: Team }} props */
function Place({ team }) {
  const w = k()
  return html`<ul class="plain grid-figures game-figures">
    <li><small>${w.teamScore}</small><b>${team.score != null ? number(team.score, 1) : '–'}</b>
    <small>${w.scoreText}</small></li>
    <li><small>${w.teamPoints}</small><b>${number(team.points)}</b>
    <small>${team.rank ? w.rank(team.rank) : ''}</small></li>
    <li><small>${w.together}</small><b>${team.wh != null ? energy(team.wh / 1000) : '–'}</b></li></ul>
    ${team.rank == null && html`<p class="muted small">${w.noRank}</p>`}
    <p class="muted small">${team.wh == null && w.togetherHidden} ${w.pointsRound}</p>`
}

/** @param {{ team: Team }} props */
function Members({ team }) {
  const w = k()
  return html`<section aria-labelledby="team-members"><h2 id="team-members">${w.members(team.members.length)}</h2>
    <ul class="plain rows">${team.members.map(
      (one) => html`<li key=${one.pseudonym}>
        <span>${one.pseudonym}${one.isMe ? html` <span class="tag">${w.me}</span>` : ''}
        ${one.name && html`<small>${one.name}</small>`}</span>
        <small>${one.counted ? w.takesPart : w.waitsDays}</small></li>`,
    )}</ul></section>`
}

/** @param {{ code: string }} props */
function Invite({ code }) {
  const w = k()
  const copy = async () => {
    await navigator.clipboard?.writeText(code)
    announce(w.copied)
  }
  return html`<section class="pairing" aria-labelledby="team-invite"><h2 id="team-invite">${w.invite}</h2>
    <p>${w.inviteText}</p><p class="invite"><code>${code.slice(0, 4)}-${code.slice(4)}</code>
    <button type="button" class="button small" onClick=${copy}>
    <${Icon} name="share" size=${16} /> ${w.copy}</button></p>
  </section>`
}

/** @param {{ id: string }} props */
function Leave({ id }) {
  const w = k()
  const [isAsking, setAsking] = useState(false)
  const leave = async () => {
    await remove(`/api/community/teams/${id}/members/me`)
    go('/communaute')
  }
  return html`<button type="button" class="button danger" onClick=${() => setAsking(true)}>${w.leave}</button>
    ${
      isAsking &&
      html`<${Confirm} title=${w.leave} text=${w.leaveText} yes=${w.leave} danger close=${() => setAsking(false)}
        confirm=${leave} />`
    }`
}
