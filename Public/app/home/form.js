import { html } from '../lib.js'
import { get, patch, post } from '../api/client.js'
import { t } from '../i18n.js'
import { Dialog } from '../ui/dialog.js'
import { Field, FormFault, useForm } from '../ui/parts.js'
import { h } from './words.js'

/** @typedef {import('./shapes').Home} Home */

/**
 * A home anew, or as it is.
 * @param {{ home?: Home, close: () => void, done: (id: string) => void }} props
 */
export function HomeForm({ home, close, done }) {
  const w = h()
  const { busy, error, submit } = useForm(async (data) => {
    const count = (/** @type {string} */ name) => Number(data.get(name) || 0)
    const body = {
      name: data.get('name'),
      usagePointId: `${data.get('usagePointId') ?? ''}`.replaceAll(/\s/g, '') || (home ? null : undefined),
      people: { adults: count('adults'), teens: count('teens'), children: count('children') },
      heating: data.get('heating'),
      hasSolar: data.get('hasSolar') === 'on',
      subscribedVa: data.get('kva') ? Math.round(count('kva') * 1000) : home ? null : undefined,
    }
    if (!home) return done((await post('/api/homes', body)).body.id)
    const path = '/api/homes/' + home.id
    await patch(path, body, { match: (await get(path)).etag })
    done(home.id)
  })
  const heatings = /** @type {(keyof typeof w.heatings)[]} */ (Object.keys(w.heatings))
  return html`
    <${Dialog} title=${home ? w.change : w.add} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        <${Field} label=${w.name} name="name" required maxlength="100" defaultValue=${home?.name ?? w.nameHint}
          error=${error} />
        <${Field} label=${w.usagePoint} name="usagePointId" inputmode="numeric" autocomplete="off" maxlength="20"
          hint=${w.usagePointHint} defaultValue=${home?.usagePointId ?? ''} error=${error} />
        <div class="thirds">${
          /** @type {const} */ (['adults', 'teens', 'children']).map(
            (one) => html`<${Field} key=${one} label=${w[one]} name=${one} pointer=${'/people/' + one} type="number"
          min="0" max="20" required defaultValue=${home?.people[one] ?? (one === 'adults' ? 2 : 0)} error=${error} />`,
          )
        }</div>
        <${Field} label=${w.heating} name="heating" error=${error}>${heatings.map(
          (one) => html`<option key=${one} value=${one} selected=${one === (home?.heating ?? 'electric')}>
          ${w.heatings[one]}</option>`,
        )}<//>
        <label class="switch"><span>${w.solar}</span>
          <input type="checkbox" name="hasSolar" defaultChecked=${home?.hasSolar ?? false} /></label>
        <${Field} label=${w.subscribed} name="kva" pointer="/subscribedVa" type="number" step="any" min="1" max="250"
          defaultValue=${home?.subscribedVa ? home.subscribedVa / 1000 : ''} error=${error} />
        <button class="button primary" disabled=${busy}>${home ? t().save : w.add}</button>
      </form>
    <//>`
}
