import { html } from '../../lib.js'
import { post } from '../../api/client.js'
import { number } from '../../format.js'
import { go, href } from '../../router.js'
import { Icon } from '../../ui/icon.js'
import { Field, FormFault, useForm } from '../../ui/parts.js'
import { k } from '../words.js'

/**
 * The way to one's team, or into one.
 * @param {{ game: import('../../api/types').MyGame, changed: () => void }} props
 */
export function TeamDoor({ game, changed }) {
  const w = k()
  const id = game.player?.teamId
  return html`
    <section id="my-team" aria-labelledby="team-door"><h2 id="team-door">${w.team}</h2>
      ${
        id
          ? html`<a class="card team-door" href=${href('/equipe/' + id)}><${Icon} name="people" size=${32} />
          <span class="grow"><b>${game.team?.name ?? w.toTeam}</b>
          <small>${game.team?.rank ? w.rank(game.team.rank) : w.noRank}</small></span>
          ${game.team?.score != null && html`<b>${number(game.team.score, 1)}</b>`}<${Icon} name="next" /></a>`
          : html`<p class="muted">${w.teamText}</p>
          <div class="doors"><${Enter} changed=${changed} /><${Found} changed=${changed} /></div>`
      }
    </section>`
}

/** @param {{ changed: () => void }} props */
function Enter({ changed }) {
  const w = k()
  const { busy, error, submit } = useForm(async (data) => {
    const { body } = await post('/api/community/teams/join', { code: data.get('code') })
    changed()
    go('/equipe/' + body.id)
  })
  return html`<form class="form" onSubmit=${submit}><${FormFault} error=${error} />
    <${Field} label=${w.code} name="code" required maxlength="12" autocomplete="off" autocapitalize="characters"
      hint=${w.codeHint} error=${error} />
    <button class="button primary" disabled=${busy}>${w.enter}</button></form>`
}

/** @param {{ changed: () => void }} props */
function Found({ changed }) {
  const w = k()
  const { busy, error, submit } = useForm(async (data) => {
    const { body } = await post('/api/community/teams', { name: data.get('name') })
    changed()
    go('/equipe/' + body.id)
  })
  return html`<form class="form" onSubmit=${submit}><${FormFault} error=${error} />
    <${Field} label=${w.teamName} name="name" required maxlength="60" autocomplete="off" error=${error} />
    <button class="button" disabled=${busy}>${w.found}</button></form>`
}
