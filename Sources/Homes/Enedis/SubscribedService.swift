import HTTP
import Runtime

/// What Enedis has written down for an authorisation.
struct SubscribedService: Sendable, Equatable {
  let point: UsagePoint?
  let authorisation: Int?
  let isActive: Bool
  let isAsked: Bool

  /// - Throws: for an answer of a form that nobody knows, which is not an empty list.
  static func list(_ json: JSON) throws -> [SubscribedService] {
    guard case .object(let members) = json,
      let found = members.first(where: { $0.0 == "serviceSouscrit" })?.1
        ?? members.first(where: { $0.0 == "nbTotalServices" }).map({ _ in JSON.null })
    else { throw EnedisFault.trouble("unknown-form") }
    return found.list.map(SubscribedService.init)
  }

  private init(_ json: JSON) {
    point = json["pointId"]?.word.flatMap { UsagePoint($0) }
    authorisation = (json["autorisation"]?["autorisationId"] ?? json["autorisationId"])?.word.flatMap { Int($0) }
    let state = json["etatCode"]?.word
    (isActive, isAsked) = (state == "ACTIF", state == "DEMANDE")
  }
}

/// What the services of an authorisation say about its point.
enum NamedPoint: Equatable {
  case point(UsagePoint)
  /// Not written down yet.
  case notYet
  case refused(ConsentRefusal)

  init(_ services: [SubscribedService], of authorisation: Int) {
    if services.isEmpty {
      self = .notYet
    } else if services.contains(where: { $0.authorisation != authorisation }) {
      self = .refused(.otherAuthorisation)
    } else if Set(services.map(\.point)).count > 1 {
      self = .refused(.severalPoints)
    } else if let point = services.first(where: \.isActive)?.point {
      self = .point(point)
    } else {
      self = services.contains(where: \.isAsked) ? .notYet : .refused(.notActive)
    }
  }
}

/// Why a consent did not become one.
enum ConsentRefusal: String, Sendable {
  case otherPoint = "other-point"
  case severalPoints = "several-points"
  case otherAuthorisation = "other-authorisation"
  case notActive = "not-active"
  case usagePointTaken = "usage-point-taken"
}
