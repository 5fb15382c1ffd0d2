import { html } from '../lib.js'
import { post } from '../api.js'
import { number } from '../format.js'
import { t } from '../i18n.js'
import { Dialog } from '../ui/dialog.js'
import { Field, FormFault, useForm } from '../ui/parts.js'
import { EditDialog, useEdited } from './edit.js'
import { d } from './words.js'

/** @typedef {import('../types').AdministeredStation} Station */

/** @param {{ close: () => void, done: () => void }} props */
export function NewStation({ close, done }) {
  const { busy, error, submit } = useForm(async (data) => {
    await post('/api/admin/stations', changes(data, null))
    done()
  })
  return html`<${Dialog} title=${d().adminStations.add} close=${close} class="side">
    <form class="form" onSubmit=${submit}>
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
    <form class="form" key=${JSON.stringify(old)} onSubmit=${submit(old)}>
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
  const address = {}
  for (const name of /** @type {const} */ (['street', 'postcode', 'city'])) put(address, name, old?.address?.[name])
  if (Object.keys(address).length) body.address = address
  if (text('hours') !== (old?.hours?.text ?? '')) body.hours = text('hours') ? { text: text('hours') } : null
  if (text('access') !== old?.access) body.access = text('access')
  const [lat, lon] = [Number(data.get('lat')), Number(data.get('lon'))]
  if (lat !== old?.location.lat || lon !== old?.location.lon) body.location = { lat, lon }
  return body
}

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
