import HTTP

/// What may be set by hand of a point.
enum PointField: String, ManualField {
  case localId, powerKw, sockets, cableAttached, declaredReservable, accessibility, openedOn, access, hours
  case twoWheelersOnly, perUse, card, other, free, tariff, outOfService, withdrawn

  var columns: [String] {
    switch self {
    case .localId: ["local_id"]
    case .powerKw: ["power_w"]
    case .sockets, .accessibility: [rawValue]
    case .cableAttached: ["cable_attached"]
    case .declaredReservable: ["declared_reservable"]
    case .openedOn: ["opened_on"]
    case .outOfService: ["out_of_service"]
    case .withdrawn: ["withdrawn_at"]
    default: TermsField(rawValue: rawValue)?.columns ?? [rawValue]
    }
  }

  var schemaName: String {
    switch self {
    case .localId: "id_pdc_local"
    case .powerKw: "puissance_nominale"
    case .sockets: "prise_type"
    case .cableAttached: "cable_t2_attache"
    case .declaredReservable: "reservation"
    case .accessibility: "accessibilite_pmr"
    case .openedOn: "date_mise_en_service"
    case .outOfService, .withdrawn: rawValue
    default: TermsField(rawValue: rawValue)?.schemaName ?? rawValue
    }
  }
}

extension ChargePoint: Maintained {
  func value(of name: PointField) -> JSON {
    switch name {
    case .localId: .optional(localId)
    case .powerKw: .optional(power?.kilowatts)
    case .sockets: .array(sockets.names.map { .string($0.rawValue) })
    case .cableAttached: .optional(cableAttached)
    case .declaredReservable: .optional(declaredReservable)
    case .accessibility: .string(accessibility.rawValue)
    case .openedOn: .optional(openedOn?.text)
    case .outOfService: .bool(isOutOfService)
    case .withdrawn: .bool(withdrawnAt != nil)
    default: TermsField(rawValue: name.rawValue).map(terms.value) ?? .null
    }
  }
}
