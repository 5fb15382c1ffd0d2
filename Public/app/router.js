import { batch, computed, signal } from './lib.js'

/** The folder the app is served from: '/' unless a proxy puts a prefix in front. */
export const base = new URL('..', import.meta.url).pathname

const read = () => ({ path: '/' + location.pathname.slice(base.length), query: new URLSearchParams(location.search) })
const address = signal(read())

export const path = computed(() => address.value.path)
export const query = computed(() => address.value.query)

/**
 * A line of the table of screens, which stands in the page: the server serves that page for their addresses, `tab` and
 * `desk` name the entry of the navigation that a screen belongs to, and `icon` makes the screen that entry itself.
 * @typedef {{ path: string, screen: string, who?: 'driver' | 'admin' }} Address
 * @typedef {Address & { tab?: string, desk?: string, icon?: string }} Line
 * @typedef {Line & { to: string, pattern: RegExp }} Screen
 */

/** @param {Line} line @returns {Screen} */
const screen = (line) => ({
  ...line,
  to: line.path.replace('/:id?', ''),
  pattern: new RegExp('^' + line.path.replace('/:id?', '(?:/([^/]+))?').replace(':id', '([^/]+)') + '/?$'),
})
/** @type {Screen[]} */
export const screens = JSON.parse(document.getElementById('screens')?.textContent ?? '[]').map(screen)
/** The screen that the address names, if it names one. */
export const here = computed(() => screens.find((one) => one.pattern.test(path.value)))
/** The thing that the screen is about, where the address names one. */
export const id = computed(() => here.value?.pattern.exec(path.value)?.[1])

/** The filters of the map travel along from screen to screen; any other parameter belongs to one screen. */
export const filterNames = [
  'minPower',
  'socket',
  'access',
  'free',
  'card',
  'pmr',
  'twoWheels',
  'open24h',
  'brand',
  'operator',
  'maxHeight',
  'available',
  'at',
]

/** @param {string} to a path of the app, with or without a query */
export function href(to) {
  const [where = '/', wanted] = to.split('?')
  const kept = new URLSearchParams(wanted)
  if (!where.startsWith('/admin')) {
    for (const name of filterNames) {
      if (!kept.has(name)) for (const value of query.value.getAll(name)) kept.append(name, value)
    }
  }
  const text = kept.toString()
  return base + where.slice(1) + (text ? '?' + text : '')
}

/** @param {string} to @param {{ replace?: boolean }} [how] */
export function go(to, how = {}) {
  move(href(to), how.replace)
}

/** @param {string} url @param {boolean} [replace] */
function move(url, replace) {
  const full = url + location.hash
  if (replace) history.replaceState(history.state, '', full)
  else history.pushState(null, '', full)
  batch(() => {
    address.value = read()
  })
}

/** @param {URLSearchParams} wanted @param {{ replace?: boolean }} [how] */
export function setQuery(wanted, how = { replace: true }) {
  const text = wanted.toString()
  move(location.pathname + (text ? '?' + text : ''), how.replace)
}

/** The link that was followed last on each screen: whoever comes back to the screen finds themselves there. */
export const followed = new Map()

/** Closes whatever stands over the map. */
export const close = () => go('/')

addEventListener('popstate', () => {
  address.value = read()
})

document.addEventListener('click', (event) => {
  if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return
  const link = event.target instanceof Element ? event.target.closest('a') : null
  if (!link || link.target || link.hasAttribute('download') || link.origin !== location.origin) return
  if (link.hash && link.pathname === location.pathname) return
  if (!link.pathname.startsWith(base) || /^(api|vendor|health)(\/|$)/.test(link.pathname.slice(base.length))) return
  event.preventDefault()
  followed.set(path.peek(), link.getAttribute('href'))
  move(link.pathname + link.search)
})
