import Accounts
package import HTTP
package import Postgres
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
  /// Null without a consent to it, and until Enedis has told it.
  package let contract: Contract?
  package let teamId: String?
  package let createdAt: Instant
  package let _links: Links
}

/// A box as its home names it.
package struct HomeBox: Codable, Sendable {
  let id: Box.ID
  let name: String
  let pairedAt: Instant?
}

/// What other tables say of a home.
struct HomeParts: Sendable {
  var consents: [Consent] = []
  var contract: Contract?
  var team: String?
}

/// The teams that homes play in, by whoever knows.
package typealias HomeTeams = @Sendable (any Querying, [Home.ID]) async throws -> [Home.ID: String]

/// The row of a home, with its boxes.
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
  let boxes: [HomeBox]

  /// Of the table `homes` under the name `h`.
  static func columns(at now: Instant) -> SQL {
    """
    h.id, h.account_id, h.name, h.usage_point, home_point_state(h.point_state, h.typed_at, \(now)), h.adults, h.teens,
    h.children, h.heating, h.has_solar, h.subscribed_va, h.created_at, h.version,
    array(select b.id from boxes b where b.home_id = h.id order by b.id),
    array(select b.name from boxes b where b.home_id = h.id order by b.id),
    array(select b.paired_at from boxes b where b.home_id = h.id order by b.id)
    """
  }

  init(_ row: inout Row) throws {
    (id, account, name, point) = (try row.next(), try row.next(), try row.next(), try row.next())
    pointState = try row.wordIfAny()
    people = HomePeople(adults: try row.next(), teens: try row.next(), children: try row.next())
    (heating, hasSolar, subscribedVa) = (try row.word(), try row.next(), try row.next())
    (createdAt, version) = (try row.next(), try row.next())
    let (ids, names) = (try row.next([Box.ID].self), try row.next([String].self))
    boxes = zip(zip(ids, names), try row.next([Instant?].self)).map { box, pairedAt in
      HomeBox(id: box.0, name: box.1, pairedAt: pairedAt)
    }
  }

  /// Changes with what others may change of it too.
  func tag(_ parts: HomeParts) -> EntityTag {
    let states = parts.consents.map { String($0.state.rawValue.prefix(3)) }.joined()
    let paired = boxes.count { $0.pairedAt != nil }
    return EntityTag("\(version)-\(pointState?.rawValue.prefix(1) ?? "n")\(states)-\(boxes.count)-\(paired)")
  }

  func home(_ parts: HomeParts, isWhole: Bool) -> Home {
    let path = "/api/homes/\(id)"
    return Home(
      id: id, name: name, usagePointId: isWhole ? point?.exposed : point?.masked, pointState: pointState,
      people: people,
      heating: heating, hasSolar: hasSolar, subscribedVa: subscribedVa, boxes: boxes, consents: parts.consents,
      contract: parts.contract,
      teamId: parts.team,
      createdAt: createdAt,
      _links: Links().adding("self", path).adding("change", path, method: .patch)
        .adding("delete", path, method: .delete).adding("consents", path + "/consents")
        .adding("readings", path + "/readings{?kind,direction,from,to,resolution,quality}")
        .adding("gaps", path + "/gaps{?kind,direction,from,to}").adding("boxes", path + "/boxes{?cursor,limit}")
        .adding("agreement", path + "/agreement{?from,to}")
        .adding("piggyBank", path + "/piggy-bank{?period,from,to}").adding("homes", "/api/homes"))
  }
}
