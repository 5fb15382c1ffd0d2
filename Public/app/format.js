import { language, t } from './i18n.js'

const made = new Map()

/**
 * Intl objects are dear to make and asked for in every row.
 * @template T @param {string} key @param {(locale: string) => T} make @returns {T}
 */
function kept(key, make) {
  const locale = language.value === 'fr' ? 'fr-FR' : 'en-GB'
  const name = locale + key
  if (!made.has(name)) made.set(name, make(locale))
  return made.get(name)
}

/** @param {number} value @param {number} [digits] */
export const number = (value, digits = 0) =>
  kept('n' + digits, (locale) => new Intl.NumberFormat(locale, { maximumFractionDigits: digits })).format(value)

/** @param {number | null | undefined} kw */
export const power = (kw) => (kw == null ? t().unknownPower : number(kw, kw < 10 ? 1 : 0) + '\u202fkW')

/** @param {number} amount */
export const euros = (amount) =>
  kept('e', (locale) => new Intl.NumberFormat(locale, { style: 'currency', currency: 'EUR' })).format(amount)

/** @param {number} kwh */
export const energy = (kwh) => number(kwh, kwh < 100 ? 1 : 0) + '\u202fkWh'

/** @param {number | null | undefined} metres */
export function distance(metres) {
  if (metres == null) return ''
  return metres < 950
    ? number(Math.round(metres / 10) * 10) + '\u202fm'
    : number(metres / 1000, metres < 9500 ? 1 : 0) + '\u202fkm'
}

/** @param {number} bytes */
export const size = (bytes) =>
  bytes < 1e6
    ? number(bytes / 1e3, 0) + '\u202f' + t().kB
    : number(bytes / 1e6, bytes < 1e8 ? 1 : 0) + '\u202f' + t().MB

/** @param {string | number | Date} at @param {Intl.DateTimeFormatOptions} how */
const date = (at, how) =>
  kept('d' + JSON.stringify(how), (locale) => new Intl.DateTimeFormat(locale, how)).format(new Date(at))

/** @param {string | number | Date} at @param {string} [timeZone] */
export const time = (at, timeZone) => date(at, { hour: '2-digit', minute: '2-digit', timeZone })

/** @param {string | number | Date} at */
export const exactTime = (at) => date(at, { hour: '2-digit', minute: '2-digit', second: '2-digit' })

/** @param {string | number | Date} at */
export const timeOfWeek = (at) => date(at, { weekday: 'long', hour: '2-digit', minute: '2-digit' })

/** @param {string | number | Date} at @param {string} [timeZone] */
export const day = (at, timeZone) => date(at, { weekday: 'short', day: 'numeric', month: 'short', timeZone })

/** @param {string | number | Date} at @param {string} [timeZone] */
export const weekday = (at, timeZone) => date(at, { weekday: 'short', timeZone })

/** @param {string | number | Date} at */
export const month = (at) => date(at, { month: 'long', year: 'numeric' })

/** @param {string | number | Date} at */
export const shortMonth = (at) => date(at, { month: 'short' })

/** @param {string | number | Date} at */
export const longDay = (at) => date(at, { day: 'numeric', month: 'long', year: 'numeric' })

/**
 * Words a calendar day, which has no hour to be shifted by.
 * @param {string} day 2026-11-21
 */
export const shortDate = (day) => date(day + 'T12:00:00Z', { day: 'numeric', month: 'short', timeZone: 'UTC' })

/**
 * Names the clock that it goes by.
 * @param {string | number | Date} at @param {string} timeZone
 */
export const withZone = (at, timeZone) =>
  date(at, {
    day: 'numeric',
    month: 'long',
    year: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    timeZone,
    timeZoneName: 'short',
  })

/** @param {string | number | Date} at */
export const moment = (at) => date(at, { dateStyle: 'medium', timeStyle: 'short' })

/**
 * The calendar day where the station stands.
 * @param {string | number | Date} at @param {string} [timeZone]
 */
export const dayKey = (at, timeZone) =>
  new Intl.DateTimeFormat('en-CA', { dateStyle: 'short', timeZone }).format(new Date(at))

/**
 * The hour where the station stands.
 * @param {string | number | Date} at @param {string} [timeZone]
 */
export const hourOf = (at, timeZone) =>
  Number(new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(at)))

/** @param {string} at */
export function ago(at) {
  const seconds = (Date.now() - Date.parse(at)) / 1000
  const relative = kept('r', (locale) => new Intl.RelativeTimeFormat(locale, { numeric: 'auto', style: 'short' }))
  if (seconds < 3600) return relative.format(-Math.max(0, Math.round(seconds / 60)), 'minute')
  if (seconds < 86400) return relative.format(-Math.round(seconds / 3600), 'hour')
  return relative.format(-Math.round(seconds / 86400), 'day')
}

/**
 * 852 -> 14 min 12 s, 3725 -> 1 h 02 min, 100000 -> 1 j 3 h: always with its units, never like a time of day.
 * @param {number} seconds
 */
export function duration(seconds) {
  const left = Math.max(0, Math.round(seconds))
  const [d, h, m, s] = [Math.floor(left / 86_400), Math.floor(left / 3600) % 24, Math.floor(left / 60) % 60, left % 60]
  const of = (/** @type {number} */ n, /** @type {string} */ unit) => n + '\u00a0' + unit
  const and = (/** @type {number} */ n, /** @type {string} */ unit) =>
    n ? ' ' + String(n).padStart(2, '0') + '\u00a0' + unit : ''
  if (d) return of(d, t().dayUnit) + (h ? ' ' + of(h, 'h') : '')
  if (h) return of(h, 'h') + and(m, 'min')
  return m ? of(m, 'min') + and(s, 's') : of(s, 's')
}

/**
 * 2026-11-21T08:30 by the clock of a place.
 * @param {number} at @param {string} zone
 */
export function local(at, zone) {
  const parts = new Intl.DateTimeFormat('en-CA', {
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone: zone,
  }).formatToParts(new Date(at))
  const part = (/** @type {string} */ name) => parts.find((one) => one.type === name)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}
