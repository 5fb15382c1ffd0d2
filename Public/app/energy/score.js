import { html } from '../lib.js'
import { number } from '../format.js'
import { useResource } from '../ui/parts.js'
import { g } from './words.js'

/** How far forecasts were off, ours beside others. */
export function Score() {
  const w = g()
  const scores = /** @type {import('../api/types').GridScores | undefined} */ (
    useResource('/api/grid/forecasts/score').data
  )?.items
  if (!scores) return null
  return html`
    <section aria-labelledby="grid-score"><h2 id="grid-score">${w.score}</h2>
    ${
      scores.length === 0
        ? html`<p class="muted">${w.scoreNone}</p>`
        : html`<table class="mix-table"><thead><tr><th scope="col">${w.whose}</th><th scope="col">${w.horizon}</th>
        <th scope="col">${w.error}</th><th scope="col">${w.pairs}</th></tr></thead>
        <tbody>${scores.map(
          (one) => html`<tr key=${one.source + one.kind + one.horizon}>
          <th scope="row">${w.scoreSources[one.source]}, ${w.kinds[one.kind]}</th>
          <td>${w.horizons[one.horizon] ?? one.horizon}</td>
          <td>${one.kind === 'load' ? `${number(one.mape ?? 0, 1)} %` : w.grams(number(one.mae, 1))}</td>
          <td>${number(one.pairs)}</td></tr>`,
        )}</tbody></table>`
    }</section>`
}
