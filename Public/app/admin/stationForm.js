import { html, useRef, useState } from '../lib.js'
import { post } from '../api/client.js'
import { number } from '../format.js'
import { t } from '../i18n.js'
import { Dialog } from '../ui/dialog.js'
import { Icon } from '../ui/icon.js'
import { Field, FormFault, useForm } from '../ui/parts.js'
import { EditDialog, useEdited } from './edit.js'
import { PlacePicker } from './place/picker.js'
import { c, d } from './words.js'

/** @typedef {import('../api/types').AdministeredStation} Station */

/** @param {{ close: () => void, done: () => void }} props */
export function NewStation({ close, done }) {
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/admin/stations', changes(data, null))
    done()
  })
  return html`<${Dialog} title=${d().adminStations.add} close=${close} class="side">
    <form class="form" novalidate onSubmit=${submit}>
    <${FormFault} error=${error} /><${Fields} error=${error} />
    <button class="button primary" disabled=${busy}>${t().save}</button></form><//>`
}

/** @param {{ station: Station, close: () => void, done: () => void }} props */
export function EditStation({ station, close, done }) {
  const edited = useEdited('/api/admin/stations/' + station.id, done)
  const submit = (/** @type {Station} */ old) => (/** @type {SubmitEvent} */ event) => {
    event.preventDefault()
    edited.save(changes(new FormData(/** @type {HTMLFormElement} */ (event.currentTarget)), old))
  }
  return html`<${EditDialog} title=${station.name} close=${close} edited=${edited} facts=${facts()}>${(
    /** @type {Station} */ old,
  ) => html`
    <form class="form" novalidate key=${JSON.stringify(old)} onSubmit=${submit(old)}>
    <${Fields} station=${old} error=${edited.error} />
      <button class="button primary" disabled=${edited.busy}>${t().save}</button></form>`}<//>`
}

/** The names of the fields that one may edit, and where the station has them. */
const facts = () => [
  { name: 'name', label: d().adminStations.name, of: (/** @type {any} */ one) => one.name },
  { name: 'brand', label: d().desk.brand, of: (/** @type {any} */ one) => one.brand },
  { name: 'operator', label: d().adminStations.operator, of: (/** @type {any} */ one) => one.operator },
  {
    name: 'location',
    label: d().adminStations.place,
    of: (/** @type {any} */ one) => one.location,
    say: (/** @type {{ lat: number, lon: number }} */ at) => `${number(at.lat, 5)}, ${number(at.lon, 5)}`,
  },
  { name: 'street', label: d().desk.street, of: (/** @type {any} */ one) => one.address?.street },
  { name: 'postcode', label: d().desk.postcode, of: (/** @type {any} */ one) => one.address?.postcode },
  { name: 'city', label: d().adminStations.city, of: (/** @type {any} */ one) => one.address?.city },
  { name: 'hours', label: t().station.hours, of: (/** @type {any} */ one) => one.hours?.text },
  { name: 'tariff', label: t().station.tariff, of: (/** @type {any} */ one) => one.tariff },
  { name: 'phone', label: d().desk.phone, of: (/** @type {any} */ one) => one.phone },
  {
    name: 'access',
    label: t().station.access,
    of: (/** @type {any} */ one) => one.access,
    say: (/** @type {string} */ access) => (access === 'open' ? t().station.openAccess : t().station.restrictedAccess),
  },
]

/**
 * The fields that differ; the others are not sent, as a field set by hand is kept against the next import.
 * @param {FormData} data @param {Station | null} old
 */
function changes(data, old) {
  /** @type {any} */
  const body = {}
  const text = (/** @type {string} */ name) => String(data.get(name) ?? '').trim()
  const put = (
    /** @type {any} */ into,
    /** @type {string} */ name,
    /** @type {string | null | undefined} */ before,
  ) => {
    if (text(name) !== (before ?? '')) into[name] = text(name) || null
  }
  for (const name of /** @type {const} */ (['name', 'brand', 'operator', 'tariff', 'phone']))
    put(body, name, old?.[name])
  // A station always has a name: an empty one is refused, not passed over.
  if (body.name === null) body.name = ''
  const address = {}
  for (const name of /** @type {const} */ (['street', 'postcode', 'city'])) put(address, name, old?.address?.[name])
  if (Object.keys(address).length) body.address = address
  if (text('hours') !== (old?.hours?.text ?? '')) body.hours = text('hours') ? { text: text('hours') } : null
  if (text('access') !== old?.access) body.access = text('access')
  const [lat, lon] = [numberOf(data.get('lat')), numberOf(data.get('lon'))]
  if (lat !== old?.location.lat || lon !== old?.location.lon) body.location = { lat, lon }
  return body
}

/**
 * Null where nothing is written that is a number: the server says so, of this field as of the others.
 * @param {FormDataEntryValue | null} text
 */
const numberOf = (text) => (text === null || text === '' ? null : Number(text))

/** @param {{ station?: Station, error: unknown }} props */
function Fields({ station, error }) {
  const w = d().adminStations
  const field = (
    /** @type {string} */ name,
    /** @type {string} */ label,
    /** @type {unknown} */ value,
    /** @type {object} */ more = {},
  ) => html`<${Field} label=${label} name=${name} defaultValue=${value ?? ''} error=${error} ...${more} />`
  const of = (/** @type {string} */ pointer) => ({ pointer })
  return html`
    ${field('name', w.name, station?.name, { required: true })}
    <div class="pair">
    ${field('lat', w.lat, station?.location.lat, {
      type: 'number',
      step: 'any',
      min: -90,
      max: 90,
      required: true,
      ...of('/location/lat'),
    })}
      ${field('lon', w.lon, station?.location.lon, {
        type: 'number',
        step: 'any',
        min: -180,
        max: 180,
        required: true,
        ...of('/location/lon'),
      })}</div>
    <${OnMap} />
    <div class="pair">${field('brand', d().desk.brand, station?.brand)}
    ${field('operator', w.operator, station?.operator)}</div>
    ${field('street', d().desk.street, station?.address.street, of('/address/street'))}
    <div class="pair">
    ${field('postcode', d().desk.postcode, station?.address.postcode, {
      inputmode: 'numeric',
      ...of('/address/postcode'),
    })}
        ${field('city', w.city, station?.address.city, of('/address/city'))}</div>
    ${field('hours', t().station.hours, station?.hours?.text, { hint: w.hoursHint })}
    ${field('tariff', t().station.tariff, station?.tariff)}
    <div class="pair">${field('phone', d().desk.phone, station?.phone, { type: 'tel' })}
      <${Field} label=${t().station.access} name="access" error=${error}>
      <option value="open" selected=${station?.access !== 'restricted'}>${t().station.openAccess}</option>
        <option value="restricted" selected=${station?.access === 'restricted'}>
        ${t().station.restrictedAccess}</option><//></div>`
}

/** Fills the two fields above from a map, which is fetched when it is asked for. */
function OnMap() {
  const w = c().place
  const [isOpen, setOpen] = useState(false)
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  const input = (/** @type {string} */ name) =>
    /** @type {HTMLInputElement | null} */ (element.current?.closest('form')?.elements.namedItem(name) ?? null)
  const read = () => {
    const [lat, lon] = [numberOf(input('lat')?.value ?? ''), numberOf(input('lon')?.value ?? '')]
    return lat != null && lon != null && Math.abs(lat) <= 90 && Math.abs(lon) <= 180 ? { lat, lon } : null
  }
  const choose = (/** @type {{ lat: number, lon: number }} */ place) => {
    for (const name of /** @type {const} */ (['lat', 'lon'])) {
      const field = input(name)
      if (field) field.value = String(place[name])
    }
  }
  return html`<div class="on-map" ref=${element}>
    <button type="button" class="button small" aria-expanded=${isOpen ? 'true' : 'false'}
      onClick=${() => setOpen(!isOpen)}><${Icon} name="map" size=${16} /> ${isOpen ? w.close : w.choose}</button>
    ${isOpen && html`<${PlacePicker} read=${read} choose=${choose} />`}</div>`
}
