import { get } from '../api/client.js'
import { under } from './style.js'

// Finds out what lies under the circles in the place of the communes, and lays it there.

/**
 * @typedef {import('../api/types').GroundDescription} Ground
 * @typedef {typeof under.lay} Lay
 */

/** The longest that an outside style may take; our own ground shows meanwhile. */
const patience = 2000
const shortestPause = 30_000
/** Tiles that fail in a row until their source counts as gone. */
const mostFailures = 6

/** @type {Promise<void> | undefined} */
let begun
/** @type {Lay} */
let own = under.lay
let laid = own
let pause = shortestPause

/**
 * Once for the page, however often it is asked for; after a failure again, but not at once.
 * @param {any} map @param {() => void} redraw
 */
export function layGround(map, redraw) {
  begun ??= begin(map, redraw).catch(() => {
    setTimeout(() => {
      begun = undefined
    }, shortestPause)
  })
  return begun
}

/** @param {any} map @param {() => void} redraw */
async function begin(map, redraw) {
  const ground = /** @type {Ground} */ ((await get('/ground.json')).body)
  localStorage.removeItem('ground')
  if (ground.schema) {
    const { layStreets } = await import('./ground/streets.js')
    own = (style, colors, locale) => layStreets(style, colors, locale, ground)
  }
  if (ground.kind !== 'style') return change(map, redraw, own, ground.kind)
  // Nothing is drawn yet: should the style keep us waiting, our own streets are first.
  if (!map.getStyle()) under.lay = laid = own
  hearFailures(map, redraw, ground)
  await reach(map, redraw, ground)
}

/** @param {any} map @param {() => void} redraw @param {Lay} lay @param {string} kind */
function change(map, redraw, lay, kind) {
  document.documentElement.dataset.ground = kind
  if (laid === lay) return
  under.lay = laid = lay
  // Before the first picture there is nothing to draw again.
  if (map.getStyle()) redraw()
  // What was drawn once is drawn at once the next time.
  if (kind !== 'communes') map.once('idle', () => localStorage.setItem('ground', kind))
}

/**
 * Asks for the outside style; as long as it is not there our own ground shows.
 * @param {any} map @param {() => void} redraw @param {Ground} ground
 */
async function reach(map, redraw, ground) {
  const address = ground.styleUrl ?? ''
  try {
    const { fetchStyle, layOutside } = await import('./ground/outside.js')
    const style = await fetchStyle(address, patience)
    change(map, redraw, (whole) => layOutside(whole, style, address, ground.attribution), 'style')
    if (map.getStyle()?.layers.length && !map.getLayer('outside/' + style.layers[0]?.id)) throw new Error('style')
  } catch {
    goOn(map, redraw, ground)
  }
}

/** @param {any} map @param {() => void} redraw @param {Ground} ground */
function goOn(map, redraw, ground) {
  change(map, redraw, own, ground.schema ? 'archive' : 'communes')
  const again = () => {
    clearTimeout(waiting)
    removeEventListener('online', again)
    reach(map, redraw, ground)
  }
  const waiting = setTimeout(again, pause)
  addEventListener('online', again)
  pause = Math.min(pause * 2, 10 * shortestPause)
}

/**
 * A style may come out of a cache while its tiles are out of reach.
 * @param {any} map @param {() => void} redraw @param {Ground} ground
 */
function hearFailures(map, redraw, ground) {
  let failures = 0
  const isOutside = (/** @type {any} */ event) => event.sourceId?.startsWith('outside/')
  map.on('data', (/** @type {any} */ event) => {
    if (!isOutside(event) || event.tile?.state !== 'loaded') return
    failures = 0
    pause = shortestPause
  })
  map.on('error', (/** @type {any} */ event) => {
    if (!isOutside(event) || under.lay === own || ++failures < mostFailures) return
    failures = 0
    goOn(map, redraw, ground)
  })
  // A picture that its sprite lacks is left out.
  map.on('styleimagemissing', (/** @type {any} */ event) => {
    if (!map.hasImage(event.id)) map.addImage(event.id, { width: 1, height: 1, data: new Uint8Array(4) })
  })
}
