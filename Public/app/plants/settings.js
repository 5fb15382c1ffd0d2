import { html, useState } from '../lib.js'
import { get, patch, remove } from '../api/client.js'
import { t } from '../i18n.js'
import { go } from '../router.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Field, useForm } from '../ui/parts.js'
import { Told } from './told.js'
import { now } from './when.js'
import { p } from './words.js'

/** @typedef {import('../api/plants').Plant} Plant */

/**
 * What can be changed of a plant: its name and power, what it can hold from when on; and its end.
 * @param {{ plant: Plant, changed: () => void }} props
 */
export function Settings({ plant, changed }) {
  const w = p()
  const [doing, setDoing] = useState(/** @type {'change' | 'capacity' | 'drop' | null} */ (null))
  const close = () => setDoing(null)
  const done = () => {
    close()
    changed()
  }
  const drop = async () => {
    const { etag } = await get('/api/plants/' + plant.id)
    await remove('/api/plants/' + plant.id, { match: etag })
    go('/sites/' + plant.siteId)
  }
  return html`
    <section aria-labelledby="plant-settings"><h2 id="plant-settings">${w.settings}</h2>
      <div class="actions">
        <button type="button" class="button" onClick=${() => setDoing('capacity')}>
          ${plant.storage ? w.changeCapacity : w.addStorage}</button>
        <button type="button" class="button" onClick=${() => setDoing('change')}>${w.change}</button>
        <button type="button" class="button danger" onClick=${() => setDoing('drop')}>${w.drop}</button>
      </div>
      ${doing === 'capacity' && html`<${Capacity} plant=${plant} close=${close} done=${done} />`}
      ${doing === 'change' && html`<${Facts} plant=${plant} close=${close} done=${done} />`}
      ${
        doing === 'drop' &&
        html`<${Confirm} title=${w.drop} text=${w.dropText} yes=${t().remove} danger close=${close} confirm=${drop} />`
      }
    </section>`
}

/** @param {Plant} plant @param {object} body */
async function change(plant, body) {
  const path = '/api/plants/' + plant.id
  await patch(path, body, { match: (await get(path)).etag })
}

/** @param {{ plant: Plant, close: () => void, done: () => void }} props */
function Capacity({ plant, close, done }) {
  const w = p()
  const [start] = useState(() => now(plant.timeZone))
  const { busy, error, submit } = useForm(async (data) => {
    const part = (/** @type {string} */ name) => Number(`${data.get(name)}`.replace(',', '.')) / 100
    const since = plant.storage && data.get('since') !== start ? { since: data.get('since') } : {}
    await change(plant, {
      storage: {
        capacityWh: Math.round(Number(`${data.get('kwh')}`.replace(',', '.')) * 1000),
        efficiencyIn: part('in'),
        efficiencyOut: part('out'),
        ...since,
      },
    })
    done()
  })
  const percent = (/** @type {number | undefined} */ share) => Math.round((share ?? 1) * 10_000) / 100
  return html`
    <${Dialog} title=${plant.storage ? w.changeCapacity : w.addStorage} close=${close}>
      <form class="form" onSubmit=${submit}>
        <p class="muted">${plant.storage ? w.capacityText : w.storageText}</p>
        <${Told} error=${error} zone=${plant.timeZone} />
        <${Field} label=${w.capacityKwh} name="kwh" pointer="/storage/capacityWh" type="number" inputmode="decimal"
          step="any" min="0.001" required error=${error}
          defaultValue=${plant.storage ? plant.storage.capacityWh / 1000 : ''} />
        <div class="pair"><${Field} label=${w.efficiencyIn} name="in" pointer="/storage/efficiencyIn" type="number"
          step="any" min="1" max="100" required defaultValue=${percent(plant.storage?.efficiencyIn)} error=${error} />
        <${Field} label=${w.efficiencyOut} name="out" pointer="/storage/efficiencyOut" type="number" step="any" min="1"
          max="100" required defaultValue=${percent(plant.storage?.efficiencyOut)} error=${error} /></div>
        ${
          plant.storage &&
          html`<${Field} label=${w.since} name="since" pointer="/storage/since" type="datetime-local" required
          defaultValue=${start} error=${error} />`
        }
        <button class="button primary" disabled=${busy}>${t().save}</button>
      </form>
    <//>`
}

/** @param {{ plant: Plant, close: () => void, done: () => void }} props */
function Facts({ plant, close, done }) {
  const w = p()
  const { busy, error, submit } = useForm(async (data) => {
    const peak = Number(`${data.get('kw') || 0}`.replace(',', '.'))
    await change(plant, { name: data.get('name'), peakWatts: peak ? Math.round(peak * 1000) : null })
    done()
  })
  return html`
    <${Dialog} title=${w.change} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${Told} error=${error} zone=${plant.timeZone} />
        <${Field} label=${w.name} name="name" required maxlength="100" defaultValue=${plant.name} error=${error} />
        <${Field} label=${w.peakKw} name="kw" pointer="/peakWatts" type="number" inputmode="decimal" step="any" min="0"
          defaultValue=${plant.peakWatts ? plant.peakWatts / 1000 : ''} error=${error} />
        <button class="button primary" disabled=${busy}>${t().save}</button>
      </form>
    <//>`
}
