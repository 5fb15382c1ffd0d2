import { number } from '../format.js'
import { palette } from './style.js'
import { theMap } from './view.js'

// Between two zooms circles part and meet. For that moment those of the tiles are out of sight, and these here glide
// from where they stood to where they will stand.

/** @typedef {{ lng: number, lat: number }} Spot */
/** @typedef {{ spot: Spot, radius: number, isLone: boolean, points: number, free: number, label: string[] }} Circle */

const map = theMap()
const layers = ['clusters', 'stations']
const drawn = /** @type {const} */ ([
  ['stations', ['circle-opacity', 'circle-stroke-opacity']],
  ['clusters', ['circle-opacity', 'circle-stroke-opacity']],
  ['halos', ['circle-opacity']],
  ['station-power', ['text-opacity']],
  ['cluster-count', ['text-opacity']],
])
const [lasts, patience] = [260, 1500]

const canvas = document.createElement('canvas')
canvas.className = 'glide'
map.getCanvas().after(canvas)
const pen = /** @type {CanvasRenderingContext2D} */ (canvas.getContext('2d'))
let colors = palette()

const level = () => Math.min(14, Math.floor(map.getZoom()))
let shown = level()
/**
 * The tiles that are waited for give the pairs.
 * @type {{ since: number, old: Circle[], isInward: boolean, pairs?: [Circle, Spot, Spot][], rest?: Circle[] } | null}
 */
let way = null
/** @type {[string, string, unknown][]} */
let hidden = []

map.on('zoom', () => {
  const now = level()
  if (now === shown) return
  if (!way) hide()
  way = { since: performance.now(), old: way?.old ?? circles(), isInward: now > shown }
  shown = now
})
map.on('render', step)

function step() {
  if (!way) return
  const passed = performance.now() - way.since
  if (!way.pairs && map.isSourceLoaded('stations')) meet(way, circles())
  else if (way.pairs ? passed > lasts : passed > patience) {
    end()
    return
  }
  paint()
  map.triggerRepaint()
}

/**
 * The new ones come out of the nearest old one, or the old ones go into the nearest new one.
 * @param {NonNullable<typeof way>} way @param {Circle[]} now
 */
function meet(way, now) {
  way.since = performance.now()
  const [many, few] = way.isInward ? [now, way.old] : [way.old, now]
  way.pairs = many.map((one) => {
    const other = nearest(one.spot, few)
    return way.isInward ? [one, other, one.spot] : [one, one.spot, other]
  })
  way.rest = way.isInward ? [] : now
}

/**
 * Whatever is farther than a circle reaches belongs to none.
 * @param {Spot} spot @param {Circle[]} others @returns {Spot}
 */
function nearest(spot, others) {
  const at = map.project(spot)
  let [best, least] = [spot, 200]
  for (const one of others) {
    const there = map.project(one.spot)
    const away = Math.hypot(at.x - there.x, at.y - there.y)
    if (away < least) [best, least] = [one.spot, away]
  }
  return best
}

/** Those in view; a tile's neighbours have some of its circles too. */
function circles() {
  const present = layers.filter((one) => map.getLayer(one))
  const all = new Map()
  for (const { properties: p, geometry, layer } of map.queryRenderedFeatures({ layers: present })) {
    const isLone = layer.id === 'stations'
    const [lng, lat] = geometry.coordinates
    all.set(layer.id + p.id, {
      spot: { lng, lat },
      radius: isLone ? 16 : Math.min(21, 14 + (Math.max(0, Math.log10(p.points) - 0.5) * 7) / 3),
      isLone,
      points: p.points,
      free: p.free,
      label: isLone ? [p.maxKw ? String(Math.round(p.maxKw)) : '?', 'kW'] : [short(p.points)],
    })
  }
  return [...all.values()]
}

const short = (/** @type {number} */ points) => (points < 1000 ? String(points) : number(points / 1000, 1) + 'k')

function hide() {
  colors = palette()
  hidden = drawn.flatMap(([id, names]) =>
    map.getLayer(id)
      ? names.map((name) => /** @type {[string, string, unknown]} */ ([id, name, map.getPaintProperty(id, name)]))
      : [],
  )
  for (const [id, name] of hidden) {
    map.setPaintProperty(id, name + '-transition', { duration: 0 })
    map.setPaintProperty(id, name, 0)
  }
}

function end() {
  way = null
  for (const [id, name, was] of hidden) if (map.getLayer(id)) map.setPaintProperty(id, name, was)
  map.once('render', () => {
    if (!way) canvas.width = 0
  })
}

function paint() {
  if (!way) return
  const { clientWidth: width, clientHeight: height } = map.getContainer()
  const scale = devicePixelRatio
  if (canvas.width !== width * scale || canvas.height !== height * scale) {
    canvas.width = width * scale
    canvas.height = height * scale
  }
  pen.setTransform(scale, 0, 0, scale, 0, 0)
  pen.clearRect(0, 0, width, height)
  const share = way.pairs ? Math.min(1, (performance.now() - way.since) / lasts) : 0
  const eased = share * (2 - share)
  for (const one of way.rest ?? []) draw(one, map.project(one.spot), 1)
  if (!way.pairs) for (const one of way.old) draw(one, map.project(one.spot), 1)
  for (const [one, from, to] of way.pairs ?? []) {
    const [a, b] = [map.project(from), map.project(to)]
    draw(one, { x: a.x + (b.x - a.x) * eased, y: a.y + (b.y - a.y) * eased }, way.isInward ? 1 : 1 - eased)
  }
}

/** @param {Circle} circle @param {{ x: number, y: number }} at @param {number} opacity */
function draw({ radius, isLone, points, free, label }, { x, y }, opacity) {
  const isFull = free <= 0
  const color = isFull ? colors.full : free / points < 0.2 ? colors.few : colors.free
  const disc = (/** @type {number} */ size) => {
    pen.beginPath()
    pen.arc(x, y, size, 0, 2 * Math.PI)
  }
  if (!isLone) {
    pen.globalAlpha = opacity / 4
    pen.fillStyle = color
    disc(radius + 4)
    pen.fill()
  }
  pen.globalAlpha = opacity
  disc(radius + 1)
  pen.fillStyle = isFull ? colors.paper : color
  pen.fill()
  pen.lineWidth = 2
  pen.strokeStyle = isFull ? colors.full : colors.paper
  pen.stroke()
  pen.fillStyle = isFull ? colors.full : colors.onMark
  pen.textAlign = 'center'
  pen.textBaseline = 'middle'
  for (const [index, text] of label.entries()) {
    pen.font = `600 ${index ? 9 : 12}px Inter`
    pen.fillText(text, x, y + (label.length - 1) * -5 + index * 11)
  }
}
