import { online, renew, url, whenRenewed, whenSignedOut } from './api.js'

/** How the server closes what will not come back as it was. */
const sessionOver = 4401
const gone = 4404

/**
 * A socket that comes back by itself, later and later while nobody answers. A personal one renews the session before.
 * @param {string} path @param {(message: any) => void} hear
 * @param {{ personal?: boolean, opened?: (say: (message: unknown) => void) => void, gone?: () => void }} [on]
 */
export function listen(path, hear, on = {}) {
  /** @type {WebSocket | undefined} */
  let socket
  let attempt = 0
  let isOver = false
  /** The session was said to be over, and no word has come since it was renewed. */
  let isDoubted = false
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer
  const say = (/** @type {unknown} */ message) => {
    if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(message))
  }
  function open() {
    if (isOver) return
    const address = new URL(url(path), location.href)
    address.protocol = address.protocol.replace('http', 'ws')
    socket = new WebSocket(address)
    socket.onopen = () => {
      attempt = 0
      online.value = true
      on.opened?.(say)
    }
    socket.onmessage = (event) => {
      isDoubted = false
      hear(JSON.parse(event.data))
    }
    socket.onclose = (event) => {
      if (!isOver) closed(event.code)
    }
  }
  /** @param {number} code */
  function closed(code) {
    if (code === gone) {
      isOver = true
      on.gone?.()
    } else if (code !== sessionOver) wait()
    else if (isDoubted) {
      isOver = true
      whenSignedOut.run()
    } else {
      isDoubted = true
      comeBack()
    }
  }
  function wait() {
    timer = setTimeout(comeBack, Math.min(30_000, 1000 * 2 ** attempt++) * (0.75 + Math.random() / 2))
  }
  async function comeBack() {
    if (on.personal || isDoubted) {
      const outcome = await renew()
      if (outcome === 'over') isOver = true
      if (outcome === 'undecided' && !isOver) return wait()
      if (outcome === 'renewed' && isDoubted) whenRenewed.run()
    }
    open()
  }
  open()
  return {
    say,
    end() {
      isOver = true
      clearTimeout(timer)
      socket?.close()
    },
  }
}
