import { html } from '../../lib.js'
import { number, shortDate } from '../../format.js'
import { href } from '../../router.js'
import { Chart, bars } from '../../ui/chart.js'
import { Icon } from '../../ui/icon.js'
import { k } from '../words.js'

/** @typedef {import('../../api/types').MyGame} MyGame */

const around = 2 * Math.PI * 52

/**
 * How far one is, at a glance.
 * @param {{ game: MyGame }} props
 */
export function Score({ game }) {
  const w = k()
  const score = Math.max(0, Math.min(100, game.score ?? 0))
  const progress = game.progress
  return html`
    <section class="score" aria-labelledby="my-score"><h2 id="my-score" class="hidden">${w.score}</h2>
      <svg viewBox="0 0 120 120" role="img" aria-label=${`${w.score} : ${number(game.score ?? 0)} ${w.scoreText}`}>
        <circle class="track" cx="60" cy="60" r="52" />
        ${
          score > 0 &&
          html`<circle class="reached" cx="60" cy="60" r="52"
          stroke-dasharray=${`${(score / 100) * around} ${around}`} />`
        }
        <text x="60" y="64" class="big">${number(game.score ?? 0)}</text>
        <text x="60" y="82">${w.scoreText}</text>
      </svg>
      <div><p class="sum">${w.points(game.points.total, number(game.points.total))}</p>
        ${
          game.points.provisional !== 0 &&
          html`<p class="muted small">
        ${w.provisional(number(game.points.provisional))}</p>`
        }
        <p><span class="tag">${game.level ? w.level(game.level) : w.noLevel}</span>
        ${
          game.team?.rank &&
          html` <a class="tag" href=${href('/equipe/' + game.team.teamId)}>${game.team.name} ·${' '}
        ${w.rank(game.team.rank)}</a>`
        }</p>
        ${
          progress &&
          html`<p class="muted small">
        ${progress.counted ? w.counted(progress.days) : w.notCounted(progress.days)}</p>`
        }
      </div>
    </section>
    ${
      progress &&
      !progress.consent &&
      html`<div class="notice bad"><${Icon} name="warn" /><p>${w.noConsent}${' '}
      <a href=${href('/maison')}>${w.giveConsent}</a></p></div>`
    }
    ${game.weeks.length > 1 && html`<${Weeks} weeks=${game.weeks} />`}`
}

/** @param {{ weeks: MyGame['weeks'] }} props */
function Weeks({ weeks }) {
  const w = k()
  const most = Math.max(1, ...weeks.map((one) => one.points))
  const place = bars({ count: weeks.length, most, ground: 84, rise: 64, least: 2, share: 0.7 })
  return html`
    <section aria-labelledby="my-weeks"><h2 id="my-weeks">${w.weeks}</h2>
    <figure class="game-chart"><${Chart} height="104" label=${w.weeksLabel(weeks.length)}>
      ${weeks.map((one, index) => {
        const bar = place(index, Math.max(0, one.points))
        return html`<g key=${one.monday}><rect x=${bar.x} y=${bar.y} width=${bar.width} height=${bar.height} rx="3" />
          <text x=${bar.middle} y=${bar.y - 4}>${number(one.points)}</text>
          <text class="at" x=${bar.middle} y="98">${shortDate(one.monday)}</text></g>`
      })}<//></figure></section>`
}
