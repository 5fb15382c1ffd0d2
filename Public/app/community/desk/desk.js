import { html } from '../../lib.js'
import { energy, moment, number } from '../../format.js'
import { Icon } from '../../ui/icon.js'
import { Fault, Waiting, useResource } from '../../ui/parts.js'
import { Doubts } from './doubts.js'
import { People } from './people.js'
import { PointsToCheck } from './revoke.js'
import { SeasonBoard } from './season.js'
import { Teams } from './teams.js'
import { ThresholdBoard } from './thresholds.js'
import { kd } from './words.js'

/** @typedef {import('../../api/types').GameOverview} Overview */

/** The game as its organiser sees it. */
export function CommunityDesk() {
  const w = kd()
  const found = useResource('/api/admin/community/overview')
  const it = /** @type {Overview | undefined} */ (found.data)
  return html`
    <header class="desk-head"><h1>${w.title}</h1>
      ${it?.season?.reckonedAt && html`<p class="muted">${w.reckoned(moment(it.season.reckonedAt))}</p>`}
      <button type="button" class="button" onClick=${found.again}>${w.refresh}</button></header>
    ${found.error ? html`<${Fault} error=${found.error} retry=${found.again} />` : ''}
    ${!it && !found.error && html`<${Waiting} lines=${6} />`}
    ${it && html`<${Figures} it=${it} /><${SeasonBoard} season=${it.season} changed=${found.again} />`}
    <${People} />
    <${Teams} />
    <${Doubts} />
    <${PointsToCheck} />
    <${ThresholdBoard} />`
}

/** @param {{ it: Overview }} props */
function Figures({ it }) {
  const w = kd()
  const { saved, agreement } = it
  const judged = agreement.agreed + agreement.diverging
  const interval =
    saved.low != null && saved.high != null && w.interval(energy(saved.low / 1000), energy(saved.high / 1000))
  /** @type {[string, string, string][]} */
  const cells = [
    [w.players, number(it.players), w.teamsCount(it.teams)],
    [w.coverage, w.percent(number(it.coverage * 100, 1)), w.coverageText],
    [w.saved, saved.wh != null ? energy(saved.wh / 1000) : '–', interval || w.hidden(saved.homes)],
    [w.peak, it.shedAtPeakWh != null ? energy(it.shedAtPeakWh / 1000) : '–', w.peakText],
    [
      w.agreement,
      judged ? w.percent(number((agreement.agreed / judged) * 100, 1)) : '–',
      w.days(number(agreement.agreed), number(agreement.diverging), number(agreement.pending + agreement.uncertified)),
    ],
    [w.boxes, number(it.flaggedBoxes), w.boxesText],
  ]
  return html`<ul class="plain figures">${cells.map(
    ([name, value, more]) => html`<li key=${name}><h2>${name}</h2><b>${value}</b><small>${more}</small></li>`,
  )}</ul>
  ${it.madeUpPlayers ? html`<div class="notice"><${Icon} name="info" /><p>${w.madeUp(it.madeUpPlayers)}</p></div>` : ''}
  ${
    it.flaggedBoxes > 0 &&
    html`<div class="notice"><${Icon} name="warn" /><p>${w.boxesNotice(it.flaggedBoxes)}</p></div>`
  }`
}
