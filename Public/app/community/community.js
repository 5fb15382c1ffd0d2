import { html } from '../lib.js'
import { shortDate } from '../format.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Empty, Fault, Waiting, useResource } from '../ui/parts.js'
import { DemonstrationTag } from '../stations/demonstration.js'
import { Sheet } from '../ui/sheet.js'
import { Challenges } from './challenges.js'
import { Ideas } from './player/ideas.js'
import { JoinGame } from './join.js'
import { Me } from './me.js'
import { Next } from './player/next.js'
import { Points } from './points.js'
import { Score } from './player/score.js'
import { Steps } from './player/steps.js'
import { Sheddings } from './sheddings.js'
import { TeamDoor } from './team/door.js'
import { k } from './words.js'

/** @typedef {import('../api/types').MyGame} MyGame */

/** The game, as a player sees it. */
export function CommunityPage() {
  const w = k()
  const { data, error, again } = useResource('/api/community/me')
  const game = /** @type {MyGame | undefined} */ (data)
  const season = game?.season
  const name = season && w.season(season.name, shortDate(season.from), shortDate(season.to))
  return html`
    <${Sheet} title=${w.title} stop="full" back=${href('/energie')}
      subtitle=${season?.demonstration ? html`${name} <${DemonstrationTag} />` : name}>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${!game && !error && html`<${Waiting} lines=${6} />`}
      ${game && !season && html`<${Empty} text=${w.noSeason} icon="leaf" />`}
      ${season?.state === 'closed' && html`<div class="notice"><${Icon} name="info" /><p>${w.closed}</p></div>`}
      ${game && !game.player && html`<${JoinGame} done=${again} />`}
      ${game?.player && season && html`<${Playing} game=${game} changed=${again} />`}
      <${Ideas} />
    <//>`
}

/** @param {{ game: MyGame, changed: () => void }} props */
function Playing({ game, changed }) {
  const isOpen = game.season?.state === 'open'
  return html`
    <${Score} game=${game} />
    ${isOpen && html`<${Next} game=${game} changed=${changed} />`}
    <${Challenges} game=${game} />
    <${TeamDoor} game=${game} changed=${changed} />
    <${Steps} key=${'steps' + game.points.total} changed=${changed} />
    <${Sheddings} isOpen=${isOpen} peaks=${game.season?.rules.peaks ?? []} />
    <${Points} key=${game.points.total} />
    <${Me} game=${game} changed=${changed} />`
}
