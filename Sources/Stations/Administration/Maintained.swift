import HTTP
import Runtime

/// What an administrator may set by hand, under the name that the API gives it.
protocol ManualField: CaseIterable, Hashable, Field, RawRepresentable where RawValue == String {
  /// As `manual_fields` holds them, for the import to leave alone.
  var columns: [String] { get }
  /// In the schema of the national file, where it has a name for it: the word that all evidence uses.
  var schemaName: String { get }
}

/// A row that an import writes and people correct.
protocol Maintained {
  associatedtype Name: ManualField
  var manualFields: [String] { get set }
  var evidence: JSON { get set }
  func value(of name: Name) -> JSON
}

struct ManualChange<Name> {
  let name: Name
  let before: JSON
  let after: JSON
}

extension Maintained {
  var manualNames: [Name] { Name.allCases.filter { Set($0.columns).isSubset(of: manualFields) } }

  func changes(since before: Self) -> [ManualChange<Name>] {
    Name.allCases.compactMap { name in
      let (old, new) = (before.value(of: name), value(of: name))
      return old == new ? nil : ManualChange(name: name, before: old, after: new)
    }
  }

  /// From here on an import keeps what was changed, and everybody can see that it was.
  mutating func mark(_ changes: [ManualChange<Name>], at now: Instant) {
    for change in changes {
      manualFields += change.name.columns.filter { !manualFields.contains($0) }
      forget(change.name)
      guard case .array(let entries) = evidence else { continue }
      evidence = .array(
        entries + [
          [
            "code": "manual", "field": .string(change.name.schemaName), "from": change.before.plain,
            "to": change.after.plain, "source": "manual", "at": .string(now.description),
          ]
        ])
    }
  }

  /// The next import may write these again.
  mutating func release(_ names: [Name]) {
    for name in names {
      manualFields.removeAll { name.columns.contains($0) }
      forget(name)
    }
  }

  /// Of one field only the last change by hand is shown; the audit log has them all.
  private mutating func forget(_ name: Name) {
    guard case .array(let entries) = evidence else { return }
    evidence = .array(entries.filter { $0["source"] != "manual" || $0["field"] != .string(name.schemaName) })
  }
}

extension JSON {
  /// As one text, which is what evidence holds: of a row of the file there is nothing else.
  fileprivate var plain: JSON {
    switch self {
    case .bool(let flag): .string(flag ? "true" : "false")
    case .number(let text): .string(text)
    case .array(let elements):
      .string(elements.map { if case .string(let text) = $0.plain { text } else { "" } }.joined(separator: ", "))
    default: self
    }
  }

  static func optional(_ text: String?) -> JSON { text.map { .string($0) } ?? .null }
  static func optional(_ number: Double?) -> JSON {
    number.map { number in Int(exactly: number).map { .integer($0) } ?? .double(number) } ?? .null
  }
  static func optional(_ flag: Bool?) -> JSON { flag.map { .bool($0) } ?? .null }
}

extension [ManualChange<StationField>] {
  var details: JSON { .object(map { ($0.name.rawValue, [$0.before, $0.after]) }) }
}

extension [ManualChange<PointField>] {
  var details: JSON { .object(map { ($0.name.rawValue, [$0.before, $0.after]) }) }
}
