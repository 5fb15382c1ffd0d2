import { number } from '../format.js'
import { s } from './words.js'

/** @typedef {import('../api/types').DeviceMetric} DeviceMetric */

/** @type {Record<string, string>} */
const icons = {
  battery: 'battery',
  solar: 'sun',
  wind: 'wind',
  meter: 'chart',
  chargePoint: 'plug',
  weather: 'cloud',
  heatPump: 'home',
}

/** @param {string} kind */
export const kindIcon = (kind) => icons[kind] ?? 'bolt'

/** @param {string} key */
export const metricName = (key) => s().metrics[key] ?? key

/**
 * A value as one says it: 3 240 W is 3,2 kW.
 * @param {number} value @param {string} unit
 */
export function measure(value, unit) {
  const [least, prefix] = Math.abs(value) >= 1e6 ? [1e6, 'M'] : Math.abs(value) >= 1e3 ? [1e3, 'k'] : [1, '']
  if (unit !== 'W' && unit !== 'Wh') return `${number(value, 1)}\u202f${unit}`
  return `${number(value / least, prefix ? 1 : 0)}\u202f${prefix}${unit}`
}

/**
 * What a metric said last.
 * @param {Pick<DeviceMetric, 'unit' | 'latest'>} metric
 */
export const reading = ({ unit, latest }) => (latest ? measure(latest.value, unit) : '–')

/**
 * What was made up has no name that somebody gave it.
 * @param {import('../api/types').Site} site
 */
export const siteName = (site) => (site.demonstration ? s().madeUpSite : site.name)

/**
 * @param {import('../api/types').Device} device
 * @param {import('../api/types').Site | undefined} site where it stands
 */
export const deviceName = (device, site) => (site?.demonstration ? s().kinds[device.kind] : device.name)
