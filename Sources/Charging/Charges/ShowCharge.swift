import Accounts
import HTTP
import Postgres
import Runtime

/// GET /api/charges/{id}. Somebody else's charge does not exist.
struct ChargePath: Decodable, Sendable {
  let id: Charge.ID
}

extension ChargingFeature {
  func showCharge(_ call: Call<ChargePath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try .json(try await stored(call.path.id, of: driver, in: database).charge(at: clock.now))
  }

  func stored(_ id: Charge.ID, of driver: Driver, in database: any Querying) async throws -> StoredCharge {
    let found = try await database.first(
      """
      select \(sql: StoredCharge.columns)
      from charges c join charge_points p on p.id = c.point_id join stations s on s.id = p.station_id
      where c.id = \(id) and c.account_id = \(driver.id)
      """
    ) { row in try StoredCharge(&row) }
    guard let found else { throw Problem(.notFound) }
    return found
  }

  /// WS /api/charges/{id}/live: now, every second, and when it ends.
  func watchCharge(_ call: Call<ChargePath, Nothing, NoBody>, _ driver: Driver, _ socket: WebSocket) async throws {
    try await withThrowingTaskGroup { group in
      group.addTask {
        // Nothing is wanted of the client but to stay.
        while await socket.receive() != nil {}
      }
      group.addTask { try await tell(call.path.id, driver, socket) }
      try await group.next()
      group.cancelAll()
    }
  }

  private func tell(_ id: Charge.ID, _ driver: Driver, _ socket: WebSocket) async throws {
    while true {
      let charge: Charge
      do {
        charge = try await stored(id, of: driver, in: database).charge(at: clock.now)
      } catch is Problem {
        return socket.close(.policyViolation, reason: "not-found")
      }
      socket.offer(try JSONWriter.encode(ChargeNews(type: .charge, charge: charge)), key: "charge")
      if charge.state == .finished { return socket.close(.normal, reason: "finished") }
      try await Task.sleep(for: pulse)
    }
  }
}

/// The message that the socket sends.
struct ChargeNews: Codable {
  enum Kind: String, CaseIterable, Field { case charge }

  let type: Kind
  let charge: Charge
}
