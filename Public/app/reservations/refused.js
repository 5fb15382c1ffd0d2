import { html, useEffect, useRef } from '../lib.js'
import { Refusal } from '../api/client.js'
import { day, distance, power, time } from '../format.js'
import { t } from '../i18n.js'
import { Icon } from '../ui/icon.js'
import { sentence } from '../ui/parts.js'

/** @typedef {import('../api/types').Alternative} Alternative */
/** @typedef {import('../api/types').Station} Station */
/** @typedef {Station['chargePoints'][0]} Point */

/**
 * Tells the reason, which is a rule or somebody who was faster, and offers what is free instead.
 * @param {{ error: unknown, station: Station, point: Point, take: (other: Alternative) => void }} props
 */
export function Refused({ error, station, point, take }) {
  const w = t().booking
  const element = useRef(/** @type {HTMLElement | null} */ (null))
  useEffect(() => element.current?.focus(), [error])
  const found = error instanceof Refusal ? error.problem.alternatives : undefined
  const whose = (/** @type {Alternative} */ other) =>
    other.station && other.station.id !== station.id
      ? other.station.name
      : other.pointId === point.id
        ? w.samePoint
        : w.otherPoint
  /** @type {Alternative[]} */
  const others = [...(found?.slots ?? []).map((slot) => ({ ...slot, pointId: point.id })), ...(found?.points ?? [])]
  return html`
    <div class="notice bad column" role="alert" tabindex="-1" ref=${element}>
      <p><${Icon} name="warn" /> ${sentence(error)}</p>
      ${
        others.length > 0 &&
        html`<p>${w.instead}</p>
        <div class="alternatives">${others.map(
          (other) => html`
          <button type="button" key=${other.pointId + other.startsAt} class="button" onClick=${() => take(other)}>
            <b>${time(other.startsAt, station.timeZone)}</b> ${day(other.startsAt, station.timeZone)}
            <small>${[whose(other), other.distanceM && distance(other.distanceM), other.powerKw && power(other.powerKw)]
              .filter(Boolean)
              .join(' · ')}</small></button>`,
        )}</div>`
      }
    </div>`
}
