package import Accounts
import HTTP
import Postgres
import Runtime

extension HomesFeature {
  /// The export has homes with all their readings, and consents also of homes that are gone. The rows go with the account;
  /// consents stay as proof, as nobody's.
  package static let personalData = PersonalData(
    "homes",
    export: { database, account in
      let homes = try await database.query(
        "select \(sql: HomeRow.columns(at: Instant(seconds: 0))) from homes h where h.account_id = \(account) order by h.id"
      ) { try HomeRow(&$0) }
      var exported: [JSON] = []
      for home in homes { exported.append(try await home.exported(from: database)) }
      let consents = try await database.query(
        "select \(sql: Consent.columns) from home_consents c where c.account_id = \(account) order by c.id"
      ) { try Consent(&$0, in: .french).exported }
      return ["items": .array(exported), "consents": .array(consents)]
    },
    forget: { transaction, account, now in
      try await transaction.execute(
        """
        update home_consents set state = 'withdrawn', origin = 'person', withdrawn_at = \(now), ask_at = null,
          version = version + 1
        where account_id = \(account) and state in ('pending', 'active')
        """)
      try await transaction.execute(
        "update home_consents set session_id = null, returned = null where account_id = \(account)")
      try await transaction.execute("delete from homes where account_id = \(account)")
    })
}

extension HomeRow {
  fileprivate func exported(from database: some Querying) async throws -> JSON {
    let curve = try await database.query(
      """
      select direction, quality, starts_at, ends_at, watts from home_curve where home_id = \(id)
      order by direction, starts_at, quality
      """
    ) { row -> JSON in
      [
        "direction": .string(try row.next()), "quality": .string(try row.next()),
        "startsAt": .string(try row.next(Instant.self).onTheWall),
        "endsAt": .string(try row.next(Instant.self).onTheWall),
        "watts": .integer(try row.next()),
      ]
    }
    let days = try await database.query(
      "select kind, direction, quality, day, value, at from day_readings where home_id = \(id) order by 1, 2, 4, 3"
    ) { row -> JSON in
      [
        "kind": .string(try row.next()), "direction": .string(try row.next()), "quality": .string(try row.next()),
        "day": .string(try row.next(CivilDay.self).text), "value": .integer(try row.next()),
        "at": try row.next(Instant?.self).map { .string($0.onTheWall) } ?? .null,
      ]
    }
    return [
      "id": .string(id.description), "name": .string(name), "usagePointId": point.map { .string($0.exposed) } ?? .null,
      "pointState": pointState.map { .string($0.rawValue) } ?? .null,
      "people": [
        "adults": .integer(people.adults), "teens": .integer(people.teens), "children": .integer(people.children),
      ],
      "heating": .string(heating.rawValue), "hasSolar": .bool(hasSolar),
      "subscribedVa": subscribedVa.map { .integer($0) } ?? .null, "createdAt": .string(createdAt.description),
      "contract": try await contract(from: database), "curve": .array(curve), "days": .array(days),
      "production": .array(try await production(from: database)),
      "agreements": .array(try await agreements(from: database)), "gaps": .array(try await gaps(from: database)),
      "csv": tables,
    ]
  }
}

extension HomeRow {
  private func contract(from database: some Querying) async throws -> JSON {
    try await database.first(
      """
      select directions, subscribed_va, tariff, read_at from home_contracts
      where home_id = \(id) and read_at is not null
      """
    ) { row -> JSON in
      [
        "directions": .array(try row.next([String].self).map { .string($0) }),
        "subscribedVa": try row.next(Int?.self).map { .integer($0) } ?? .null,
        "tariff": try row.next(String?.self).map { .string($0) } ?? .null,
        "readAt": .string(try row.next(Instant.self).description),
      ]
    } ?? .null
  }
}

extension Consent {
  fileprivate var exported: JSON {
    [
      "id": .string(id.description), "purposes": .array(purposes.map { .string($0.rawValue) }),
      "scope": .array(scope.map { .string($0.rawValue) }), "state": .string(state.rawValue),
      "reason": reason.map { .string($0) } ?? .null, "textVersion": .string(textVersion),
      "language": .string(language.rawValue), "givenAt": .string(givenAt.description),
      "endsAt": .string(endsAt.description), "withdrawnAt": withdrawnAt.map { .string($0.description) } ?? .null,
    ]
  }
}
