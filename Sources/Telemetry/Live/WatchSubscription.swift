import Accounts
import HTTP
import Runtime

/// WS /api/subscriptions/{id}/live.
extension TelemetryFeature {
  func watch(
    _ call: Call<SubscriptionPath, Nothing, NoBody>, _ driver: Driver, _ socket: WebSocket
  ) async throws {
    // What is received in the same instant as the handshake is new.
    let token = live.join(
      LiveHub.Watcher(
        subscription: call.path.id, account: driver.id, administers: driver.administers, socket: socket,
        since: call.request.receivedAt))
    defer { live.leave(token) }
    news.tell()
    while await socket.receive() != nil {}
  }
}
