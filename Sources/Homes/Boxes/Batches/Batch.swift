import HTTP
import Resources
import Runtime

/// What a box sends at once: rows whose numbers follow each other. A row is looked at by itself, so that a bad one does
/// not take the others with it.
struct Batch: Decodable, Sendable {
  let boot: BootName
  let first: Int
  let last: Int
  let rows: [GivenRow]
  /// Rows that the box will never send.
  let gone: [GoneRows]?
  let meter: GivenMeter?
  let sentAt: Instant?

  static let mostRows = 500
  static let mostBytes = 1 << 20
  /// A range of this length is more than a box writes in three months at a row a second.
  private static let longest = 10_000_000
  /// More rows than any box ever writes, and far from where numbers end.
  private static let highest = 1 << 53

  /// Every number from first to last stands for one row, or for one that is gone.
  func check() throws {
    if rows.count > Self.mostRows || (gone?.count ?? 0) > Self.mostRows {
      throw Problem(
        .payloadTooLarge, Text(fr: "Au plus \(Self.mostRows) lignes.", en: "At most \(Self.mostRows) rows."))
    }
    guard first >= 1, last >= first, last <= Self.highest, last - first < Self.longest else {
      throw Self.refusal("/last", "bad-range")
    }
    var parts = try rows.enumerated().map { index, row in
      guard let number = row.sequence, number <= Self.highest else {
        throw Self.refusal("/rows/\(index)/sequence", "wrong-type")
      }
      return number...number
    }
    for (index, range) in (gone ?? []).enumerated() {
      guard range.first <= range.last, range.last <= Self.highest else {
        throw Self.refusal("/gone/\(index)", "bad-range")
      }
      parts.append(range.first...range.last)
    }
    parts.sort { $0.lowerBound < $1.lowerBound }
    var next = first
    for part in parts {
      guard part.lowerBound == next, part.upperBound <= last else { throw Self.refusal("/rows", "not-contiguous") }
      next = part.upperBound + 1
    }
    guard next == last + 1 else { throw Self.refusal("/rows", "not-contiguous") }
  }

  private static func refusal(_ pointer: String, _ code: String) -> Problem {
    let fault = FieldFault(
      code, fr: "Chaque numéro de first à last est celui d'une ligne, une seule fois.",
      en: "Each number from first to last is one row's, once.")
    return Problem(.validation, faults: [Problem.Fault(pointer, fault)])
  }
}

struct GoneRows: Codable, Sendable {
  let first: Int
  let last: Int
}

/// The meter that the rows are of.
struct GivenMeter: Decodable, Sendable {
  let serial: MeterSerial?
  let mode: MeterMode?
  let usagePointId: UsagePoint?
}

typealias MeterSerial = CheckedText<MeterSerialRule>

enum MeterSerialRule: LengthRule {
  static let longest = 20
  static let controls = ControlCharacters.none
  static let sample = "062112345678"
}

/// The name of one start of a box, which its clock belongs to.
typealias BootName = CheckedText<BootNameRule>

enum BootNameRule: LengthRule {
  static let longest = 64
  static let controls = ControlCharacters.none
  static let sample = "2f6c1a"
}

/// A row as it came.
struct GivenRow: Field {
  let json: JSON

  init(_ value: FieldValue) throws(FieldFault) {
    guard case .json(let json) = value, case .object = json else {
      throw .wrongType(Text(fr: "un objet", en: "an object"))
    }
    self.json = json
  }

  private init(json: JSON) { self.json = json }

  var sequence: Int? { json.whole("sequence") }

  static let schema: Schema = [
    "title": "BoxRow", "type": "object",
    "properties": [
      "sequence": ["type": "integer", "minimum": 1], "boot": ["type": "string"], "monotonicMs": ["type": "integer"],
      "at": ["type": ["string", "null"], "format": "date-time"],
      "clock": ["type": "string", "enum": .array(RowClock.allCases.map { .string($0.rawValue) })],
      "kind": ["type": "string", "enum": .array(RowKind.allCases.map { .string($0.rawValue) })],
      "value": ["type": "integer"], "cause": ["type": ["string", "null"]],
    ],
    "required": ["sequence", "monotonicMs", "at", "clock", "kind", "value"],
  ]
  static let sample = GivenRow(
    json: [
      "sequence": 1, "boot": "2f6c1a", "monotonicMs": 0, "at": .null, "clock": "none", "kind": "drawn", "value": 0,
    ])

  func encode(to encoder: any Encoder) throws { try json.serialized().text.encode(to: encoder) }
}

extension JSON {
  func whole(_ name: String) -> Int? {
    if case .number(let text)? = self[name] { Int(text) } else { nil }
  }

  func word(_ name: String) -> String? {
    if case .string(let text)? = self[name] { text } else { nil }
  }
}
