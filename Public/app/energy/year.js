import { html, useEffect, useRef, useState } from '../lib.js'
import { number } from '../format.js'
import { Fault, Waiting, useResource } from '../ui/parts.js'
import { g } from './words.js'

const day = 86_400_000

/**
 * A year of loads, a square an hour: fetched when somebody wants to see it.
 * @param {{ today: string }} props
 */
export function Year({ today }) {
  const w = g()
  const [isOpen, setOpen] = useState(false)
  return html`
    <section aria-labelledby="grid-year"><h2 id="grid-year">${w.year}</h2>
    ${
      isOpen
        ? html`<${Squares} today=${today} />`
        : html`<button type="button" class="button" onClick=${() => setOpen(true)}>${w.yearShow}</button>`
    }</section>`
}

/** @param {{ today: string }} props */
function Squares({ today }) {
  const w = g()
  const end = Date.parse(today + 'T00:00:00Z') + day
  const start = end - 366 * day
  const stamp = (/** @type {number} */ at) => new Date(at).toISOString().slice(0, 19) + 'Z'
  const found = useResource(`/api/grid/consumption?step=PT1H&from=${stamp(start)}&to=${stamp(end)}`)
  const items = /** @type {import('../api/types').GridConsumption | undefined} */ (found.data)?.items
  const canvas = useRef(/** @type {HTMLCanvasElement | null} */ (null))
  const watts = items?.map((one) => one.watts) ?? []
  const [low, high] = watts.reduce(([least, most], one) => [Math.min(least, one), Math.max(most, one)], [Infinity, 0])
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (!context || !canvas.current || !items?.length) return
    const style = getComputedStyle(canvas.current)
    context.clearRect(0, 0, 366, 24)
    context.fillStyle = style.color
    for (const one of items) {
      const hours = Math.floor((Date.parse(one.at) - start) / 3_600_000)
      context.globalAlpha = 0.06 + 0.94 * ((one.watts - low) / (high - low || 1))
      context.fillRect(Math.floor(hours / 24), 23 - (hours % 24), 1, 1)
    }
  }, [items])
  if (found.error) return html`<${Fault} error=${found.error} retry=${found.again} />`
  if (!items) return html`<${Waiting} lines=${3} />`
  const words = w.yearLabel(number(low / 1e9), number(high / 1e9))
  return html`<figure class="grid-year">
    <canvas ref=${canvas} width="366" height="24" role="img" aria-label=${words}></canvas>
    <figcaption class="muted small">${words}</figcaption></figure>`
}
