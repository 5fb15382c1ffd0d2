import { html, useEffect } from '../lib.js'
import { ago, euros, longDay, number, power, time } from '../format.js'
import { t } from '../i18n.js'
import { later } from '../later.js'
import { news, origin, reveal } from '../map/view.js'
import { base, href } from '../router.js'
import { Icon, Plug } from '../ui/icon.js'
import { Empty, Fault, Waiting, announce, useResource } from '../ui/parts.js'
import { Sheet } from '../ui/sheet.js'
import { Refusal } from '../api/client.js'
import { DemonstrationTag, isMadeUp } from './demonstration.js'
import {
  access,
  addressLine,
  hours,
  isDoubtful,
  isVaried,
  ownWords,
  paying,
  payments,
  pricePerKwh,
  tariff,
  unlessVaried,
  statusOf,
} from './told.js'

/** @typedef {import('../api/types').Station} Station */

const Directions = later(
  () => import('../near/directions.js').then((file) => file.Directions),
  () => '',
)
const Away = later(
  () => import('../near/away.js').then((file) => file.Away),
  () => '',
)

/** @param {{ id: string }} props */
export function StationSheet({ id }) {
  const { data, error, again } = useResource('/api/stations/' + id, { keep: true })
  const station = /** @type {Station | undefined} */ (data)
  useEffect(() => {
    if (station) reveal(station)
  }, [station?.id])
  useEffect(() => {
    if (news.value.has(id)) again()
  }, [news.value])
  if (error instanceof Refusal && error.status === 404) {
    return html`<${Sheet} title=${t().station.unreachable}><${Empty} text=${t().station.gone} icon="map">
      <a class="button primary" href=${href('/')}>${t().tabs.map}</a><//><//>`
  }
  if (!station) {
    return html`<${Sheet} title=${error ? t().station.unreachable : t().loading}>
      ${error ? html`<${Fault} error=${error} retry=${again} />` : html`<${Waiting} />`}<//>`
  }
  const bookable = station.chargePoints.some((point) => point.reservable)
  const place = addressLine(station.address)
  return html`
    <${Sheet} title=${station.name}
      subtitle=${html`<${Openness} station=${station} /> · ${
        station.operator ?? station.brand ?? t().station.noOperator
      }${origin.value && html`<${Away} to=${station.location} />`}
      ${isMadeUp(station) && html` <${DemonstrationTag} />`}`}>
      <div class="tiles">
        <div><b data-state=${station.points.free ? 'free' : 'full'}>${station.points.free} / ${station.points.total}</b>
        <span>${t().station.freePoints(station.points.free)}</span></div>
        <div><b>${power(station.points.maxPowerKw)}</b><span>${t().station.maxPower}</span></div>
        ${
          pricePerKwh(station) == null
            ? html`<div><b>${unlessVaried(station, 'payment', paying)}</b><span>${t().station.payment}</span></div>`
            : html`<div><b>${euros(pricePerKwh(station) ?? 0)}</b><span>${t().station.perKwh}</span></div>`
        }
      </div>
      ${
        station.chargePoints.some((point) => isDoubtful(point, 'position-doubtful')) &&
        html`<p class="notice"><${Icon} name="warn" />${t().station.positionDoubtful}</p>`
      }
      ${
        !bookable &&
        html`<p class="notice">
      ${station.access === 'restricted' ? t().station.restricted : t().station.notBookable}</p>`
      }
      <div class="actions">
        ${bookable && html`<a class="button primary" href=${href(`/s/${id}/reserver`)}>${t().station.book}</a>`}
        <${Directions} to=${station.location} name=${station.name} />
        <button type="button" class="button" onClick=${() => share(station)}><${Icon} name="share" size=${20} />
        ${t().station.share}</button>
        <${Heart} id=${id} />
      </div>
      <h2>${t().station.points}</h2>
      <ul class="points">
      ${station.chargePoints.map(
        (point) => html`<${PointRow} key=${point.id} station=${station} point=${point} />`,
      )}</ul>
      <h2>${t().station.details}</h2>
      <dl class="facts">
        ${place && html`<div><dt>${t().station.address}</dt><dd>${place}</dd></div>`}
        <div><dt>${t().station.hours}</dt><dd>${unlessVaried(station, 'hours', hours)}</dd></div>
        <div><dt>${t().station.tariff}</dt>
        <dd>${station.payment?.free ? t().station.freeOfCharge : unlessVaried(station, 'tariff', tariff)}</dd></div>
        <div><dt>${t().station.payment}</dt><dd>${unlessVaried(station, 'payment', payments)}</dd></div>
        <div><dt>${t().station.access}</dt><dd>${unlessVaried(station, 'access', access)}
        ${station.maxHeightM ? ` · ${t().station.height(number(station.maxHeightM, 2))}` : ''}
        ${station.twoWheelersOnly ? ' · ' + t().station.twoWheelers : ''}</dd></div>
        <div><dt>${t().station.pmr}</dt>
        <dd>${t().accessibility[/** @type {'unknown'} */ (station.accessibility)] ?? t().unknown}</dd></div>
        ${
          station.phone &&
          html`<div><dt>${t().station.phone}</dt>
          <dd><a href=${'tel:' + station.phone}>${station.phone}</a></dd></div>`
        }
        <div><dt>${t().station.source}</dt>
        <dd>${station.demonstration ? t().station.demonstration : t().station.national}
        ${station.updatedOn ? ', ' + t().station.updated(longDay(station.updatedOn)) : ''}</dd></div>
      </dl>
      <${Corrections} station=${station} />
    <//>`
}

/** @param {{ station: Station }} props */
function Openness({ station }) {
  const now = station.hours?.openNow
  if (now == null)
    return html`<span>
      ${
        isVaried(station, 'hours')
          ? t().station.hoursVary
          : station.chargePoints.some((one) => isDoubtful(one, 'hours-doubtful'))
            ? t().station.hoursDoubtful
            : t().station.hoursUnknown
      }</span>`
  return html`<span class="open" data-open=${now}>
    ${station.hours?.open24h ? t().station.always : now ? t().station.openNow : t().station.closedNow}</span>`
}

/** @param {{ station: Station, point: import('../api/types').Point }} props */
function PointRow({ station, point }) {
  return html`
    <li>
      <span class="plugs">${point.sockets.map((socket) => html`<${Plug} key=${socket} socket=${socket} />`)}</span>
      <span class="grow">
      <strong>${t().pointNumber(point.number)} ·
        ${' '}${point.sockets.map((socket) => t().sockets[socket]).join(', ') || t().unknownSocket}</strong>
        <small>${power(point.powerKw)}${point.localId ? ' · ' + point.localId : ''}</small>
        ${ownWords(station, point).map((words) => html`<small key=${words}>${words}</small>`)}
        ${isDoubtful(point, 'position-doubtful') && html`<span class="tag">${t().station.doubtful}</span>`}
        ${
          point.location &&
          html`<${Directions} to=${point.location} name=${station.name} label=${t().station.routeToPoint} quiet />`
        }</span>
      <span class="status" data-status=${statusOf(point)}>${t().status[statusOf(point)]}
        <small>${
          point.busyUntil
            ? t().until(time(point.busyUntil, station.timeZone))
            : point.statusAt
              ? ago(point.statusAt)
              : ''
        }</small></span>
    </li>`
}

const Heart = later(
  () => import('../favourites/heart.js').then((file) => file.Heart),
  () => '',
)

/** Its words are many, and most visitors never open it. */
const EvidenceList = later(
  () => import('./evidence.js').then((file) => file.EvidenceList),
  () => '',
)

/**
 * The corrections of the data of this station, with the original values.
 * @param {{ station: Station }} props
 */
function Corrections({ station }) {
  const seen = new Map()
  for (const point of station.chargePoints)
    for (const one of point.evidence ?? []) seen.set(`${one.code} ${one.field} ${one.from} ${one.to}`, one)
  if (!seen.size) return null
  return html`
    <details class="more"><summary>${t().station.corrections(seen.size)}</summary>
      <${EvidenceList} items=${[...seen.values()]} />
    </details>`
}

/** @param {Station} station */
async function share(station) {
  const url = location.origin + base + 's/' + station.id
  try {
    if (navigator.share) await navigator.share({ title: station.name, url })
    else {
      await navigator.clipboard.writeText(url)
      announce(t().copied)
    }
  } catch {
    /* A change of mind needs no message. */
  }
}
