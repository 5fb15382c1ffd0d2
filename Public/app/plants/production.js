import { html, useState } from '../lib.js'
import { post, remove } from '../api/client.js'
import { t } from '../i18n.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { More, usePages } from '../ui/pages.js'
import { Fault, Field, useForm } from '../ui/parts.js'
import { Told } from './told.js'
import { now, told } from './when.js'
import { energy, p } from './words.js'

/** @typedef {import('../api/plants').Plant} Plant */
/** @typedef {import('../api/plants').Production} Production */

/**
 * What the plant produced, as people say.
 * @param {{ plant: Plant }} props
 */
export function ProductionList({ plant }) {
  const w = p()
  const path = `/api/plants/${plant.id}/production`
  const { items, error, more, again } = /** @type {ReturnType<typeof usePages<Production>>} */ (
    usePages(path + '?limit=10')
  )
  const [isAdding, setAdding] = useState(false)
  const [gone, setGone] = useState('')
  const drop = async () => {
    await remove(`${path}/${gone}`)
    setGone('')
    again()
  }
  const mayWrite = Boolean(plant._links.change)
  return html`
    <section aria-labelledby="plant-production"><h2 id="plant-production">${w.production}</h2>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${items && !items.length && html`<p class="muted">${w.noProduction}</p>`}
      <ul class="plain movements">${items?.map(
        (one) => html`<li key=${one.id}><span class="grow"><strong>${energy(one.wh)}</strong>
        <small>${told(one, plant.timeZone)}${one.declaredBy ? ` · ${one.declaredBy}` : ''}</small></span>
        ${
          mayWrite &&
          html`<button type="button" class="round" aria-label=${`${t().remove} : ${told(one, plant.timeZone)}`}
          onClick=${() => setGone(one.id)}><${Icon} name="close" size=${20} /></button>`
        }</li>`,
      )}</ul>
      <${More} more=${more} />
      ${
        mayWrite &&
        html`<button type="button" class="button" onClick=${() => setAdding(true)}><${Icon} name="plus" size=${20} />
        ${w.addProduction}</button>`
      }
      ${
        isAdding &&
        html`<${AddProduction} plant=${plant} path=${path} close=${() => setAdding(false)} done=${() => {
          setAdding(false)
          again()
        }} />`
      }
      ${
        gone &&
        html`<${Confirm} title=${w.dropProduction} yes=${t().remove} danger close=${() => setGone('')}
        confirm=${drop} />`
      }
    </section>`
}

/** @param {{ plant: Plant, path: string, close: () => void, done: () => void }} props */
function AddProduction({ plant, path, close, done }) {
  const w = p()
  const [start] = useState(() => now(plant.timeZone))
  const { busy, error, submit } = useForm(async (data) => {
    await post(path, {
      from: data.get('from'),
      to: data.get('to'),
      wh: Math.round(Number(`${data.get('kwh')}`.replace(',', '.')) * 1000),
    })
    done()
  })
  return html`
    <${Dialog} title=${w.addProduction} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${Told} error=${error} zone=${plant.timeZone} />
        <${Field} label=${w.amount} name="kwh" pointer="/wh" type="number" inputmode="decimal" step="any" min="0"
          required error=${error} />
        <div class="pair"><${Field} label=${w.from} name="from" type="datetime-local" required max=${start}
          error=${error} />
        <${Field} label=${w.to} name="to" type="datetime-local" required defaultValue=${start} error=${error} /></div>
        <button class="button primary" disabled=${busy}>${w.addProduction}</button>
      </form>
    <//>`
}
