import HTTP
import Resources

/// What POST and PATCH may say of a point. What is not named stays; null takes away.
struct PointDetails: Decodable, Sendable {
  let localId: Line??
  let powerKw: Power??
  let sockets: [SocketName]?
  let cableAttached: Bool??
  let declaredReservable: Bool??
  let accessibility: ChargePoint.Accessibility?
  let openedOn: Day??
  let outOfService: Bool?
  let terms: TermsDetails

  private enum Key: String, CodingKey {
    case localId, powerKw, sockets, cableAttached, declaredReservable, accessibility, openedOn, outOfService
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    (localId, powerKw) = (try fields.change(.localId), try fields.change(.powerKw))
    sockets = try fields.decodeIfPresent([SocketName].self, forKey: .sockets)
    (cableAttached, declaredReservable) = (try fields.change(.cableAttached), try fields.change(.declaredReservable))
    accessibility = try fields.decodeIfPresent(ChargePoint.Accessibility.self, forKey: .accessibility)
    openedOn = try fields.change(.openedOn)
    outOfService = try fields.decodeIfPresent(Bool.self, forKey: .outOfService)
    terms = try TermsDetails(from: decoder)
  }

  func apply(to point: inout ChargePoint) throws {
    if let localId { point.localId = localId?.text }
    if let powerKw { point.power = powerKw }
    if let sockets {
      guard !sockets.isEmpty, Set(sockets).count == sockets.count else { throw Problem.badSockets }
      point.sockets = Sockets(sockets)
    }
    if let cableAttached { point.cableAttached = cableAttached }
    if let declaredReservable { point.declaredReservable = declaredReservable }
    if let accessibility { point.accessibility = accessibility }
    if let openedOn { point.openedOn = openedOn?.day }
    if let outOfService { point.isOutOfService = outOfService }
    terms.apply(to: &point.terms)
  }
}

extension Problem {
  fileprivate static var badSockets: Problem {
    let fault = FieldFault(
      "bad-list", fr: "Au moins une prise, chacune une fois.", en: "At least one socket, each once.")
    return Problem(.validation, faults: [Problem.Fault("/sockets", fault)])
  }
}
