import { html, useEffect } from '../lib.js'
import { ago, euros, longDay, number, power, time } from '../format.js'
import { t } from '../i18n.js'
import { news, reveal } from '../map/map.js'
import { base, href } from '../router.js'
import { Icon, Plug } from '../ui/icon.js'
import { Empty, Fault, Waiting, announce, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Refusal } from '../api.js'
import { DemonstrationTag, isMadeUp } from './demonstration.js'

/** @typedef {import('../types').Station} Station */

/** @param {{ id: string }} props */
export function StationSheet({ id }) {
  const { data, error, again } = useResource('/api/stations/' + id, { keep: true })
  const station = /** @type {Station | undefined} */ (data)
  useEffect(() => { if (station) reveal(station.location) }, [station?.id])
  useEffect(() => { if (news.value.has(id)) again() }, [news.value])
  if (error instanceof Refusal && error.status === 404) {
    return html`<${Sheet} title=${t().station.unreachable}><${Empty} text=${t().station.gone} icon="map"><a class="button primary" href=${href('/')}>${t().tabs.map}</a><//><//>`
  }
  if (!station) {
    return html`<${Sheet} title=${error ? t().station.unreachable : t().loading}>${error ? html`<${Fault} error=${error} retry=${again} />` : html`<${Waiting} />`}<//>`
  }
  const bookable = station.chargePoints.some((point) => point.reservable)
  const place = [station.address.street, [station.address.postcode, station.address.city].filter(Boolean).join(' ')].filter(Boolean).join(', ')
  return html`
    <${Sheet} title=${station.name} subtitle=${html`<${Openness} station=${station} /> · ${station.operator ?? station.brand ?? t().station.noOperator}${isMadeUp(station) && html` <${DemonstrationTag} />`}`}>
      <div class="tiles">
        <div><b data-state=${station.points.free ? 'free' : 'full'}>${station.points.free} / ${station.points.total}</b><span>${t().station.freePoints(station.points.free)}</span></div>
        <div><b>${power(station.points.maxPowerKw)}</b><span>${t().station.maxPower}</span></div>
        ${pricePerKwh(station) == null ? html`<div><b>${paying(station)}</b><span>${t().station.payment}</span></div>`
          : html`<div><b>${euros(pricePerKwh(station) ?? 0)}</b><span>${t().station.perKwh}</span></div>`}
      </div>
      ${!bookable && html`<p class="notice">${station.access === 'restricted' ? t().station.restricted : t().station.notBookable}</p>`}
      <div class="actions">
        ${bookable && html`<a class="button primary" href=${href(`/s/${id}/reserver`)}>${t().station.book}</a>`}
        <a class="button" href=${`geo:${station.location.lat},${station.location.lon}?q=${station.location.lat},${station.location.lon}(${encodeURIComponent(station.name)})`}
          target="_blank" rel="noreferrer"><${Icon} name="route" size=${20} />${t().station.route}</a>
        <button type="button" class="button" onClick=${() => share(station)}><${Icon} name="share" size=${20} />${t().station.share}</button>
      </div>
      <h2>${t().station.points}</h2>
      <ul class="points">${station.chargePoints.map((point) => html`<${PointRow} key=${point.id} station=${station} point=${point} />`)}</ul>
      <h2>${t().station.details}</h2>
      <dl class="facts">
        ${place && html`<div><dt>${t().station.address}</dt><dd>${place}</dd></div>`}
        <div><dt>${t().station.hours}</dt><dd>${station.hours.open24h ? t().station.always : station.hours.text ?? t().unknown}</dd></div>
        <div><dt>${t().station.tariff}</dt><dd>${station.payment.free ? t().station.freeOfCharge : tariff(station)}</dd></div>
        <div><dt>${t().station.payment}</dt><dd>${payments(station)}</dd></div>
        <div><dt>${t().station.access}</dt><dd>${station.access === 'open' ? t().station.openAccess : t().station.restrictedAccess}${station.maxHeightM ? ` · ${t().station.height(number(station.maxHeightM, 2))}` : ''}${station.twoWheelersOnly ? ' · ' + t().station.twoWheelers : ''}</dd></div>
        <div><dt>${t().station.pmr}</dt><dd>${t().accessibility[/** @type {'unknown'} */ (station.accessibility)] ?? t().unknown}</dd></div>
        ${station.phone && html`<div><dt>${t().station.phone}</dt><dd><a href=${'tel:' + station.phone}>${station.phone}</a></dd></div>`}
        <div><dt>${t().station.source}</dt><dd>${station.demonstration ? t().station.demonstration : t().station.national}${station.updatedOn ? ', ' + t().station.updated(longDay(station.updatedOn)) : ''}</dd></div>
      </dl>
      <${Corrections} station=${station} />
    <//>`
}

/** @param {{ station: Station }} props */
function Openness({ station }) {
  if (station.hours.openNow == null) return html`<span>${t().station.hoursUnknown}</span>`
  return html`<span class="open" data-open=${station.hours.openNow}>${station.hours.open24h ? t().station.always : station.hours.openNow ? t().station.openNow : t().station.closedNow}</span>`
}

/** @param {{ station: Station, point: import('../types').Point }} props */
function PointRow({ station, point }) {
  return html`
    <li>
      <span class="plugs">${point.sockets.map((socket) => html`<${Plug} key=${socket} socket=${socket} />`)}</span>
      <span class="grow"><strong>${point.sockets.map((socket) => t().sockets[socket]).join(', ') || t().unknownSocket}</strong>
        <small>${power(point.powerKw)}${point.localId ? ' · ' + point.localId : ''}</small></span>
      <span class="status" data-status=${point.status}>${t().status[point.status]}
        <small>${point.busyUntil ? t().until(time(point.busyUntil, station.timeZone)) : point.statusAt ? ago(point.statusAt) : ''}</small></span>
    </li>`
}

/**
 * What was corrected in the data of this station, and from what.
 * @param {{ station: Station }} props
 */
function Corrections({ station }) {
  const seen = new Map()
  for (const point of station.chargePoints) for (const one of point.evidence) seen.set(`${one.code} ${one.field} ${one.to}`, one)
  if (!seen.size) return null
  return html`
    <details class="more"><summary>${t().station.corrections(seen.size)}</summary>
      <ul class="plain">${[...seen.values()].map((one) => html`
        <li key=${one.code + one.field}>${t().evidence[/** @type {'swapped'} */ (one.code)] ?? one.code}${one.field ? html` <code>${one.field}</code>` : ''}
          ${one.from != null && html` <s>${String(one.from)}</s>`}${one.to != null && html` → ${String(one.to)}`}</li>`)}</ul>
    </details>`
}

/**
 * Operators write what they like; a lone figure is the price of a kilowatt-hour.
 * @param {Station} station
 */
function pricePerKwh({ tariff, payment }) {
  const found = /^(\d{1,2}[.,]\d{1,4})\s*(?:€|eur(?:os?)?)?(?:\s*ttc)?(?:\s*(?:\/|par|le)?\s*kwh)?$/i.exec(tariff?.trim() ?? '')?.[1]
  return found && !payment.free ? Number(found.replace(',', '.')) : null
}

/** @param {Station} station */
function tariff(station) {
  const price = pricePerKwh(station)
  return price == null ? station.tariff ?? t().station.noTariff : `${euros(price)} ${t().station.perKwh}`
}

/** @param {Station} station */
function paying(station) {
  if (station.payment.free) return t().station.freeOfCharge
  return station.payment.card ? t().station.card : station.payment.perUse ? t().station.perUse : t().station.badge
}

/** @param {Station} station */
function payments({ payment }) {
  const ways = [payment.card && t().station.card, payment.perUse && t().station.perUse, payment.other && t().station.otherPayment].filter(Boolean)
  return ways.length ? ways.join(', ') : t().unknown
}

/** @param {Station} station */
async function share(station) {
  const url = location.origin + base + 's/' + station.id
  try {
    if (navigator.share) await navigator.share({ title: station.name, url })
    else { await navigator.clipboard.writeText(url); announce(t().copied) }
  } catch { /* Whoever changes their mind needs no message. */ }
}

