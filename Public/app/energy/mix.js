import { html } from '../lib.js'
import { number } from '../format.js'
import { g } from './words.js'

/**
 * What feeds the grid now, as bars of one length and as a table.
 * @param {{ mix: NonNullable<import('../api/types').GridNow['mix']> }} props
 */
export function Mix({ mix }) {
  const w = g()
  const names = /** @type {(keyof typeof w.sources)[]} */ (Object.keys(w.sources))
  const parts = names
    .map((name) => ({ name, watts: Number(mix.watts[name] ?? 0) }))
    .filter((one) => one.watts !== 0)
    .sort((a, b) => b.watts - a.watts)
  const all = parts.reduce((sum, one) => sum + Math.max(0, one.watts), 0)
  const factors = new Map(mix.terms.map((one) => [one.source, one.factor]))
  if (!all) return null
  return html`
    <section aria-labelledby="grid-mix"><h2 id="grid-mix">${w.mix}</h2>
      <div class="mix-bar" aria-hidden="true">${parts
        .filter((one) => one.watts > 0)
        .map(
          (one) => html`<i key=${one.name} data-source=${one.name} style=${`flex-grow:${one.watts / 1e6}`}></i>`,
        )}</div>
      <table class="mix-table"><thead><tr><th scope="col">${w.source}</th><th scope="col">${w.power}</th>
        <th scope="col">${w.share}</th><th scope="col">${w.factor}</th></tr></thead>
      <tbody>${parts.map(
        (one) => html`<tr key=${one.name}>
        <th scope="row"><i class="dot" data-source=${one.name}></i>${w.sources[one.name]}</th>
        <td>${w.gigawatts(number(one.watts / 1e9, 1))}</td>
        <td>${one.watts > 0 ? `${number((one.watts / all) * 100)} %` : ''}</td>
        <td>${factors.has(one.name) ? number(factors.get(one.name) ?? 0) : ''}</td></tr>`,
      )}</tbody></table>
    </section>`
}
