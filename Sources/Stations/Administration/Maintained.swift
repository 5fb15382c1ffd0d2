import HTTP
import Runtime

/// A field that an administrator may set by hand, under the name that the API gives it.
protocol ManualField: CaseIterable, Hashable, Field, RawRepresentable where RawValue == String {}

/// A row that an import writes and people correct.
protocol Maintained: Sendable {
  associatedtype Name: ManualField
  static var manualColumns: [ManualColumn<Self>] { get }
  var manualFields: [String] { get set }
  var evidence: JSON { get set }
  func value(of term: TermsField) -> JSON
}

struct ManualChange<Name> {
  let name: Name
  let before: JSON
  let after: JSON
}

extension Maintained {
  /// The columns of a field as `manual_fields` holds them, for the import to leave alone.
  static func columns(of name: Name) -> [String] {
    column(name).map { ["\($0.column)"] } ?? TermsField(rawValue: name.rawValue)?.columns ?? []
  }

  /// The name of a field in the schema of the national file, where it has one: the word that all evidence uses.
  static func schemaName(of name: Name) -> String {
    column(name)?.schemaName ?? TermsField(rawValue: name.rawValue)?.schemaName ?? name.rawValue
  }

  func value(of name: Name) -> JSON {
    Self.column(name)?.json(self) ?? TermsField(rawValue: name.rawValue).map { value(of: $0) } ?? .null
  }

  var manualNames: [Name] { Name.allCases.filter { Set(Self.columns(of: $0)).isSubset(of: manualFields) } }

  func changes(since before: Self) -> [ManualChange<Name>] {
    Name.allCases.compactMap { name in
      let (old, new) = (before.value(of: name), value(of: name))
      return old == new ? nil : ManualChange(name: name, before: old, after: new)
    }
  }

  /// From here on an import keeps what was changed, and everybody can see that it was.
  mutating func mark(_ changes: [ManualChange<Name>], at now: Instant) {
    for change in changes {
      manualFields += Self.columns(of: change.name).filter { !manualFields.contains($0) }
      forget(change.name)
      guard case .array(let entries) = evidence else { continue }
      evidence = .array(
        entries + [
          [
            "code": "manual", "field": .string(Self.schemaName(of: change.name)), "from": change.before.plain,
            "to": change.after.plain, "source": "manual", "at": .string(now.description),
          ]
        ])
    }
  }

  /// The next import may write these again.
  mutating func release(_ names: [Name]) {
    for name in names {
      manualFields.removeAll { Self.columns(of: name).contains($0) }
      forget(name)
    }
  }

  /// Evidence shows only the last change by hand of a field; the audit log has them all.
  private mutating func forget(_ name: Name) {
    guard case .array(let entries) = evidence else { return }
    evidence = .array(entries.filter { $0["source"] != "manual" || $0["field"] != .string(Self.schemaName(of: name)) })
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
