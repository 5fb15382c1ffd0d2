/// The two languages of a meter's wire.
enum WireMode: String, CaseIterable, Sendable {
  case historique, standard

  var baud: Int { self == .historique ? 1200 : 9600 }

  /// Between the fields of a group.
  var separator: UInt8 { self == .historique ? 0x20 : 0x09 }

  /// The label that a frame begins with, and that names the meter.
  var serialLabel: String { self == .historique ? "ADCO" : "ADSC" }
}
