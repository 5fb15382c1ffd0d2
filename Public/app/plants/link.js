import { html } from '../lib.js'
import { href } from '../router.js'
import { Icon } from '../ui/icon.js'
import { energy, p } from './words.js'

/** @typedef {import('../api/plants').Plant} Plant */

/**
 * A line of a list of plants, which leads to its screen.
 * @param {{ plant: Plant }} props
 */
export function PlantLink({ plant }) {
  const w = p()
  const held = plant.storage && plant.levelWh != null
  return html`<a class="plant-link" href=${href('/centrales/' + plant.id)}>
    <${Icon} name=${held ? 'battery' : plant.kind === 'wind' ? 'wind' : 'sun'} size=${24} />
    <span class="grow"><strong>${plant.name}</strong>
    <small>${w.kinds[plant.kind]}${
      held && plant.storage ? ` · ${w.holds(energy(plant.levelWh ?? 0), energy(plant.storage.capacityWh))}` : ''
    }</small></span>
    <${Icon} name="next" size=${20} /></a>`
}
