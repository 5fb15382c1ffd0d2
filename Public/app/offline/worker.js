// Keeps the app and the tiles of the last view for the time without a network. What concerns a person never comes here:
// questions of the API pass by untouched.
//
// The server writes the line `const shell = {version, files}` before this one, so that a change of any file makes
// another
// worker. Each version has a cache of its own, and a page gets all its files from the cache of the version that it was
// opened with, or from the network: never from another version's.

/** @type {any} the types that tsc knows are a page's */
const worker = self
const base = new URL('.', location.href)
const cacheOf = (/** @type {string} */ what) => `watts-up ${base.pathname} ${what}`
const files = (/** @type {string} */ version) => cacheOf(`files ${version}`)
const tiles = cacheOf('tiles')
/** Which version each open page has; kept outside, as a worker is stopped and started at any time. */
const pins = cacheOf('pages')

/** Screens that say nothing without a network, those of administrators too, and what only other programs ask for. */
const isKept = (/** @type {string} */ path) =>
  !/^(app\/(admin|imports|community|plants|sites|devices|follows|home)\/|app\/text\/desk|icons\/preview)/.test(path) &&
  !/^app\/text\/(fr|en)\/(community|plants|sites|home)\.js/.test(path) &&
  !/^style\/(admin|desk|explorer|page|community|plants|sites|home)\.css/.test(path)
const isTile = (/** @type {string} */ path) => /^(tiles|basemap|ground)\/\d/.test(path)
const mostTiles = 200
const largestTile = 128 * 1024
/** How long a page or a tile is waited for where there is an older one: a network may be there and lead nowhere. */
const patience = 3000

const pathOf = (/** @type {string} */ url) => {
  const { origin, pathname } = new URL(url)
  return origin === base.origin && pathname.startsWith(base.pathname) ? pathname.slice(base.pathname.length) : null
}

worker.addEventListener('install', (/** @type {any} */ event) =>
  event.waitUntil(install().then(() => worker.skipWaiting())),
)
worker.addEventListener('activate', (/** @type {any} */ event) => event.waitUntil(takeOver()))
worker.addEventListener('message', (/** @type {any} */ event) => {
  if (event.data?.tiles) event.waitUntil(Promise.all([keepTiles(event.data.tiles, new Set(event.data.fresh)), tidy()]))
})
worker.addEventListener('fetch', (/** @type {any} */ event) => {
  const path = event.request.method === 'GET' ? pathOf(event.request.url) : null
  if (path === null) return
  if (event.request.mode === 'navigate') {
    if (!/^(api|explorer|health|metrics|tiles)(\/|$)/.test(path)) event.respondWith(page(event))
  } else if (path in shell.files || path.startsWith('vendor/')) event.respondWith(file(event))
  else if (isTile(path)) event.respondWith(tile(event.request))
})

/** Everything or nothing: a file that is not the one of the list belongs to another version. */
async function install() {
  const cache = await caches.open(files(shell.version))
  await Promise.all(
    Object.entries(shell.files).map(async ([path, tag]) => {
      if (!isKept(path)) return
      const url = new URL(path, base).href
      const answer = await fetch(url, { cache: 'no-cache' })
      if (answer.status !== 200 || (await tagOf(answer.clone())) !== tag)
        throw new Error(`${path} is of another version`)
      await cache.put(url, answer)
    }),
  )
}

/**
 * As the server makes it: the first bytes of the digest.
 * @param {Response} answer
 */
async function tagOf(answer) {
  const digest = await crypto.subtle.digest('SHA-256', await answer.arrayBuffer())
  return [...new Uint8Array(digest).slice(0, 12)].map((byte) => byte.toString(36)).join('-')
}

/** Pages that are open keep their version. A cache that comes later is that of the worker after this one. */
async function takeOver() {
  const older = (await caches.keys()).filter((one) => one.startsWith(files('')) && one !== files(shell.version))
  await (await caches.open(pins)).put(olderOnes, new Response(JSON.stringify(older)))
  await tidy()
  await worker.clients.claim()
}

/** Lets go of the caches of older versions that no page needs any more, and of what is known of pages that are gone. */
async function tidy() {
  const cache = await caches.open(pins)
  const [needed, ids] = [new Set(), new Set([olderOnes])]
  for (const { id } of await worker.clients.matchAll({ includeUncontrolled: true, type: 'window' })) {
    ids.add(pin(id))
    const version = await (await cache.match(pin(id)))?.text()
    if (version === undefined) await cache.put(pin(id), new Response(shell.version))
    else needed.add(files(version))
  }
  for (const { url } of await cache.keys()) if (!ids.has(url)) await cache.delete(url)
  const older = await (await cache.match(olderOnes))?.json()
  for (const one of older ?? []) if (!needed.has(one)) await caches.delete(one)
}

const olderOnes = new URL('?older', base).href
const pin = (/** @type {string} */ client) => new URL('?page=' + client, base).href
/** @type {Map<string, string>} */
const known = new Map()

/** @param {string} client @param {string} version */
async function remember(client, version) {
  known.set(client, version)
  await (await caches.open(pins)).put(pin(client), new Response(version))
}

/** @param {string} client */
async function versionOf(client) {
  const version = known.get(client) ?? (await (await (await caches.open(pins)).match(pin(client)))?.text())
  known.set(client, version ?? shell.version)
  return version ?? shell.version
}

/**
 * The page that is served now, whose tag says which version it is; without a network the one that is kept.
 * @param {any} event
 */
async function page(event) {
  const live = fetch(event.request)
  const answer = await Promise.race([live.catch(() => null), pause()])
  if (answer && answer.status < 500) {
    const version = answer.headers
      .get('ETag')
      ?.replace(/^W\/|"/g, '')
      .split('.')[0]
    await remember(event.resultingClientId, version ?? '')
    return answer
  }
  const kept = await caches.match(base.href, { cacheName: files(shell.version) })
  if (!kept) return live
  live.catch(() => {})
  await remember(event.resultingClientId, shell.version)
  return kept
}

const pause = () => new Promise((resolve) => setTimeout(() => resolve(null), patience))

/** @param {any} event */
async function file({ request, clientId }) {
  const cacheName = files(await versionOf(clientId))
  return (await caches.match(request.url, { cacheName, ignoreVary: true })) ?? fetch(request)
}

/** @param {Request} request */
async function tile(request) {
  const live = fetch(request)
  const answer = await Promise.race([live.catch(() => null), pause()])
  return answer ?? (await caches.match(request.url, { cacheName: tiles, ignoreVary: true })) ?? live
}

/**
 * Keeps what the map shows, and lets go of the rest. The browser has most of it at hand.
 * @param {string[]} addresses @param {Set<string>} fresh those that were asked for since it last rested
 */
async function keepTiles(addresses, fresh) {
  const wanted = new Set(addresses.filter((url) => isTile(pathOf(url) ?? '')).slice(-mostTiles))
  const cache = await caches.open(tiles)
  const here = new Set((await cache.keys()).map(({ url }) => url))
  for (const url of here) if (!wanted.has(url)) await cache.delete(url)
  await Promise.all(
    [...wanted].map(async (url) => {
      if (here.has(url) && !fresh.has(url)) return
      const answer = await fetch(url, { cache: 'force-cache' }).catch(() => null)
      if (answer?.status !== 200) return
      const bytes = await answer.arrayBuffer()
      if (bytes.byteLength <= largestTile) await cache.put(url, new Response(bytes, { headers: answer.headers }))
    }),
  )
}
