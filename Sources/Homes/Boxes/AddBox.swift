import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/homes/{id}/boxes: a place for a box, and the code that it is paired with.
struct AddBox: Decodable, Sendable {
  let name: BoxName?
}

/// The code is shown here and never again.
struct AddedBox: Codable, Sendable {
  let id: Box.ID
  /// Null in an answer that is given again.
  let code: String?
  let expiresAt: Instant
}

extension HomesFeature {
  static let mostBoxes = 5

  func addBox(
    _ call: Call<HomePath, Nothing, OptionalJSONBody<AddBox>>, _ driver: Driver
  ) async throws -> Response {
    let (home, now, code) = (call.path.id, clock.now, BoxCode())
    let id = ids.next(Box.self, at: now)
    let expires = now + BoxCode.lives
    return try await doorkeeper.onlyOnce(
      call.request, driver,
      keeping: { _ in
        try .json(AddedBox(id: id, code: nil, expiresAt: expires), status: .created)
          .header("Location", "/api/homes/\(home)/boxes/\(id)")
      }
    ) { transaction in
      _ = try await hold(home, of: driver, in: transaction)
      try await requireRoomForBox(home, in: transaction)
      let name = call.body?.name?.text ?? call.request.language.boxName
      try await transaction.execute(
        """
        insert into boxes (id, home_id, name, created_at, code_digest, code_until)
        values (\(id), \(home), \(name), \(now), \(code.atRest), \(expires))
        """)
      return try .json(AddedBox(id: id, code: code.exposed, expiresAt: expires), status: .created)
        .header("Location", "/api/homes/\(home)/boxes/\(id)")
    }
  }

  /// Places whose code nobody has typed in time make room for others.
  private func requireRoomForBox(_ home: Home.ID, in transaction: Transaction) async throws {
    try await transaction.execute("delete from boxes where home_id = \(home) and code_until <= \(clock.now)")
    let count = try await transaction.first("select count(*) from boxes where home_id = \(home)") {
      try $0.next(Int.self)
    }
    guard (count ?? 0) < Self.mostBoxes else {
      throw Problem(
        .quotaReached,
        Text(fr: "Au plus \(Self.mostBoxes) boîtiers par logement.", en: "At most \(Self.mostBoxes) boxes a home."))
    }
  }
}

extension Language {
  fileprivate var boxName: String { Text(fr: "Boîtier", en: "Box")(in: self) }
}
