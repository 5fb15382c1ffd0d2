import CLinux
import CWslay
import Glibc
import Runtime
import Synchronization

/// The socket under a WebSocket: wslay's framing over a non-blocking descriptor. Called on the socket thread alone; the
/// lock is never contended and only tells the compiler so.
final class SocketProtocol: Sendable {
  /// The outcome of a look at the socket.
  struct Outlook {
    let interest: EventLoop.Readiness
    let isOver: Bool
  }

  private let framing: Mutex<Framing>
  let socket: WebSocket

  init?(descriptor: Int32, early: [UInt8], socket: WebSocket, longestMessage: Int) {
    guard let framing = Framing(descriptor: descriptor, early: early, socket: socket, longestMessage: longestMessage)
    else { return nil }
    self.framing = Mutex(framing)
    self.socket = socket
  }

  func turn(read: Bool) -> Outlook {
    framing.withLock { framing in
      if read || framing.hasEarlyBytes { framing.read() }
      framing.write()
      return framing.outlook
    }
  }

  /// Called now and then: pings a silent client, and tells when to give one up.
  func isGivenUp(at now: ContinuousClock.Instant, silence: Duration, stall: Duration) -> Bool {
    framing.withLock { $0.isGivenUp(at: now, silence: silence, stall: stall) }
  }

  /// The descriptor, to be closed by the caller; nothing may be called after.
  func end() -> Int32 {
    socket.markClosed()
    return framing.withLock { $0.end() }
  }
}

private struct Framing {
  private let context: wslay_event_context_ptr
  // wslay's callbacks get a pointer to it; kept alive here.
  private let plumbing: Plumbing
  private var sentClose = false
  private var failed = false
  private var lastPing: ContinuousClock.Instant = .now

  init?(descriptor: Int32, early: [UInt8], socket: WebSocket, longestMessage: Int) {
    var callbacks = wslay_event_callbacks()
    callbacks.recv_callback = receiveBytes
    callbacks.send_callback = sendBytes
    callbacks.on_msg_recv_callback = receiveMessage
    plumbing = Plumbing(descriptor: descriptor, early: early, socket: socket)
    var context: wslay_event_context_ptr?
    guard
      wslay_event_context_server_init(&context, &callbacks, Unmanaged.passUnretained(plumbing).toOpaque()) == 0,
      let context
    else { return nil }
    wslay_event_config_set_max_recv_msg_length(context, UInt64(longestMessage))
    self.context = context
  }

  var hasEarlyBytes: Bool { !plumbing.early.isEmpty }

  mutating func read() {
    let isBetweenMessages = hasNothingQueued
    // wslay goes on until the socket is dry; a full inbox looks dry to it.
    guard wslay_event_recv(context) != 0 else { return }
    failed = true
    // For a malformed frame wslay would close without a code.
    if isBetweenMessages { plumbing.sayProtocolError() }
  }

  mutating func write() {
    guard !failed else { return }
    repeat {
      while hasNothingQueued, let next = plumbing.socket.takeOutgoing() {
        queue(WSLAY_TEXT_FRAME, next.text.raw)
        plumbing.underWay = next.text.count
      }
      send()
    } while !failed && hasNothingQueued && plumbing.socket.hasOutgoing
    // Last, and alone: a close overtakes the messages that wslay holds.
    if hasNothingQueued, !failed, !sentClose, !plumbing.socket.hasOutgoing, let close = plumbing.socket.wantedClose {
      sentClose = true
      let reason = Array(close.reason.utf8.prefix(120))
      wslay_event_queue_close(context, close.code.rawValue, reason, reason.count)
      send()
    }
  }

  private mutating func send() {
    if wslay_event_send(context) != 0 { failed = true }
    if hasNothingQueued, plumbing.underWay > 0 {
      plumbing.socket.sent(plumbing.underWay)
      plumbing.underWay = 0
    }
  }

  private var hasNothingQueued: Bool { wslay_event_get_queued_msg_count(context) == 0 }

  private func queue(_ opcode: wslay_opcode, _ bytes: UnsafeRawBufferPointer) {
    var message = wslay_event_msg(
      opcode: UInt8(opcode.rawValue), msg: bytes.baseAddress?.assumingMemoryBound(to: UInt8.self),
      msg_length: bytes.count)
    wslay_event_queue_msg(context, &message)
  }

  var outlook: SocketProtocol.Outlook {
    var interest: EventLoop.Readiness = []
    if wslay_event_want_read(context) != 0, plumbing.socket.canTakeMore { interest.insert(.read) }
    if wslay_event_want_write(context) != 0 { interest.insert(.write) }
    let finished = wslay_event_want_read(context) == 0 && wslay_event_want_write(context) == 0
    return SocketProtocol.Outlook(interest: interest, isOver: failed || plumbing.isGone || finished)
  }

  mutating func isGivenUp(at now: ContinuousClock.Instant, silence: Duration, stall: Duration) -> Bool {
    if wslay_event_want_write(context) != 0 { return now - plumbing.lastSent > stall }
    if now - plumbing.lastReceived > silence * 3 { return true }
    if now - plumbing.lastReceived > silence, now - lastPing > silence {
      lastPing = now
      queue(WSLAY_PING, UnsafeRawBufferPointer(start: nil, count: 0))
      write()
    }
    return false
  }

  func end() -> Int32 {
    wslay_event_context_free(context)
    return plumbing.descriptor
  }
}

/// The context of wslay's callbacks.
private final class Plumbing {
  let descriptor: Int32
  let socket: WebSocket
  /// Frames that came in the same packet as the handshake.
  var early: ArraySlice<UInt8>
  var isGone = false
  var underWay = 0
  var lastReceived: ContinuousClock.Instant = .now
  var lastSent: ContinuousClock.Instant = .now

  init(descriptor: Int32, early: [UInt8], socket: WebSocket) {
    self.descriptor = descriptor
    self.early = early[...]
    self.socket = socket
  }

  /// A close frame with 1002, past wslay.
  func sayProtocolError() {
    guard !isGone else { return }
    let frame: [UInt8] = [0x88, 2, 0x03, 0xEA]
    _ = Glibc.send(descriptor, frame, frame.count, Int32(MSG_NOSIGNAL))
  }
}

private func plumbing(_ context: UnsafeMutableRawPointer?) -> Plumbing? {
  context.map { Unmanaged<Plumbing>.fromOpaque($0).takeUnretainedValue() }
}

private func receiveBytes(
  context: wslay_event_context_ptr?, buffer: UnsafeMutablePointer<UInt8>?, length: Int, flags: Int32,
  user: UnsafeMutableRawPointer?
) -> Int {
  guard let plumbing = plumbing(user), let buffer, plumbing.socket.canTakeMore else {
    wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue))
    return -1
  }
  if !plumbing.early.isEmpty {
    let count = min(length, plumbing.early.count)
    for (offset, byte) in plumbing.early.prefix(count).enumerated() { buffer[offset] = byte }
    plumbing.early = plumbing.early.dropFirst(count)
    return count
  }
  let count = Glibc.recv(plumbing.descriptor, buffer, length, 0)
  if count > 0 {
    plumbing.lastReceived = .now
    return count
  }
  if count < 0 && (errno == EAGAIN || errno == EINTR) {
    wslay_event_set_error(context, Int32(WSLAY_ERR_WOULDBLOCK.rawValue))
  } else {
    plumbing.isGone = true
    wslay_event_set_error(context, Int32(WSLAY_ERR_CALLBACK_FAILURE.rawValue))
  }
  return -1
}

private func sendBytes(
  context: wslay_event_context_ptr?, bytes: UnsafePointer<UInt8>?, length: Int, flags: Int32,
  user: UnsafeMutableRawPointer?
) -> Int {
  guard let plumbing = plumbing(user) else { return -1 }
  let count = Glibc.send(plumbing.descriptor, bytes, length, Int32(MSG_NOSIGNAL))
  if count >= 0 {
    plumbing.lastSent = .now
    return count
  }
  let mustWait = errno == EAGAIN || errno == EINTR
  if !mustWait { plumbing.isGone = true }
  wslay_event_set_error(
    context, Int32(mustWait ? WSLAY_ERR_WOULDBLOCK.rawValue : WSLAY_ERR_CALLBACK_FAILURE.rawValue))
  return -1
}

private func receiveMessage(
  context: wslay_event_context_ptr?, message: UnsafePointer<wslay_event_on_msg_recv_arg>?,
  user: UnsafeMutableRawPointer?
) {
  guard let plumbing = plumbing(user), let message = message?.pointee else { return }
  let bytes = UnsafeBufferPointer(start: message.msg, count: message.msg_length)
  switch UInt32(message.opcode) {
  case WSLAY_TEXT_FRAME.rawValue: plumbing.socket.received(.text(String(decoding: bytes, as: UTF8.self)))
  case WSLAY_BINARY_FRAME.rawValue: plumbing.socket.received(.binary(Array(bytes)))
  default: break  // wslay answers pings and closes by itself
  }
}
