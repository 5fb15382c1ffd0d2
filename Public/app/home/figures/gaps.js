import { html } from '../../lib.js'
import { moment, shortDate } from '../../format.js'
import { More, usePages } from '../../ui/pages.js'
import { h } from '../words.js'

/** @typedef {import('../shapes').Gap} Gap */

/**
 * Days that are not whole, and what becomes of them.
 * @param {{ home: import('../shapes').Home }} props
 */
export function Gaps({ home }) {
  const w = h()
  const { items, more } = /** @type {ReturnType<typeof usePages<Gap>>} */ (usePages(`/api/homes/${home.id}/gaps`))
  if (!items?.length) return null
  return html`
    <details><summary>${w.gaps}</summary>
      <ul class="plain rows">${items.map(
        (one) => html`<li key=${one.day + one.kind + one.direction}><span>${shortDate(one.day)}, ${w[one.direction]}
        <small>${w.gapStates[one.state]}, ${w.gapOf(one.readings, one.expected)}</small>
        ${one.explanation && html`<small>${one.explanation}</small>`}</span>
        ${one.nextTryAt && html`<small>${w.nextTry(moment(one.nextTryAt))}</small>`}</li>`,
      )}</ul>
      <${More} more=${more} /></details>`
}
