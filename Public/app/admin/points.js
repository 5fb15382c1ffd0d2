import { html, useState } from '../lib.js'
import { post } from '../api/client.js'
import { power } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { Dialog } from '../ui/dialog.js'
import { Field, FormFault, faultOf, useForm } from '../ui/parts.js'
import { EditDialog, useEdited } from './edit.js'
import { BulkBar, useChoosing } from './lists/bulk.js'
import { ListHead } from './lists/head.js'
import { Choice, Narrowed, SearchField, Table, TableTools, question, usePages } from './lists/table.js'
import { d } from './words.js'

/** @typedef {import('../api/types').AdministeredPoint} Point */
/** @typedef {import('../api/types').Socket} Socket */

const sockets = /** @type {const} */ (['type2', 'ccs', 'chademo', 'ef', 'other'])
const named = (/** @type {readonly Socket[]} */ some) => some.map((one) => t().sockets[one]).join(', ')

/**
 * The columns that a point has wherever points are listed.
 * @param {(one: Point) => void} edit @returns {import('./lists/table.js').Column[]}
 */
export function pointColumns(edit) {
  const w = d().adminStations
  return [
    { name: w.id, sort: 'identifier', cell: (/** @type {Point} */ one) => html`<code>${one.irveId}</code>` },
    { name: w.sockets, cell: (/** @type {Point} */ one) => named(one.sockets) },
    { name: t().filters.power, sort: 'power', class: 'figure', cell: (/** @type {Point} */ one) => power(one.powerKw) },
    {
      name: w.state,
      cell: (/** @type {Point} */ one) =>
        html`<span class="pill" data-kind=${one.withdrawnAt || one.outOfService ? 'bad' : 'good'}>
          ${one.withdrawnAt ? w.withdrawn : one.outOfService ? t().status.outOfService : w.inService}</span>`,
    },
    {
      name: t().change,
      class: 'act',
      cell: (/** @type {Point} */ one) =>
        html`<button type="button" class="button small" onClick=${() => edit(one)}>${t().change}
          <span class="hidden"> ${one.irveId}</span></button>`,
    },
  ]
}

const filters = ['q', 'withdrawn', 'outOfService', 'stationId', 'sort']

export function AdminPoints() {
  const w = d().adminStations
  const asked = question('/api/admin/points', filters)
  const pages = usePages(asked)
  const choosing = useChoosing(asked, (/** @type {Point} */ one) => one.irveId)
  const [edited, setEdited] = useState(/** @type {string | null} */ (null))
  const [id, ...others] = pointColumns((one) => setEdited(one.id))
  const columns = [
    ...(id ? [id] : []),
    {
      name: d().imports.station,
      cell: (/** @type {Point} */ one) =>
        html`<a href=${href('/admin/stations/' + one.station.id)}>${one.station.name}</a>
          ${one.station.city ? html` <small>${one.station.city}</small>` : ''}`,
    },
    ...others,
  ]
  return html`
    <header class="desk-head"><h1>${d().pages.points}</h1></header>
    <div class="bar"><${SearchField} label=${w.find} />
      <${Choice} name="withdrawn" label=${w.state} options=${[['false', w.offered], ['true', w.withdrawn]]} />
      <${Choice} name="outOfService" label=${d().desk.service}
        options=${[['false', w.inService], ['true', t().status.outOfService]]} />
      <${TableTools} columns=${columns} /><${Narrowed} name="stationId" label=${d().imports.station} /></div>
    <${ListHead} pages=${pages} path="/api/admin/points" filters=${filters} name=${d().pages.points} />
    <${BulkBar} choosing=${choosing} pages=${pages} asked=${asked}
      actions=${['takeOut', 'putBack', 'withdraw', 'restore']} done=${pages.again} />
    <${Table} caption=${d().pages.points} columns=${columns} pages=${pages} empty=${w.noPoints} choosing=${choosing}
      paged />
    ${
      edited &&
      html`<${PointForm} id=${edited} close=${() => setEdited(null)} done=${() => {
        setEdited(null)
        pages.again()
      }} />`
    }`
}

/** @param {{ id: string, stationId?: string, close: () => void, done: () => void }} props */
export const PointForm = ({ id, stationId, close, done }) =>
  id === 'new'
    ? html`<${NewPoint} stationId=${stationId} close=${close} done=${done} />`
    : html`<${EditPoint} id=${id} close=${close} done=${done} />`

/** @param {{ stationId: string, close: () => void, done: () => void }} props */
function NewPoint({ stationId, close, done }) {
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/admin/points', { stationId, ...changes(data, null) })
    done()
  })
  return html`<${Dialog} title=${d().adminStations.addPoint} close=${close} class="side">
    <form class="form" novalidate onSubmit=${submit}>
    <${FormFault} error=${error} /><${Fields} error=${error} />
    <button class="button primary" disabled=${busy}>${t().save}</button></form><//>`
}

/** @param {{ id: string, close: () => void, done: () => void }} props */
function EditPoint({ id, close, done }) {
  const w = d().adminStations
  const edited = useEdited('/api/admin/points/' + id, done)
  const submit = (/** @type {Point} */ old) => (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    edited.save(changes(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)), old))
  }
  const facts = [
    { name: 'powerKw', label: t().filters.power, of: (/** @type {Point} */ one) => one.powerKw, say: power },
    { name: 'sockets', label: w.sockets, of: (/** @type {Point} */ one) => one.sockets, say: named },
    {
      name: 'outOfService',
      label: t().status.outOfService,
      of: (/** @type {Point} */ one) => one.outOfService,
      say: (/** @type {boolean} */ is) => (is ? d().desk.yes : d().desk.no),
    },
  ]
  return html`<${EditDialog} title=${edited.item?.irveId ?? t().change} close=${close} edited=${edited} facts=${facts}>
    ${(/** @type {Point} */ old) => html`
    <form class="form" novalidate key=${JSON.stringify(old)} onSubmit=${submit(old)}>
    <${Fields} point=${old} error=${edited.error} />
      <div class="actions"><button class="button primary" disabled=${edited.busy}>${t().save}</button>
        ${
          !old.withdrawnAt &&
          html`<button type="button" class="button danger" disabled=${edited.busy} onClick=${edited.drop}>
          ${w.withdraw}</button>`
        }</div></form>`}<//>`
}

/**
 * The fields that differ; the others are not sent.
 * @param {FormData} data @param {Point | null} old
 */
function changes(data, old) {
  const chosen = sockets.filter((one) => data.getAll('sockets').includes(one))
  const powerKw = data.get('powerKw') ? Number(data.get('powerKw')) : null
  const outOfService = data.get('outOfService') === 'on'
  return {
    ...(old && named(chosen) === named(sockets.filter((one) => old.sockets.includes(one))) ? {} : { sockets: chosen }),
    ...(powerKw === (old?.powerKw ?? null) ? {} : { powerKw }),
    ...(outOfService === Boolean(old?.outOfService) ? {} : { outOfService }),
  }
}

/** @param {{ point?: Point, error: unknown }} props */
function Fields({ point, error }) {
  const fault = faultOf(error, '/sockets')
  return html`
    <${Field} label=${d().adminStations.power} name="powerKw" type="number" step="any" min="0.1" max="1000"
      defaultValue=${point?.powerKw ?? ''} error=${error} />
    <fieldset class="choices" data-pointer="/sockets" data-invalid=${Boolean(fault)}
      aria-describedby=${fault ? 'sockets-fault' : undefined}><legend>${d().adminStations.sockets}</legend>
        ${sockets.map(
          (one) => html`
      <label key=${one} class="choice">
      <input type="checkbox" name="sockets" value=${one} defaultChecked=${Boolean(point?.sockets.includes(one))} />
      <span>${t().sockets[one]}</span></label>`,
        )}
      ${fault && html`<p class="fault" id="sockets-fault">${fault}</p>`}</fieldset>
    <label class="switch"><span>${t().status.outOfService}</span>
    <input type="checkbox" role="switch" name="outOfService" defaultChecked=${Boolean(point?.outOfService)} /></label>`
}
