import { lookAgain, me } from '../accounts/session.js'
import { online, renew, url, whenSignedOut } from './client.js'

/** The server's words at the end of a socket, where it means more than a break: `WebSocket.CloseCode` has them all. */
const closeCodes = { finished: 1000, refused: 1008, signedOut: 4401 }

/**
 * A socket that comes back by itself, later and later while nobody answers. Where somebody is signed in, each attempt
 * begins with a fresh session; a personal socket ends with the session, any other goes on without.
 * @param {string} path @param {(message: any) => void} hear
 * @param {{ personal?: boolean, opened?: (say: (message: unknown) => void) => void, refused?: () => void }} [on]
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
    if (code === closeCodes.finished) end()
    else if (code === closeCodes.refused && on.refused) {
      end()
      on.refused()
    } else if (code !== closeCodes.signedOut) wait()
    else if (isDoubted) {
      end()
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
    const session = me.peek() === null ? 'over' : await renew()
    if (isOver) return
    if (session === 'undecided') wait()
    else if (session === 'over' && on.personal) end()
    else {
      if (session === 'renewed' && isDoubted) lookAgain().catch(() => {})
      open()
    }
  }
  function end() {
    isOver = true
    clearTimeout(timer)
    socket?.close()
  }
  open()
  return { say, end }
}
