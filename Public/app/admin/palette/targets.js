import { get } from '../../api/client.js'
import { moment } from '../../format.js'
import { screens } from '../../router.js'
import { d } from '../words.js'

/**
 * A place of the desk that one can go to.
 * @typedef {{ group: 'screens' | 'stations' | 'accounts' | 'imports', id: string, name: string, more?: string,
 * icon: string, to: string }} Target
 */

/** @param {string} text */
const plain = (text) => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()

/** @param {string} text @returns {Target[]} */
export const screensNamed = (text) =>
  screens
    .filter(({ desk, icon }) => desk && icon)
    .map(({ desk, icon = '', to }) => ({
      group: /** @type {const} */ ('screens'),
      id: String(desk),
      name: d().pages[/** @type {'points'} */ (desk)],
      icon,
      to,
    }))
    .filter(({ name }) => plain(name).includes(plain(text)))

/** @param {string} text @param {AbortSignal} signal @returns {Promise<Target[]>} */
export async function find(text, signal) {
  const ask = (/** @type {string} */ list) =>
    get(`/api/admin/${list}?limit=5&q=${encodeURIComponent(text)}`, { signal }).then(({ body }) => body.items)
  const [stations, accounts, imports] = await Promise.all(['stations', 'accounts', 'imports'].map(ask))
  return [...stations.map(stationTarget), ...accounts.map(accountTarget), ...imports.map(importTarget)]
}

/** @param {import('../../api/types').AdministeredStation} one @returns {Target} */
const stationTarget = (one) => ({
  group: 'stations',
  id: one.id,
  name: one.name,
  more: [one.address.city, one.irveId].filter(Boolean).join(' · '),
  icon: 'bolt',
  to: '/admin/stations/' + one.id,
})

/** @param {import('../../api/types').Account} one @returns {Target} */
const accountTarget = (one) => ({
  group: 'accounts',
  id: one.id,
  name: one.email,
  more: one.displayName,
  icon: 'people',
  to: '/admin/comptes?q=' + encodeURIComponent(one.email),
})

/** @param {import('../../api/types').Import} one @returns {Target} */
const importTarget = (one) => ({
  group: 'imports',
  id: one.id,
  name: one.fileName ?? one.url ?? d().imports.unnamed,
  more: `${moment(one.createdAt)} · ${d().imports.states[one.state]}`,
  icon: 'upload',
  to: '/admin/imports/' + one.id,
})
