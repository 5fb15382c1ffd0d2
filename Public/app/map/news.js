import { effect } from '../lib.js'
import { listen } from '../api/live.js'
import { news, view } from './view.js'

/**
 * Hears which points change in view, and has the circles follow. A busy country changes every second: they follow in
 * steps, and never before the last step is drawn.
 * @param {{ isAtRest: () => boolean, refresh: () => void }} map
 */
export function followNews(map) {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  /** @type {Set<string>} */
  let changed = new Set()
  let seq = /** @type {number | undefined} */ (undefined)
  const tell = () => {
    timer = map.isAtRest() ? undefined : setTimeout(tell, 2000)
    if (timer) return
    news.value = changed
    changed = new Set()
    map.refresh()
  }
  const hear = (/** @type {any} */ message) => {
    if (message.type !== 'status') return
    seq = message.seq
    for (const point of message.points) changed.add(point.stationId)
    timer ??= setTimeout(tell, 2000)
  }
  const opened = (/** @type {(message: unknown) => void} */ say) => {
    const bbox = box()
    if (bbox) say({ type: 'view', bbox, since: seq })
  }
  const socket = listen('/api/live?bbox=' + (box() ?? '-5.3,41.2,9.8,51.2'), hear, { opened })
  effect(() => {
    if (!view.value) return
    const bbox = box()
    if (bbox) socket.say({ type: 'view', bbox })
  })
}

function box() {
  const seen = view.peek()
  return seen && [seen.west, seen.south, seen.east, seen.north].map((n) => n.toFixed(4)).join(',')
}
