import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// PATCH /api/homes/{id}. A field that is not named stays; null takes away what a home may lack.
struct ChangeHome: Decodable, Sendable {
  let name: HomeName?
  let usagePointId: UsagePoint??
  let people: GivenPeople?
  let heating: Heating?
  let hasSolar: Bool?
  let subscribedVa: SubscribedPower??

  private enum Key: String, CodingKey { case name, usagePointId, people, heating, hasSolar, subscribedVa }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    name = try fields.decodeIfPresent(HomeName.self, forKey: .name)
    usagePointId = try fields.change(.usagePointId)
    people = try fields.decodeIfPresent(GivenPeople.self, forKey: .people)
    heating = try fields.decodeIfPresent(Heating.self, forKey: .heating)
    hasSolar = try fields.decodeIfPresent(Bool.self, forKey: .hasSolar)
    subscribedVa = try fields.change(.subscribedVa)
  }
}

extension HomesFeature {
  func changeHome(_ call: Call<HomePath, Nothing, JSONBody<ChangeHome>>, _ driver: Driver) async throws -> Response {
    let (id, wanted) = (call.path.id, call.body)
    return try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let before = try await hold(id, of: driver, in: transaction)
      let parts = try await parts(of: id, in: transaction, call.request.language)
      try call.request.honourMatch(before.tag(parts))
      if let point = wanted.usagePointId, point != before.point || before.pointState == .lost {
        try await retype(point, at: before, in: transaction)
      }
      try await transaction.execute(
        """
        update homes set name = coalesce(\(wanted.name?.text), name),
          adults = \(wanted.people?.adults.count ?? before.people.adults),
          teens = \(wanted.people.map { $0.teens?.count ?? 0 } ?? before.people.teens),
          children = \(wanted.people.map { $0.children?.count ?? 0 } ?? before.people.children),
          heating = \((wanted.heating ?? before.heating).rawValue), has_solar = \(wanted.hasSolar ?? before.hasSolar),
          subscribed_va = \(wanted.subscribedVa.map { $0?.count } ?? before.subscribedVa), version = version + 1
        where id = \(id)
        """)
      let after = try await home(id, of: driver, in: transaction)
      return try .json(after.home(parts, isWhole: false)).tagged(after.tag(parts))
    }
  }

  /// Another point is another meter: what its people agreed to and what was read of the old one belong to that.
  private func retype(_ point: UsagePoint?, at home: HomeRow, in transaction: Transaction) async throws {
    let isBound = try await transaction.first(
      "select from home_consents where home_id = \(home.id) and state = 'active'"
    ) { _ in true }
    if isBound == true {
      throw Problem(
        .conflict,
        Text(
          fr: "Retirez d'abord votre consentement : il vaut pour le point de livraison actuel.",
          en: "Withdraw your consent first: it is about the usage point as it is."))
    }
    if let point, try await isTaken(point, besides: home.id, in: transaction) { throw Problem(.usagePointTaken) }
    try await transaction.execute(
      """
      update homes set usage_point = \(point), point_state = \(point == nil ? nil : "reserved"),
        typed_at = \(point == nil ? nil : clock.now)
      where id = \(home.id)
      """)
    try await letGoOfReadings(home: home.id, "point", in: transaction)
  }
}
