import { html, useState } from '../lib.js'
import { get, patch } from '../api/client.js'
import { number } from '../format.js'
import { t } from '../i18n.js'
import { href } from '../router.js'
import { EvidenceList } from '../stations/evidence.js'
import { columnOf } from '../text/codes.js'
import { Icon } from '../ui/icon.js'
import { Fault, Waiting, announce, useResource } from '../ui/parts.js'
import { ConfirmByName, useEdited } from './edit.js'
import { BulkBar, useChoosing } from './lists/bulk.js'
import { ListHead } from './lists/head.js'
import { PointForm, pointColumns } from './points.js'
import { EditStation, NewStation } from './stationForm.js'
import { Choice, SearchField, Table, TableTools, question, usePages } from './lists/table.js'
import { d } from './words.js'

/** @typedef {import('../api/types').AdministeredStation} Station */

/** @param {{ id?: string }} props */
export function AdminStations({ id }) {
  return id ? html`<${OneStation} key=${id} id=${id} />` : html`<${AllStations} />`
}

const filters = ['q', 'source', 'withdrawn', 'manual', 'sort']

function AllStations() {
  const w = d().adminStations
  const asked = question('/api/admin/stations', filters)
  const pages = usePages(asked)
  const choosing = useChoosing(asked, (/** @type {Station} */ one) => one.name)
  const [isAdding, setAdding] = useState(false)
  const columns = [
    {
      name: w.name,
      sort: 'name',
      cell: (/** @type {Station} */ one) =>
        html`<a href=${href('/admin/stations/' + one.id)}><strong>${one.name}</strong></a>`,
    },
    { name: w.id, sort: 'identifier', cell: (/** @type {Station} */ one) => html`<code>${one.irveId}</code>` },
    {
      name: w.city,
      sort: 'city',
      cell: (/** @type {Station} */ one) => [one.address.postcode, one.address.city].filter(Boolean).join(' '),
    },
    { name: w.operator, sort: 'operator', cell: (/** @type {Station} */ one) => one.operator ?? '' },
    { name: t().station.points, class: 'figure', cell: (/** @type {Station} */ one) => number(one.points.total) },
    {
      name: w.state,
      cell: (/** @type {Station} */ one) =>
        html`<span class="pill" data-kind=${one.withdrawnAt ? 'bad' : ''}>
          ${one.withdrawnAt ? w.withdrawn : w.sources[one.source]}</span>${
            one.source !== 'manual' && one.manualFields.length
              ? html` <span class="pill" data-kind="live">${d().desk.handmade}</span>`
              : ''
          }`,
    },
  ]
  return html`
    <header class="desk-head"><h1>${d().pages.stations}</h1>
      <button type="button" class="button primary" onClick=${() => setAdding(true)}><${Icon} name="plus" size=${20} />
      ${w.add}</button></header>
    <div class="bar"><${SearchField} label=${w.find} />
      <${Choice} name="source" label=${w.source} options=${Object.entries(w.sources)} />
      <${Choice} name="withdrawn" label=${w.state} options=${[['false', w.offered], ['true', w.withdrawn]]} />
      <${Choice} name="manual" label=${d().desk.handmade} options=${[['true', d().desk.yes], ['false', d().desk.no]]} />
      <${TableTools} columns=${columns} /></div>
    <${ListHead} pages=${pages} path="/api/admin/stations" filters=${filters} name=${d().pages.stations} />
    <${BulkBar} choosing=${choosing} pages=${pages} asked=${asked} actions=${['withdraw', 'restore']}
      done=${pages.again} />
    <${Table} caption=${d().pages.stations} columns=${columns} pages=${pages} empty=${w.none} choosing=${choosing}
      paged />
    ${
      isAdding &&
      html`<${NewStation} close=${() => setAdding(false)} done=${() => {
        setAdding(false)
        pages.again()
      }} />`
    }`
}

/** @param {{ id: string }} props */
function OneStation({ id }) {
  const w = d().adminStations
  const path = '/api/admin/stations/' + id
  const found = useResource(path)
  const points = usePages('/api/admin/points?limit=200&sort=identifier&stationId=' + id)
  const [open, setOpen] = useState(/** @type {'' | 'edit' | 'drop'} */ (''))
  const [point, setPoint] = useState(/** @type {string | null} */ (null))
  const station = /** @type {Station | undefined} */ (found.data)
  if (!station) return found.error ? html`<${Fault} error=${found.error} retry=${found.again} />` : html`<${Waiting} />`
  const again = () => {
    setOpen('')
    setPoint(null)
    found.again()
    points.again()
  }
  // All of them are there, in the order of their identifiers.
  const columns = pointColumns((one) => setPoint(one.id)).map(({ sort, ...column }) => column)
  return html`
    <header class="desk-head">
    <a class="round" aria-label=${t().back} href=${href('/admin/stations')}><${Icon} name="back" /></a>
      <h1>${station.name} ${
        station.withdrawnAt ? html`<span class="pill" data-kind="bad">${w.withdrawn}</span>` : ''
      }</h1>
      <a class="button" href=${href('/admin/journal?kind=station&subject=' + id)}>${d().desk.history}</a>
      ${
        station.withdrawnAt
          ? html`<${Restore} path=${path} done=${again} />`
          : html`<a class="button" href=${href('/s/' + id)}>${w.onMap}</a>`
      }
      <button type="button" class="button" onClick=${() => setOpen('edit')}>${t().change}</button>
      ${
        !station.withdrawnAt &&
        html`<button type="button" class="button danger" onClick=${() => setOpen('drop')}>
        ${w.withdraw}</button>`
      }</header>
    <${Facts} station=${station} />
    <${ByHand} station=${station} path=${path} done=${again} />
    <${Corrections} evidence=${station.evidence} />
    <header class="desk-head"><h2>${t().station.points}</h2>
    <button type="button" class="button" onClick=${() => setPoint('new')}><${Icon} name="plus" size=${20} />
    ${w.addPoint}</button></header>
    <${Table} caption=${t().station.points} columns=${columns} pages=${points} empty=${w.noPoints} />
    ${open === 'edit' && html`<${EditStation} station=${station} close=${() => setOpen('')} done=${again} />`}
    ${open === 'drop' && html`<${Withdraw} station=${station} path=${path} close=${() => setOpen('')} done=${again} />`}
    ${point && html`<${PointForm} id=${point} stationId=${id} close=${() => setPoint(null)} done=${again} />`}`
}

/** @param {{ station: Station }} props */
function Facts({ station }) {
  const w = d().adminStations
  const { address, location, payment } = station
  /** @type {[string, unknown][]} */
  const facts = [
    [w.id, html`<code>${station.irveId}</code>`],
    [w.operator, station.operator ?? '–'],
    [d().desk.brand, station.brand ?? '–'],
    [
      t().station.address,
      [address.street, [address.postcode, address.city].filter(Boolean).join(' ')].filter(Boolean).join(', ') || '–',
    ],
    [w.place, `${number(location.lat, 5)}, ${number(location.lon, 5)}`],
    [t().station.hours, station.hours?.open24h ? t().station.always : (station.hours?.text ?? '–')],
    [t().station.tariff, station.tariff ?? (payment?.free ? t().station.freeOfCharge : '–')],
    [
      t().station.access,
      station.access == null
        ? t().station.varies
        : station.access === 'open'
          ? t().station.openAccess
          : t().station.restrictedAccess,
    ],
    [t().station.phone, station.phone ?? '–'],
    [t().station.source, w.sources[station.source]],
  ]
  return html`<dl class="facts columns">
    ${facts.map(([name, value]) => html`<div key=${name}><dt>${name}</dt><dd>${value}</dd></div>`)}</dl>`
}

/**
 * Fields that were set by hand: each stays as it is with every import, until it is given back.
 * @param {{ station: Station, path: string, done: () => void }} props
 */
function ByHand({ station, path, done }) {
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const fields = station.manualFields.filter((name) => name !== 'withdrawn')
  if (station.source === 'manual' || !fields.length) return null
  const release = async (/** @type {string} */ field) => {
    try {
      const { etag } = await get(path)
      await patch(path, { release: [field] }, { match: etag })
      done()
    } catch (fault) {
      setError(fault)
    }
  }
  return html`<section class="by-hand"><h2>${d().desk.manualFields}</h2>
    ${error ? html`<${Fault} error=${error} />` : ''}
    <ul class="plain">${fields.map(
      (field) => html`<li key=${field}><button type="button" class="button small" onClick=${() => release(field)}>
      ${columnOf(field)} <${Icon} name="close" size=${16} />
      <span class="hidden">${d().desk.release(columnOf(field))}</span></button></li>`,
    )}</ul></section>`
}

/** @param {{ evidence: import('../api/types').Evidence[] }} props */
function Corrections({ evidence }) {
  if (!evidence.length) return null
  return html`<details class="data"><summary>${d().desk.corrected} (${number(evidence.length)})</summary>
    <${EvidenceList} items=${evidence} /></details>`
}

/** @param {{ path: string, done: () => void }} props */
function Restore({ path, done }) {
  const [error, setError] = useState(/** @type {unknown} */ (null))
  const restore = async () => {
    try {
      const { etag } = await get(path)
      await patch(path, { withdrawn: false }, { match: etag })
      announce(d().desk.restored)
      done()
    } catch (fault) {
      setError(fault)
    }
  }
  return html`<button type="button" class="button" onClick=${restore}>${d().desk.restore}</button>
    ${error ? html`<${Fault} error=${error} />` : ''}`
}

/** @param {{ station: Station, path: string, close: () => void, done: () => void }} props */
function Withdraw({ station, path, close, done }) {
  const w = d().adminStations
  const edited = useEdited(path, done)
  return html`<${ConfirmByName} title=${w.withdrawTitle(station.name)} text=${w.withdrawText} name=${station.name}
    yes=${w.withdraw}
    busy=${edited.busy || !edited.item} error=${edited.error} close=${close} confirm=${edited.drop} />`
}
