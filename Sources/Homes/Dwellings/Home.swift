import Accounts
package import HTTP
import Postgres
import Resources
package import Runtime

/// A household: a home, one usage point, and what its people agreed to.
package struct Home: Codable, Sendable {
  package typealias ID = Identifier<Home>

  package let id: ID
  package let name: String
  /// Whole for its holder, where they ask for this home alone; elsewhere stars and the last four digits.
  package let usagePointId: String?
  package let pointState: PointState?
  package let people: HomePeople
  package let heating: Heating
  package let hasSolar: Bool
  package let subscribedVa: Int?
  package let boxes: [HomeBox]
  package let consents: [Consent]
  package let teamId: String?
  package let createdAt: Instant
  package let _links: Links
}

/// A box as its home names it.
package struct HomeBox: Codable, Sendable {
  package let id: String
  package let name: String?
  package let pairedAt: Instant?
}

/// The row of a home, without what other tables say of it.
struct HomeRow: Sendable {
  let id: Home.ID
  let account: Account.ID
  let name: String
  let point: UsagePoint?
  let pointState: PointState?
  let people: HomePeople
  let heating: Heating
  let hasSolar: Bool
  let subscribedVa: Int?
  let createdAt: Instant
  let version: Int

  /// Of the table `homes` under the name `h`.
  static func columns(at now: Instant) -> SQL {
    """
    h.id, h.account_id, h.name, h.usage_point, home_point_state(h.point_state, h.typed_at, \(now)), h.adults, h.teens,
    h.children, h.heating, h.has_solar, h.subscribed_va, h.created_at, h.version
    """
  }

  init(_ row: inout Row) throws {
    (id, account, name, point) = (try row.next(), try row.next(), try row.next(), try row.next())
    pointState = try row.wordIfAny()
    people = HomePeople(adults: try row.next(), teens: try row.next(), children: try row.next())
    (heating, hasSolar, subscribedVa) = (try row.word(), try row.next(), try row.next())
    (createdAt, version) = (try row.next(), try row.next())
  }

  /// Changes with what others may change of it too.
  func tag(_ consents: [Consent]) -> EntityTag {
    let states = consents.map { String($0.state.rawValue.prefix(3)) }.joined()
    return EntityTag("\(version)-\(pointState?.rawValue.prefix(1) ?? "n")\(states)")
  }

  func home(_ consents: [Consent], isWhole: Bool) -> Home {
    let path = "/api/homes/\(id)"
    return Home(
      id: id, name: name, usagePointId: isWhole ? point?.exposed : point?.masked, pointState: pointState,
      people: people,
      heating: heating, hasSolar: hasSolar, subscribedVa: subscribedVa, boxes: [], consents: consents, teamId: nil,
      createdAt: createdAt,
      _links: Links().adding("self", path).adding("change", path, method: .patch)
        .adding("delete", path, method: .delete).adding("consents", path + "/consents")
        .adding("readings", path + "/readings{?kind,direction,from,to,resolution,quality}")
        .adding("gaps", path + "/gaps{?kind,direction,from,to}").adding("homes", "/api/homes"))
  }
}
