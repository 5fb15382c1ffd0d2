import { html, useState } from '../lib.js'
import { get, remove } from '../api/client.js'
import { power } from '../format.js'
import { t } from '../i18n.js'
import { go, href } from '../router.js'
import { Confirm } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { usePages } from '../ui/pages.js'
import { Empty, Fault, Waiting, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Agreement } from './figures/agreement.js'
import { Boxes } from './boxes.js'
import { Consents } from './consents.js'
import { Curve } from './figures/curve.js'
import { HomeForm } from './form.js'
import { PiggyBank } from './figures/piggyBank.js'
import { TryIt } from './tryIt.js'
import { h } from './words.js'

/** @typedef {import('./shapes').Home} Home */

/**
 * One's homes: mostly one, which is shown at once.
 * @param {{ id?: string }} props
 */
export function HomePage({ id }) {
  const w = h()
  const { items, error, again } = /** @type {ReturnType<typeof usePages<Home>>} */ (usePages('/api/homes'))
  const [isAdding, setAdding] = useState(false)
  const shown = items?.find((one) => one.id === id) ?? items?.[0]
  const form =
    isAdding &&
    html`<${HomeForm} close=${() => setAdding(false)} done=${(/** @type {string} */ made) => {
      setAdding(false)
      again()
      go('/maison/' + made)
    }} />`
  const add = html`<button type="button" class=${items?.length ? 'button' : 'button primary'}
    onClick=${() => setAdding(true)}><${Icon} name="plus" size=${20} /> ${items?.length ? w.other : w.add}</button>`
  return html`
    <${Sheet} title=${shown?.name ?? w.title} stop="full" back=${href('/energie')}>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
      ${!items && !error && html`<${Waiting} lines=${5} />`}
      ${items && !items.length && html`<${Empty} text=${w.intro} icon="home">${add}<//><${TryIt} done=${again} />`}
      ${
        items &&
        items.length > 1 &&
        html`<nav class="ranges" aria-label=${w.which}>${items.map(
          (one) => html`<a key=${one.id} class="chip" aria-current=${one === shown ? 'page' : undefined}
          href=${href('/maison/' + one.id)}>${one.name}</a>`,
        )}</nav>`
      }
      ${shown && html`<${OneHome} key=${shown.id} id=${shown.id} changed=${again} add=${add} />`}
      ${form}
    <//>`
}

/** @param {{ id: string, changed: () => void, add: unknown }} props */
function OneHome({ id, changed, add }) {
  const w = h()
  const { data, error, again } = useResource('/api/homes/' + id)
  const home = /** @type {Home | undefined} */ (data)
  const [doing, setDoing] = useState(/** @type {'change' | 'drop' | null} */ (null))
  if (!home) return error ? html`<${Fault} error=${error} retry=${again} />` : html`<${Waiting} lines=${5} />`
  const close = () => setDoing(null)
  const drop = async () => {
    const { etag } = await get('/api/homes/' + id)
    await remove('/api/homes/' + id, { match: etag })
    close()
    changed()
    go('/maison')
  }
  return html`
    <${Curve} home=${home} />
    <${PiggyBank} home=${home} />
    <${Meter} home=${home} />
    <${Consents} home=${home} changed=${again} />
    <${Boxes} home=${home} />
    <${Agreement} home=${home} />
    <div class="actions"><button type="button" class="button" onClick=${() => setDoing('change')}>${w.change}</button>
      <button type="button" class="button danger" onClick=${() => setDoing('drop')}>${w.drop}</button></div>
    ${add}
    ${
      doing === 'change' &&
      html`<${HomeForm} home=${home} close=${close} done=${() => {
        close()
        again()
        changed()
      }} />`
    }
    ${
      doing === 'drop' &&
      html`<${Confirm} title=${w.drop} text=${w.dropText} yes=${t().remove} danger close=${close} confirm=${drop} />`
    }`
}

/**
 * What is known of the meter, in a sentence.
 * @param {{ home: Home }} props
 */
function Meter({ home }) {
  const w = h()
  return html`
    <section aria-labelledby="home-meter"><h2 id="home-meter">${w.point}</h2>
      ${
        home.usagePointId && home.pointState
          ? html`<p class=${home.pointState === 'owned' ? 'notice good' : 'notice'}>
          <${Icon} name=${home.pointState === 'owned' ? 'check' : 'info'} />
          <span><b class="figures">${home.usagePointId}</b><br />${w.pointStates[home.pointState]}</span></p>`
          : html`<p class="muted">${w.noPoint}</p>`
      }
      ${
        home.contract?.subscribedVa
          ? html`<p class="muted">${w.contract(power(home.contract.subscribedVa / 1000).replace('kW', 'kVA'))}</p>`
          : ''
      }
    </section>`
}
