import HTTP
import Resources
import Runtime

extension AdministeredStation {
  var cursor: Cursor<AdministeredStation> { Cursor(id: Identifier(high: id.high, low: id.low)) }

  /// The list of stations as a file.
  static let file = CSVFile("stations", told + placed)

  private static let told: [CSVFile<AdministeredStation>.Column] = [
    ("id", { $0.id.description }), ("irveId", { $0.irveId }), ("name", { $0.name }), ("brand", { $0.brand }),
    ("operator", { $0.operator }), ("owner", { $0.owner }), ("phone", { $0.phone }),
    ("access", { $0.access?.rawValue }), ("hours", { $0.hours?.text }), ("tariff", { $0.tariff }),
    ("points", { String($0.points.total) }), ("maxPowerKw", { $0.points.maxPowerKw?.kilowatts.short }),
  ]

  private static let placed: [CSVFile<AdministeredStation>.Column] = [
    ("street", { $0.address.street }), ("postcode", { $0.address.postcode }), ("city", { $0.address.city }),
    ("inseeCode", { $0.address.inseeCode }), ("lat", { $0.location.lat.description }),
    ("lon", { $0.location.lon.description }), ("source", { $0.source.rawValue }),
    ("manualFields", { $0.manualFields.map(\.rawValue).joined(separator: " ") }),
    ("withdrawnAt", { $0.withdrawnAt?.description }),
  ]
}
