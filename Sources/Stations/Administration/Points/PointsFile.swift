import HTTP
import Resources
import Runtime

extension AdministeredPoint {
  var cursor: Cursor<AdministeredPoint> { Cursor(id: Identifier(high: id.high, low: id.low)) }

  /// The list of points as a file.
  static let file = CSVFile("points", told + kept)

  private static let told: [CSVFile<AdministeredPoint>.Column] = [
    ("id", { $0.id.description }), ("irveId", { $0.irveId }), ("localId", { $0.localId }),
    ("stationId", { $0.station.id.description }), ("stationName", { $0.station.name }),
    ("stationCity", { $0.station.city }), ("powerKw", { $0.powerKw?.kilowatts.short }),
    ("sockets", { $0.sockets.map(\.rawValue).joined(separator: " ") }),
    ("accessibility", { $0.accessibility.rawValue }), ("access", { $0.access.rawValue }),
    ("hours", { $0.hours.text }), ("tariff", { $0.tariff }),
  ]

  private static let kept: [CSVFile<AdministeredPoint>.Column] = [
    ("openedOn", { $0.openedOn }), ("updatedOn", { $0.updatedOn }),
    ("outOfService", { $0.outOfService ? "true" : "false" }), ("source", { $0.source.rawValue }),
    ("manualFields", { $0.manualFields.map(\.rawValue).joined(separator: " ") }),
    ("withdrawnAt", { $0.withdrawnAt?.description }),
  ]
}
