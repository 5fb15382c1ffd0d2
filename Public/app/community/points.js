import { html } from '../lib.js'
import { day, energy, number } from '../format.js'
import { Empty, Fault } from '../ui/parts.js'
import { More, usePages } from '../ui/pages.js'
import { k } from './words.js'

/** @typedef {import('../api/types').PointRow} PointRow */

/** Every point; a tap opens why. */
export function Points() {
  const w = k()
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<PointRow>>} */ (
    usePages('/api/community/points?all=false&limit=20')
  )
  return html`
    <section aria-labelledby="my-points"><h2 id="my-points">${w.history}</h2>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${items?.length === 0 && html`<${Empty} text=${w.historyNone} icon="leaf" />`}
      <ul class="plain point-rows">${(items ?? []).map(
        (one) => html`<li key=${one.id}><details><summary>
          <span class="grow">${w.rules[one.rule]}<small>${day(one.earnedAt)} · ${w.states[one.state]}
          ${one.teamId && ` · ${w.sinceTeam}`}</small></span>
          <b class=${one.points < 0 || one.state === 'revoked' ? 'lost' : 'won'}>${signed(one)}</b></summary>
          <${Explained} row=${one} /></details></li>`,
      )}</ul><${More} more=${more} /></section>`
}

/** @param {PointRow} one */
const signed = (one) => (one.points > 0 ? '+' : '') + number(one.points)

/** What says nothing where it is nothing. */
const silent = ['level', 'malus', 'rebound', 'sun', 'peak']

/**
 * Why a row has its points, in words and in figures.
 * @param {{ row: PointRow }} props
 */
export function Explained({ row }) {
  const w = k()
  const figures = row.figures.filter((one) => one.value !== 0 || !silent.includes(one.name))
  return html`<div class="explained" data-state=${row.state}><p>${row.explanation}</p>
    ${row.reason && html`<p class="lost">${w.revokedFor(row.reason)}</p>`}
    ${
      figures.length > 0 &&
      html`<dl class="facts">${figures.map((one) => {
        const name = w.figures[/** @type {'drawn'} */ (one.name)]
        return name && html`<div key=${one.name}><dt>${name}</dt><dd>${figure(one)}</dd></div>`
      })}</dl>`
    }</div>`
}

/** @param {PointRow['figures'][number]} one */
function figure({ value, unit, name }) {
  if (unit === 'Wh') return energy(value / 1000)
  if (unit === '%') return number(value, 1) + '\u202f%'
  if (name.endsWith('Share')) return number(value * 100, 1) + '\u202f%'
  return number(value, 1)
}
