import HTTP
import Postgres
import Runtime

/// GET /api/account/export: everything one has here, as one JSON document to take away.
extension AccountsFeature {
  func exportAccount(_ call: Call<Nothing, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    let document = try await database.heavily(for: call.request.party) { try await everything(of: driver.id) }
    return .json(document).header("Content-Disposition", "attachment; filename=\"watts-up.json\"")
  }

  /// One moment for all parts: a booking is in none of them or in all.
  private func everything(of id: Account.ID) async throws -> JSON {
    try await database.transaction(isolation: .snapshot) { transaction in
      var members: [(String, JSON)] = [
        ("exportedAt", .string(clock.now.description)), ("account", try await profile(of: id, in: transaction)),
        ("sessions", try await sessions(of: id, in: transaction)),
      ]
      for data in elsewhere { members.append((data.name, try await data.export(transaction, id))) }
      return JSON.object(members)
    }
  }

  private func profile(of id: Account.ID, in transaction: Transaction) async throws -> JSON {
    let found = try await transaction.first("select \(sql: Account.columns) from accounts a where a.id = \(id)") {
      row in
      try Account.Versioned(&row).account
    }
    guard let found else { throw Problem.unauthenticated }
    return [
      "id": .string(found.id.description), "email": .string(found.email),
      "pendingEmail": found.pendingEmail.map { .string($0) } ?? .null, "displayName": .string(found.displayName),
      "role": .string(found.role.rawValue), "language": .string(found.language.rawValue),
      "emailConfirmed": .bool(found.emailConfirmed), "secondFactor": .bool(found.secondFactor),
      "reminders": .bool(found.reminders), "createdAt": .string(found.createdAt.description),
    ]
  }

  private func sessions(of id: Account.ID, in transaction: Transaction) async throws -> JSON {
    .array(
      try await transaction.query(
        "select created_at, expires_at, device, network from sessions where account_id = \(id) order by created_at"
      ) { row in
        [
          "createdAt": .string(try row.next(Instant.self).description),
          "expiresAt": .string(try row.next(Instant.self).description),
          "device": try row.next(String?.self).map { .string($0) } ?? .null,
          "network": try row.next(String?.self).map { .string($0) } ?? .null,
        ]
      })
  }
}
