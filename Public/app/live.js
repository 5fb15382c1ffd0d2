import { online, renew, url } from './api.js'

/**
 * A socket that comes back by itself, later and later while nobody answers.
 * @param {string} path @param {(message: any) => void} hear
 * @param {{ opened?: (say: (message: unknown) => void) => void, lost?: () => void }} [on]
 */
export function listen(path, hear, on = {}) {
  /** @type {WebSocket | undefined} */
  let socket
  let attempt = 0
  let isOver = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const say = (/** @type {unknown} */ message) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  function open() {
    if (isOver) return
    const address = new URL(url(path), location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    let wasOpen = false
    socket = new WebSocket(address)
    socket.onopen = () => { wasOpen = true; attempt = 0; online.value = true; on.opened?.(say) }
    socket.onmessage = (event) => hear(JSON.parse(event.data))
    socket.onclose = async (event) => {
      if (isOver) return
      on.lost?.()
      // The first no may be that of a session that needs renewing.
      if (!wasOpen && attempt === 0 && path.includes('/admin/')) await renew()
      if (event.code === 4404 || event.code === 4401) return
      timer = setTimeout(open, Math.min(30_000, 1000 * 2 ** attempt++) * (0.75 + Math.random() / 2))
    }
  }
  open()
  return {
    say,
    end() { isOver = true; clearTimeout(timer); socket?.close() },
  }
}
