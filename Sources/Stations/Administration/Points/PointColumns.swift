import HTTP
import Postgres
import Resources

/// The fields of a point that people may set by hand: those of the columns below, and those of its terms.
enum PointField: String, ManualField {
  case localId, powerKw, sockets, cableAttached, declaredReservable, accessibility, openedOn, access, hours
  case twoWheelersOnly, perUse, card, other, free, tariff, outOfService, withdrawn
}

extension ChargePoint: Maintained {
  typealias Name = PointField

  static let manualColumns: [ManualColumn<ChargePoint>] = [
    ManualColumn(.localId, "local_id", "id_pdc_local", Line.self, \.localId),
    ManualColumn(.powerKw, "power_w", "puissance_nominale", Power.self, \.power),
    plugs,
    ManualColumn(.cableAttached, "cable_attached", "cable_t2_attache", Bool.self, \.cableAttached),
    ManualColumn(.declaredReservable, "declared_reservable", "reservation", Bool.self, \.declaredReservable),
    ManualColumn(.accessibility, "accessibility", "accessibilite_pmr", Accessibility.self, \.accessibility),
    ManualColumn(.openedOn, "opened_on", "date_mise_en_service", Day.self, \.openedOn),
    ManualColumn(.outOfService, "out_of_service", "outOfService", Bool.self, \.isOutOfService),
    withdrawal,
  ]

  private static let plugs = ManualColumn<ChargePoint>(
    name: .sockets, column: "sockets", schemaName: "prise_type",
    json: { .array($0.sockets.names.map { .string($0.rawValue) }) }, bound: { "\($0.sockets.rawValue)" },
    change: { fields in
      guard let names = try fields.decodeIfPresent([SocketName].self, forKey: FormField(PointField.sockets)) else {
        return nil
      }
      return { $0.sockets = try Sockets(checking: names) }
    })

  private static let withdrawal = ManualColumn<ChargePoint>(
    name: .withdrawn, column: "withdrawn_at", schemaName: "withdrawn", json: { .bool($0.withdrawnAt != nil) },
    bound: { "\($0.withdrawnAt)" })

  func value(of term: TermsField) -> JSON { terms.value(of: term) }
}

extension Sockets {
  fileprivate init(checking names: [SocketName]) throws {
    guard !names.isEmpty, Set(names).count == names.count else {
      let fault = FieldFault(
        "bad-list", fr: "Au moins une prise, chacune une fois.", en: "At least one socket, each once.")
      throw Problem(.validation, faults: [Problem.Fault("/sockets", fault)])
    }
    self.init(names)
  }
}
