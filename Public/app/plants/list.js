import { html, useState } from '../lib.js'
import { post } from '../api/client.js'
import { go, href } from '../router.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault, Field, FormFault, useForm } from '../ui/parts.js'
import { energy, p } from './words.js'

/** @typedef {import('../api/plants').Plant} Plant */

/**
 * The plants of a site, and the form for one more.
 * @param {{ site: import('../api/types').Site }} props
 */
export function Plants({ site }) {
  const w = p()
  const path = '/api/plants?siteId=' + site.id
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Plant>>} */ (usePages(path))
  const [isAdding, setAdding] = useState(false)
  const mayAdd = site.role !== 'reader' && !site.demonstration
  if (!error && !items?.length && !mayAdd) return null
  return html`
    <section aria-labelledby="site-plants"><h2 id="site-plants">${w.plants}</h2>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${items && !items.length && html`<p class="muted">${w.plantsText}</p>`}
      <ul class="cards">${items?.map((one) => html`<li key=${one.id}><${PlantLink} plant=${one} /></li>`)}</ul>
      <${More} more=${more} />
      ${
        mayAdd &&
        html`<button type="button" class="button" onClick=${() => setAdding(true)}><${Icon} name="plus" size=${20} />
        ${w.add}</button>`
      }
      ${isAdding && html`<${AddPlant} site=${site.id} close=${() => setAdding(false)} />`}
    </section>`
}

/**
 * A line of a list of plants, which leads to its screen.
 * @param {{ plant: Plant }} props
 */
function PlantLink({ plant }) {
  const w = p()
  const held = plant.storage && plant.levelWh != null
  return html`<a class="plant-link" href=${href('/centrales/' + plant.id)}>
    <${Icon} name=${held ? 'battery' : plant.kind === 'wind' ? 'wind' : 'sun'} size=${28} />
    <span class="grow"><strong>${plant.name}</strong>
    <small>${w.kinds[plant.kind]}${
      held && plant.storage ? ` · ${w.holds(energy(plant.levelWh ?? 0), energy(plant.storage.capacityWh))}` : ''
    }</small></span>
    <${Icon} name="next" size=${20} /></a>`
}

/** @param {{ site: string, close: () => void }} props */
function AddPlant({ site, close }) {
  const w = p()
  const kinds = /** @type {(keyof typeof w.kinds)[]} */ (Object.keys(w.kinds))
  const { busy, error, submit } = useForm(async (data) => {
    const kilo = (/** @type {string} */ name) => Math.round(Number(`${data.get(name)}`.replace(',', '.')) * 1000)
    const { body } = await post('/api/plants', {
      name: data.get('name'),
      kind: data.get('kind'),
      siteId: site,
      peakWatts: data.get('peak') ? kilo('peak') : undefined,
      storage: data.get('storage') ? { capacityWh: kilo('storage') } : undefined,
    })
    close()
    go('/centrales/' + body.id)
  })
  const number = { type: 'number', inputmode: 'decimal', step: 'any', min: '0.001', error }
  return html`
    <${Dialog} title=${w.add} close=${close}>
      <form class="form" onSubmit=${submit}>
        <p class="muted">${w.plantsText}</p>
        <${FormFault} error=${error} />
        <${Field} label=${w.kind} name="kind" error=${error}>${kinds.map(
          (one) => html`<option key=${one} value=${one}>${w.kinds[one]}</option>`,
        )}<//>
        <${Field} label=${w.name} name="name" required maxlength="100" error=${error} />
        <${Field} label=${w.newPeakKw} name="peak" pointer="/peakWatts" ...${number} />
        <${Field} label=${w.storageKwh} name="storage" pointer="/storage/capacityWh" hint=${w.storageHint}
          ...${number} />
        <button class="button primary" disabled=${busy}>${w.add}</button>
      </form>
    <//>`
}
