import Places
import TestSupport

@testable import Import

/// One reading of the fetched communes for all tests.
enum GeneratedCountry {
  static let towns = Task {
    try await Demonstration.Towns(from: FetchedPlaces(folder: TestCluster.packageFolder + "/.fetched/places"))
  }

  static func make(points: Int, seed: UInt64 = 1, dirty: Double = 0) async throws -> Demonstration {
    Demonstration(points: points, seed: seed, dirty: dirty, towns: try await towns.value)
  }

  static func bytes(_ country: Demonstration) -> [UInt8] { country.flatMap { $0 } }

  /// The records of a file, by the rules of RFC 4180 alone.
  static func records(_ bytes: [UInt8]) -> [[String]] {
    var records: [[String]] = []
    var record: [String] = []
    var cell: [UInt8] = []
    var isQuoted = false
    for byte in bytes {
      switch byte {
      case UInt8(ascii: "\""):
        if !isQuoted && !cell.isEmpty { cell.append(byte) }
        isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted, UInt8(ascii: "\n") where !isQuoted:
        record.append(String(decoding: cell, as: UTF8.self))
        cell.removeAll()
        if byte == UInt8(ascii: "\n") {
          records.append(record)
          record.removeAll()
        }
      default: cell.append(byte)
      }
    }
    return records
  }
}
