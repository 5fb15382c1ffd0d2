import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// What a relay is to do, until when.
struct Order: Codable, Sendable {
  typealias ID = Identifier<Order>

  let id: ID
  let relay: OrderedRelay
  /// From then on the load is supplied again without a further order.
  let until: Instant
  /// A box that has not fetched it by then never carries it out.
  let expiresAt: Instant
  let signature: String
}

enum OrderedRelay: String, CaseIterable, Field { case shed, supply }

/// POST /api/homes/{id}/boxes/{boxId}/orders. Boxes are behind walls: they fetch it.
struct GiveOrder: Decodable, Sendable {
  let relay: OrderedRelay
  let until: WallMoment
}

extension HomesFeature {
  private static let longestOrder = Duration.seconds(2 * 3600)
  private static let orderLives = Duration.seconds(15 * 60)

  func giveOrder(_ call: Call<BoxPath, Nothing, JSONBody<GiveOrder>>, _ driver: Driver) async throws -> Response {
    let (wanted, now) = (call.body, clock.now)
    let until = try wanted.until.resolved(in: Paris.zone, "/until").wholeSeconds
    guard until > now, until <= now + Self.longestOrder else {
      let fault = FieldFault(
        "out-of-range", fr: "À venir, et dans deux heures au plus.", en: "To come, and within two hours.")
      throw Problem(.validation, faults: [Problem.Fault("/until", fault)])
    }
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let box = try await holdBox(call.path, of: driver, in: transaction).box
      guard let key = try await signingKey(of: box.id, in: transaction) else { throw Problem(.boxNotPaired) }
      guard wanted.relay == .supply || box.relay.armed else { throw Problem(.relayNotArmed) }
      let order = Order(
        signedBy: key, ids.next(at: now), for: box.id, wanted.relay, until: until,
        expiresAt: min(until, (now + Self.orderLives).wholeSeconds))
      try await store(order, for: box.id, at: now, in: transaction)
      return try .json(order, status: .created)
    }
  }

  private func signingKey(of box: Box.ID, in transaction: Transaction) async throws -> SigningKey? {
    let name = try await transaction.first("select signing_key from boxes where id = \(box)") {
      try $0.next(String?.self)
    }
    return (name ?? nil).flatMap { signer?.key(named: $0) }
  }

  private func store(_ order: Order, for box: Box.ID, at now: Instant, in transaction: Transaction) async throws {
    try await transaction.execute(
      """
      insert into box_orders (id, box_id, relay, until, expires_at, made_at, signature)
      values (\(order.id), \(box), \(order.relay.rawValue), \(order.until), \(order.expiresAt), \(now),
        \(order.signature))
      """)
  }
}

extension Order {
  fileprivate init(
    signedBy key: SigningKey, _ id: ID, for box: Box.ID, _ relay: OrderedRelay, until: Instant, expiresAt: Instant
  ) {
    (self.id, self.relay, self.until, self.expiresAt) = (id, relay, until, expiresAt)
    let bytes = Order.canonicalBytes(box: box, id: id, relay: relay, until: until, expiresAt: expiresAt)
    signature = Base64.standard.encode(key.sign(bytes))
  }
}

extension Instant {
  /// The fraction of a second cut off: two readers of a time write it alike.
  var wholeSeconds: Instant { Instant(seconds: seconds) }
}
