import { html, useState } from '../lib.js'
import { ask, patch, post, remove } from '../api.js'
import { number, power } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Confirm, Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Fault, Field, FormFault, Waiting, useForm, useResource } from '../ui/parts.js'
import { Choice, SearchField, Table, question, usePages } from './table.js'

/** @param {{ id?: string }} props */
export function AdminStations({ id }) {
  return id ? html`<${OneStation} key=${id} id=${id} />` : html`<${AllStations} />`
}

function AllStations() {
  const w = t().adminStations
  const pages = usePages(question('/api/admin/stations', ['q', 'source', 'withdrawn', 'manual']))
  const [isAdding, setAdding] = useState(false)
  const columns = [
    { name: w.name, cell: (/** @type {any} */ one) => html`<a href=${href('/admin/stations/' + one.id)}><strong>${one.name}</strong></a>` },
    { name: w.id, cell: (/** @type {any} */ one) => html`<code>${one.irveId}</code>` },
    { name: w.city, cell: (/** @type {any} */ one) => [one.address?.postcode, one.address?.city].filter(Boolean).join(' ') },
    { name: w.operator, cell: (/** @type {any} */ one) => one.operator ?? '' },
    { name: w.source, cell: (/** @type {any} */ one) => html`<span class="pill" data-kind=${one.withdrawnAt ? 'bad' : ''}>${one.withdrawnAt ? w.withdrawn : w.sources[/** @type {'irve'} */ (one.source)]}</span>` },
  ]
  return html`
    <header class="desk-head"><h1>${t().admin.stations}</h1>
      <button type="button" class="button primary" onClick=${() => setAdding(true)}><${Icon} name="plus" size=${20} />${w.add}</button></header>
    <div class="bar"><${SearchField} label=${w.find} />
      <${Choice} name="source" label=${w.source} options=${Object.entries(w.sources)} />
      <${Choice} name="withdrawn" label=${w.state} options=${[['false', w.offered], ['true', w.withdrawn]]} /></div>
    <${Table} caption=${t().admin.stations} columns=${columns} pages=${pages} empty=${w.none} />
    ${isAdding && html`<${StationForm} close=${() => setAdding(false)} done=${() => { setAdding(false); pages.again() }} />`}`
}

/** @param {{ id: string }} props */
function OneStation({ id }) {
  const w = t().adminStations
  const found = useResource('/api/admin/stations/' + id)
  const points = usePages('/api/admin/points?limit=200&stationId=' + id)
  const [open, setOpen] = useState('')
  const [edited, setEdited] = useState(/** @type {any} */ (null))
  const station = /** @type {any} */ (found.data)
  if (!station) return found.error ? html`<${Fault} error=${found.error} retry=${found.again} />` : html`<${Waiting} />`
  const drop = async () => {
    const { etag } = await ask('/api/admin/stations/' + id)
    await remove('/api/admin/stations/' + id, etag)
    setOpen('')
    found.again()
    points.again()
  }
  const columns = [
    { name: w.id, cell: (/** @type {any} */ one) => html`<code>${one.irveId}</code>` },
    { name: w.sockets, cell: (/** @type {any} */ one) => one.sockets.map((/** @type {'ccs'} */ socket) => t().sockets[socket]).join(', ') },
    { name: w.power, cell: (/** @type {any} */ one) => power(one.powerKw) },
    { name: w.state, cell: (/** @type {any} */ one) => html`<span class="pill" data-kind=${one.withdrawnAt || one.outOfService ? 'bad' : 'good'}>${one.withdrawnAt ? w.withdrawn : one.outOfService ? t().status.outOfService : w.inService}</span>` },
    { name: t().change, class: 'act', cell: (/** @type {any} */ one) => html`<button type="button" class="button small" onClick=${() => setEdited(one)}>${t().change}<span class="hidden"> ${one.irveId}</span></button>` },
  ]
  return html`
    <header class="desk-head"><a class="round" aria-label=${t().back} href=${href('/admin/stations')}><${Icon} name="back" /></a>
      <h1>${station.name}</h1>
      <a class="button" href=${href('/s/' + id)}>${w.onMap}</a>
      <button type="button" class="button" onClick=${() => setOpen('edit')}>${t().change}</button>
      ${!station.withdrawnAt && html`<button type="button" class="button danger" onClick=${() => setOpen('drop')}>${w.withdraw}</button>`}</header>
    <dl class="facts columns">
      <div><dt>${w.id}</dt><dd><code>${station.irveId}</code></dd></div><div><dt>${w.operator}</dt><dd>${station.operator ?? '–'}</dd></div>
      <div><dt>${t().station.address}</dt><dd>${[station.address?.street, station.address?.postcode, station.address?.city].filter(Boolean).join(', ')}</dd></div>
      <div><dt>${w.place}</dt><dd>${number(station.location.lat, 5)}, ${number(station.location.lon, 5)}</dd></div>
      <div><dt>${t().station.hours}</dt><dd>${station.hours?.text ?? '–'}</dd></div>
      <div><dt>${t().station.tariff}</dt><dd>${station.tariff ?? '–'}</dd></div>
    </dl>
    <header class="desk-head"><h2>${t().station.points}</h2><button type="button" class="button" onClick=${() => setEdited({ stationId: id })}><${Icon} name="plus" size=${20} />${w.addPoint}</button></header>
    <${Table} caption=${t().station.points} columns=${columns} pages=${points} empty=${w.noPoints} />
    ${open === 'edit' && html`<${StationForm} station=${station} close=${() => setOpen('')} done=${() => { setOpen(''); found.again() }} />`}
    ${open === 'drop' && html`<${Confirm} title=${w.withdrawTitle(station.name)} text=${w.withdrawText} yes=${w.withdraw} danger close=${() => setOpen('')} confirm=${drop} />`}
    ${edited && html`<${PointForm} point=${edited} close=${() => setEdited(null)} done=${() => { setEdited(null); points.again() }} />`}`
}

/**
 * Only what differs is sent: what is set by hand is kept against the next import.
 * @param {{ station?: any, close: () => void, done: () => void }} props
 */
function StationForm({ station, close, done }) {
  const w = t().adminStations
  const old = { name: station?.name ?? '', operator: station?.operator ?? '', tariff: station?.tariff ?? '', hours: station?.hours?.text ?? '', access: station?.access ?? 'open' }
  const { busy, error, submit } = useForm(async (data) => {
    const text = (/** @type {keyof typeof old} */ name) => { const value = String(data.get(name) ?? '').trim(); return value === old[name] ? undefined : value || (station ? null : undefined) }
    const [lat, lon] = [Number(data.get('lat')), Number(data.get('lon'))]
    const hasMoved = !station || lat !== station.location.lat || lon !== station.location.lon
    const hours = text('hours')
    const body = {
      name: text('name'), operator: text('operator'), tariff: text('tariff'), access: station ? text('access') : data.get('access'),
      ...(hours === undefined ? {} : { hours: hours === null ? null : { text: hours } }), ...(hasMoved ? { location: { lat, lon } } : {}),
    }
    if (!station) await post('/api/admin/stations', body)
    else {
      const { etag } = await ask('/api/admin/stations/' + station.id)
      await patch('/api/admin/stations/' + station.id, body, etag)
    }
    done()
  })
  return html`<${Dialog} title=${station ? station.name : w.add} close=${close}><form class="form" onSubmit=${submit}>
    <${FormFault} error=${error} />
    <${Field} label=${w.name} name="name" required defaultValue=${old.name} error=${error} />
    <div class="pair"><${Field} label=${w.lat} name="lat" type="number" step="any" min="-90" max="90" required defaultValue=${station?.location.lat} error=${error} />
      <${Field} label=${w.lon} name="lon" type="number" step="any" min="-180" max="180" required defaultValue=${station?.location.lon} error=${error} /></div>
    <${Field} label=${w.operator} name="operator" defaultValue=${old.operator} error=${error} />
    <${Field} label=${t().station.hours} name="hours" defaultValue=${old.hours} hint=${w.hoursHint} error=${error} />
    <${Field} label=${t().station.tariff} name="tariff" defaultValue=${old.tariff} error=${error} />
    <${Field} label=${t().station.access} name="access" error=${error}><option value="open" selected=${old.access === 'open'}>${t().station.openAccess}</option><option value="restricted" selected=${old.access === 'restricted'}>${t().station.restrictedAccess}</option><//>
    <button class="button primary" disabled=${busy}>${t().save}</button></form><//>`
}

/** @param {{ point: any, close: () => void, done: () => void }} props */
function PointForm({ point, close, done }) {
  const w = t().adminStations
  const { busy, error, submit, setError } = useForm(async (data) => {
    const sockets = data.getAll('sockets')
    const powerKw = data.get('powerKw') ? Number(data.get('powerKw')) : undefined
    const outOfService = data.get('outOfService') === 'on'
    if (!point.id) await post('/api/admin/points', { stationId: point.stationId, sockets, powerKw, outOfService })
    else {
      const { etag } = await ask('/api/admin/points/' + point.id)
      const body = {
        ...(JSON.stringify(sockets) === JSON.stringify(point.sockets) ? {} : { sockets }), ...(powerKw === point.powerKw ? {} : { powerKw: powerKw ?? null }),
        ...(outOfService === point.outOfService ? {} : { outOfService }),
      }
      await patch('/api/admin/points/' + point.id, body, etag)
    }
    done()
  })
  const drop = async () => {
    try {
      const { etag } = await ask('/api/admin/points/' + point.id)
      await remove('/api/admin/points/' + point.id, etag)
      done()
    } catch (fault) { setError(fault) }
  }
  return html`<${Dialog} title=${point.irveId ?? w.addPoint} close=${close}><form class="form" onSubmit=${submit}>
    <${FormFault} error=${error} />
    <${Field} label=${w.power} name="powerKw" type="number" step="any" min="1" max="1000" defaultValue=${point.powerKw} error=${error} />
    <fieldset class="choices"><legend>${w.sockets}</legend>${['type2', 'ccs', 'chademo', 'ef', 'other'].map((one) => html`
      <label key=${one} class="choice"><input type="checkbox" name="sockets" value=${one} defaultChecked=${point.sockets?.includes(one)} /><span>${t().sockets[/** @type {'ccs'} */ (one)]}</span></label>`)}</fieldset>
    <label class="switch"><span>${t().status.outOfService}</span><input type="checkbox" role="switch" name="outOfService" defaultChecked=${point.outOfService} /></label>
    <div class="actions"><button class="button primary" disabled=${busy}>${t().save}</button>
      ${point.id && !point.withdrawnAt && html`<button type="button" class="button danger" onClick=${drop}>${w.withdraw}</button>`}</div></form><//>`
}
