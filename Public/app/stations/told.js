import { euros } from '../format.js'
import { t } from '../i18n.js'

/**
 * A station tells these things for all its points, or each point for itself where they differ.
 * @typedef {import('../api/types').Told} Told
 * @typedef {import('../api/types').Station} Station
 */

/** @param {Station} station @param {keyof Told} name */
export const isVaried = (station, name) =>
  station.varies?.some((one) => one === name || one.startsWith(name + '.')) ?? false

/**
 * Returns the station's words, or those that send one to the points.
 * @param {Station} station @param {keyof Told} name @param {(told: Told) => string} say
 */
export const unlessVaried = (station, name, say) => (isVaried(station, name) ? t().station.varies : say(station))

/**
 * The words of a point for what its station has no common answer to.
 * @param {Station} station @param {Told} point
 */
export function ownWords(station, point) {
  const of = (/** @type {keyof Told} */ name, /** @type {string} */ words) => (isVaried(station, name) ? words : '')
  return [
    of('access', access(point)),
    of('twoWheelersOnly', point.twoWheelersOnly ? t().station.twoWheelers : ''),
    of('hours', hours(point)),
    of('tariff', point.payment?.free ? '' : tariff(point)),
    of('payment', point.payment?.free ? t().station.freeOfCharge : payments(point)),
  ].filter(Boolean)
}

/** @param {{ street?: string | null, postcode?: string | null, city?: string | null }} address */
export const addressLine = ({ street, postcode, city }) =>
  [street, [postcode, city].filter(Boolean).join(' ')].filter(Boolean).join(', ')

/** @param {Told} told */
export const access = (told) =>
  told.access == null ? t().unknown : told.access === 'open' ? t().station.openAccess : t().station.restrictedAccess

/** @param {Told} told */
export const hours = ({ hours }) => (hours?.open24h ? t().station.always : (hours?.text ?? t().unknown))

/**
 * Operators write what they like; a lone figure is the price of a kilowatt-hour.
 * @param {Told} told
 */
export function pricePerKwh({ tariff, payment }) {
  const found = /^(\d{1,2}[.,]\d{1,4})\s*(?:€|eur(?:os?)?)?(?:\s*ttc)?(?:\s*(?:\/|par|le)?\s*kwh)?$/i.exec(
    tariff?.trim() ?? '',
  )?.[1]
  return found && !payment?.free ? Number(found.replace(',', '.')) : null
}

/** @param {Told} told */
export function tariff(told) {
  const price = pricePerKwh(told)
  return price == null ? (told.tariff ?? t().station.noTariff) : `${euros(price)} ${t().station.perKwh}`
}

/** @param {Told} told */
export function paying({ payment }) {
  if (payment?.free) return t().station.freeOfCharge
  return payment?.card ? t().station.card : payment?.perUse ? t().station.perUse : t().station.badge
}

/** @param {Told} told */
export function payments({ payment }) {
  const ways = [
    payment?.card && t().station.card,
    payment?.perUse && t().station.perUse,
    payment?.other && t().station.otherPayment,
  ].filter(Boolean)
  return ways.length ? ways.join(', ') : t().unknown
}

/** @param {import('../api/types').Point} point @param {string} code */
export const isDoubtful = (point, code) => point.evidence?.some((one) => one.code === code) ?? false

/**
 * What is shown of a point: one that is unknown outside of its hours is closed.
 * @param {import('../api/types').Point} point @returns {keyof ReturnType<typeof t>['status']}
 */
export const statusOf = ({ status, hours }) => (status === 'unknown' && hours?.openNow === false ? 'closed' : status)
