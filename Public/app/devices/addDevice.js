import { html, useState } from '../lib.js'
import { post } from '../api/client.js'
import { Dialog } from '../ui/dialog.js'
import { Fault, Field, FormFault, Waiting, useForm, useResource } from '../ui/parts.js'
import { metricName } from '../sites/measures.js'
import { s } from '../sites/words.js'

/** @typedef {import('../api/types').CatalogueMetric} CatalogueMetric */

/**
 * A device is of a kind, and measures at least what its kind does.
 * @param {{ site: string, close: () => void, done: () => void }} props
 */
export function AddDevice({ site, close, done }) {
  const w = s()
  const kinds = /** @type {(keyof typeof w.kinds)[]} */ (Object.keys(w.kinds))
  const [kind, setKind] = useState(/** @type {keyof typeof w.kinds} */ ('solar'))
  const found = useResource('/api/metrics', { keep: true })
  const metrics = /** @type {{ items: CatalogueMetric[] } | undefined} */ (found.data)?.items
  const { busy, error, submit } = useForm(async (data) => {
    const keys = data.getAll('metric').map((key) => ({ key }))
    await post(`/api/sites/${site}/devices`, {
      name: data.get('name'),
      kind,
      serial: data.get('serial') || undefined,
      metrics: [...(metrics ?? []).filter((one) => isRequired(one, kind)).map(({ key }) => ({ key })), ...keys],
    })
    done()
  })
  return html`
    <${Dialog} title=${w.addDevice} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        <${Field} label=${w.kind} name="kind" error=${error}
          onChange=${(/** @type {Event} */ event) =>
            setKind(/** @type {typeof kind} */ (/** @type {HTMLSelectElement} */ (event.target).value))}>
          ${kinds.map(
            (one) => html`<option key=${one} value=${one} selected=${one === kind}>${w.kinds[one]}</option>`,
          )}<//>
        <${Field} label=${w.name} name="name" required maxlength="100" defaultValue=${w.kinds[kind]} key=${kind}
          error=${error} />
        <${Field} label=${w.serial} name="serial" maxlength="100" error=${error} />
        ${found.error ? html`<${Fault} error=${found.error} retry=${found.again} />` : ''}
        ${metrics ? html`<${Measures} all=${metrics} kind=${kind} key=${kind} />` : html`<${Waiting} />`}
        <button class="button primary" disabled=${busy || !metrics}>${w.addDevice}</button>
      </form>
    <//>`
}

/** @param {CatalogueMetric} metric @param {string} kind */
const isRequired = (metric, kind) => metric.requiredBy.some((/** @type {string} */ one) => one === kind)

/** @param {{ all: CatalogueMetric[], kind: string }} props */
const Measures = ({ all, kind }) => html`
  <fieldset class="choices" data-pointer="/metrics"><legend>${s().measures}</legend>
    ${all.map((one) => {
      const needed = isRequired(one, kind)
      return html`<label key=${one.key} class="choice">
        <input type="checkbox" name=${needed ? '' : 'metric'} value=${one.key} checked=${needed} disabled=${needed} />
        <span>${metricName(one.key)} <small>${one.unit}${needed ? ` · ${s().required}` : ''}</small></span></label>`
    })}</fieldset>`
