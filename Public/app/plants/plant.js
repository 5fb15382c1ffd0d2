import { html, useState } from '../lib.js'
import { number, power } from '../format.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { Fault, Waiting, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Declare } from './declare.js'
import { LevelChart } from './levels.js'
import { Movements } from './movements.js'
import { ProductionList } from './production.js'
import { Settings } from './settings.js'
import { energy, p } from './words.js'

/** @typedef {import('../api/plants').Plant} Plant */
/** @typedef {import('./declare').Deed} Deed */

/**
 * A plant: what it holds, what was declared of it, and the ways to declare more.
 * @param {{ id: string }} props
 */
export function PlantPage({ id }) {
  const w = p()
  const { data, error, again } = useResource('/api/plants/' + id)
  const plant = /** @type {Plant | undefined} */ (data)
  // Counts what was changed here, so that all parts show it.
  const [turn, setTurn] = useState(0)
  const changed = () => {
    setTurn((n) => n + 1)
    again()
  }
  return html`
    <${Sheet} title=${plant?.name ?? w.title} subtitle=${plant && w.kinds[plant.kind]} stop="full"
      back=${href(plant ? '/sites/' + plant.siteId : '/energie')}>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${!plant && !error && html`<${Waiting} lines=${6} />`}
      ${
        plant &&
        html`
        ${!plant._links.change && html`<p class="notice"><${Icon} name="info" />${w.readOnly}</p>`}
        ${
          plant.storage
            ? html`<${Reserve} plant=${plant} turn=${turn} changed=${changed} />`
            : html`<p class="muted">${w.noStorage}</p>`
        }
        <${ProductionList} plant=${plant} />
        ${plant._links.change && html`<${Settings} plant=${plant} changed=${changed} />`}`
      }
    <//>`
}

/** @param {{ plant: Plant, turn: number, changed: () => void }} props */
function Reserve({ plant, turn, changed }) {
  const w = p()
  const [deed, setDeed] = useState(/** @type {Deed | null} */ (null))
  const [level, capacity] = [plant.levelWh ?? 0, plant.storage?.capacityWh ?? 1]
  const share = level / capacity
  return html`
    <section class="reserve" aria-labelledby="plant-reserve"><h2 id="plant-reserve">${w.reserve}</h2>
      <p class="held"><b>${energy(level)}</b> <span class="muted">${w.of(energy(capacity))}</span></p>
      <p class="gauge" role="img" aria-label=${w.share(number(share * 100))}>
        <i style=${`width:${Math.round(share * 100)}%`}></i></p>
      <div class="tiles">
        <div><b>${number(share * 100)} %</b><span>${w.filled}</span></div>
        <div><b>${energy(capacity - level)}</b><span>${w.room}</span></div>
        <div><b>${plant.peakWatts ? power(plant.peakWatts / 1000) : '—'}</b><span>${w.peak}</span></div>
      </div>
      ${
        plant._links.change &&
        html`<div class="actions declare">${
          /** @type {Deed[]} */ (['charge', 'consume', 'count']).map(
            (one) => html`<button type="button" key=${one} class=${one === 'charge' ? 'button primary' : 'button'}
          onClick=${() => setDeed(one)}>${w.deeds[one]}</button>`,
          )
        }</div>`
      }
      ${
        deed &&
        html`<${Declare} plant=${plant} deed=${deed} close=${() => setDeed(null)} done=${() => {
          setDeed(null)
          changed()
        }} />`
      }
    </section>
    <${LevelChart} plant=${plant} turn=${turn} />
    <${Movements} plant=${plant} turn=${turn} changed=${changed} />`
}
