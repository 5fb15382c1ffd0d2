import { html, useEffect, useState } from '../lib.js'
import { get, patch, post, remove } from '../api/client.js'
import { number } from '../format.js'
import { t } from '../i18n.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon, Plug } from '../ui/icon.js'
import { Fault, Field, FormFault, Waiting, useForm, useResource } from '../ui/parts.js'
import { drive } from '../near/car.js'
import { a } from './words.js'

/** @typedef {import('../api/types').Vehicle} Vehicle */

export function Vehicles() {
  const w = a().vehicles
  const { data, error, again } = useResource('/api/vehicles')
  const [isAdding, setAdding] = useState(false)
  const [leaving, setLeaving] = useState(/** @type {Vehicle | null} */ (null))
  const items = /** @type {{ items: Vehicle[] } | undefined} */ (data)?.items
  useEffect(() => {
    if (items) drive(items)
  }, [items])
  const change = async (/** @type {Vehicle} */ vehicle, /** @type {object} */ body) => {
    const { etag } = await get('/api/vehicles/' + vehicle.id)
    await patch('/api/vehicles/' + vehicle.id, body, { match: etag })
    again()
  }
  const drop = async () => {
    if (!leaving) return
    const { etag } = await get('/api/vehicles/' + leaving.id)
    await remove('/api/vehicles/' + leaving.id, { match: etag })
    setLeaving(null)
    again()
  }
  return html`
    <h2>${w.title}</h2>
    ${error ? html`<${Fault} error=${error} retry=${again} />` : ''}
    ${
      !items
        ? !error && html`<${Waiting} />`
        : html`${!items.length && html`<p class="muted">${w.none}</p>`}<ul class="cards">${items.map(
            (one) => html`
      <li key=${one.id}><${Icon} name="car" size=${28} />
        <span class="grow"><strong>${one.name}</strong>
          <small>${number(one.usableKwh, 1)} kWh · ${w.ac(number(one.acKw, 1))}
          ${one.dcKw ? ' · ' + w.dc(number(one.dcKw)) : ''}</small>
          <small class="plugs">
          ${one.sockets.map(
            (socket) =>
              html`<span key=${socket}><${Plug} socket=${socket} size=${18} />
              ${t().sockets[socket]}</span>`,
          )}</small></span>
        ${
          one.isDefault
            ? html`<b class="badge">${w.isDefault}</b>`
            : html`<button type="button" class="button small" onClick=${() => change(one, { isDefault: true })}>
          ${w.makeDefault}</button>`
        }
        <button type="button" class="round" aria-label=${w.remove(one.name)} onClick=${() => setLeaving(one)}>
        <${Icon} name="close" size=${20} /></button></li>`,
          )}</ul>`
    }
    <button type="button" class="button" onClick=${() => setAdding(true)}><${Icon} name="plus" size=${20} />
    ${w.add}</button>
    ${
      isAdding &&
      html`<${AddVehicle} close=${() => setAdding(false)} done=${() => {
        setAdding(false)
        again()
      }} />`
    }
    ${
      leaving &&
      html`<${Confirm} title=${w.remove(leaving.name)} yes=${t().remove} danger
      close=${() => setLeaving(null)} confirm=${drop} />`
    }`
}

/**
 * Adds a car by its model where that is known, else by its description.
 * @param {{ close: () => void, done: () => void }} props
 */
export function AddVehicle({ close, done }) {
  const w = a().vehicles
  const [text, setText] = useState('')
  const [models, setModels] = useState(/** @type {import('../api/types').VehicleModel[]} */ ([]))
  const [chosen, setChosen] = useState(/** @type {import('../api/types').VehicleModel | null} */ (null))
  const [isOwn, setOwn] = useState(false)
  useEffect(() => {
    const stop = new AbortController()
    const timer = setTimeout(() => {
      get('/api/vehicle-models?limit=12&q=' + encodeURIComponent(text), { signal: stop.signal }).then(
        ({ body }) => setModels(body.items),
        () => {},
      )
    }, 150)
    return () => {
      clearTimeout(timer)
      stop.abort()
    }
  }, [text])
  const { busy, error, submit } = useForm(async (data) => {
    const figure = (/** @type {string} */ name) => (data.get(name) ? Number(data.get(name)) : undefined)
    const facts = {
      usableKwh: figure('usableKwh'),
      acKw: figure('acKw'),
      acPhases: figure('acPhases'),
      dcKw: figure('dcKw'),
      sockets: data.getAll('sockets'),
    }
    const body = isOwn || !chosen ? facts : { modelId: chosen.id, ...differing(facts, chosen) }
    await post('/api/vehicles', { name: data.get('name') || chosen?.name, ...body })
    done()
  })
  return html`
    <${Dialog} title=${w.add} close=${close}>
      <form class="form" onSubmit=${submit}>
        <${FormFault} error=${error} />
        ${
          !isOwn &&
          html`
          <div class="field"><label for="model">${w.model}</label>
            <input id="model" type="search" value=${text} placeholder=${w.modelHint} autocomplete="off" onInput=${(
              /** @type {Event} */ event,
            ) => {
              setText(/** @type {HTMLInputElement} */ (event.target).value)
              setChosen(null)
            }} /></div>
          <fieldset class="options"><legend class="hidden">${w.model}</legend>
            ${models.map(
              (one) => html`<label key=${one.id} class="option">
                <input type="radio" name="model" required checked=${chosen?.id === one.id}
                  onChange=${() => setChosen(one)} />
              <span><strong>${one.name}</strong><small>${number(one.usableKwh, 1)} kWh · ${w.ac(number(one.acKw, 1))}
              ${one.dcKw ? ' · ' + w.dc(number(one.dcKw)) : ''}</small></span></label>`,
            )}
            ${!models.length && html`<p class="muted">${w.noModel}</p>`}
          </fieldset>
          <button type="button" class="button quiet" onClick=${() => setOwn(true)}>${w.describe}</button>`
        }
        <${Field} label=${isOwn ? w.name : `${w.name} (${w.optional})`} name="name" required=${isOwn} maxlength="100"
          placeholder=${chosen?.name ?? ''} error=${error} />
        ${isOwn && html`<${Facts} error=${error} />`}
        ${
          !isOwn &&
          chosen &&
          html`<details key=${chosen.id}><summary>${w.adjust}</summary>
          <p class="hint">${w.source(chosen.source === 'maker' ? w.maker(chosen.brand) : chosen.source)}</p>
          <${Facts} of=${chosen} error=${error} /></details>`
        }
        <button class="button primary" disabled=${busy}>${w.add}</button>
      </form>
    <//>`
}

/**
 * The facts of a car, as its model has them where there is one.
 * @param {{ of?: import('../api/types').VehicleModel, error: unknown }} props
 */
function Facts({ of, error }) {
  const w = a().vehicles
  return html`
    <${Field} label=${w.usable} name="usableKwh" type="number" step="any" min="1" required defaultValue=${of?.usableKwh}
      error=${error} />
    <${Field} label=${w.acPower} name="acKw" type="number" step="any" min="0.1" max="43" required
      defaultValue=${of?.acKw} error=${error} />
    <${Field} label=${w.phases} name="acPhases" error=${error}>${[1, 2, 3].map(
      (count) => html`<option key=${count} value=${count} selected=${count === (of?.acPhases ?? 3)}>${count}</option>`,
    )}<//>
    <${Field} label=${w.dcPower} name="dcKw" type="number" step="any" min="1" defaultValue=${of?.dcKw} error=${error} />
    <fieldset class="choices"><legend>${t().filters.sockets}</legend>
      ${['type2', 'ccs', 'chademo', 'ef', 'other'].map(
        (one) => html`<label key=${one} class="choice"><input type="checkbox" name="sockets" value=${one}
          defaultChecked=${of?.sockets.includes(/** @type {'ccs'} */ (one))} />
        <span>${t().sockets[/** @type {'ccs'} */ (one)]}</span></label>`,
      )}</fieldset>`
}

/**
 * Those facts that are not the model's own: the rest goes on following from it.
 * @param {Record<string, unknown>} facts @param {import('../api/types').VehicleModel} model
 */
const differing = (facts, model) =>
  Object.fromEntries(
    Object.entries(facts).filter(
      ([name, value]) => value !== undefined && `${value}` !== `${model[/** @type {'acKw'} */ (name)] ?? ''}`,
    ),
  )
