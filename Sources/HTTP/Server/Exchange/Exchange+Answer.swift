import CMicrohttpd
import Glibc
import Runtime
import Synchronization

/// The answer, handed to libmicrohttpd.
extension Exchange {
  /// The client may have begun to send all the same.
  func queueUnasked(_ outcome: Outcome, on connection: OpaquePointer) -> MHD_Result {
    HTTPServer.record(of: connection)?.lingers.raise()
    return queue(outcome, on: connection, closing: true)
  }

  func queue(_ outcome: Outcome, on connection: OpaquePointer, closing: Bool = false) -> MHD_Result {
    let isLast = closing || server.isDraining
    switch outcome {
    case .reply(.prepared(let prepared)) where !isLast:
      return send(prepared.response.status, connection, owned: false) {
        prepared.handle { Transmission.make($0, extra: server.application.commonHeaders) }
      }
    case .reply(let answer):
      var response =
        switch answer {
        case .fresh(let response): response
        case .prepared(let prepared): prepared.response
        }
      if isLast { response.headers.set("Connection", "close") }
      return send(response.status, connection, owned: true) {
        Transmission.make(response, extra: [], streaming: self)
      }
    case .upgrade(let handler):
      let accept = shell.withLock { $0.handshake?.accept ?? "" }
      return send(.switchingProtocols, connection, owned: true, upgrade: handler) {
        Transmission.upgrade(accept: accept)
      }
    }
  }

  private func send(
    _ status: Status, _ connection: OpaquePointer, owned: Bool, upgrade: Route.SocketHandler? = nil,
    _ make: () -> OpaquePointer?
  ) -> MHD_Result {
    guard let response = make() else { return .NO }
    defer { if owned { MHD_destroy_response(response) } }
    shell.withLock { $0.state.answer(status, upgrade: upgrade) }
    return OwnPages.queue(response, status, on: connection)
  }

  /// The handshake is sent. The descriptor is duplicated and libmicrohttpd's connection closed at once: kept open, each
  /// would hold 64 KiB of memory pool, count against the limit, and lengthen a list that every resume walks.
  func upgraded(_ descriptor: Int32, early: [UInt8]) {
    let copy = fcntl(descriptor, F_DUPFD_CLOEXEC, 0)
    let (upgrade, handshake) = shell.withLock { ($0.state.upgrade(), $0.handshake.take()) }
    guard copy >= 0, let upgrade else { return }
    // libmicrohttpd switches TCP_NODELAY off for upgraded connections.
    var on: Int32 = 1
    setsockopt(copy, Int32(IPPROTO_TCP), TCP_NODELAY, &on, socklen_t(MemoryLayout<Int32>.size))
    server.sockets.adopt(copy, early: early, handshake?.seat, upgrade)
  }
}
