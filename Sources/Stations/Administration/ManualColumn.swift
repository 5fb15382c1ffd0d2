import HTTP
import Postgres
import Resources

/// One column that an import writes and people correct: its names, and how its value is shown, stored and changed.
struct ManualColumn<Owner: Maintained>: Sendable {
  typealias Change = @Sendable (inout Owner) throws -> Void

  let name: Owner.Name
  /// The name in the table.
  let column: StaticString
  /// The name in the schema of the national file.
  let schemaName: String
  /// The value as audit and evidence show it.
  let json: @Sendable (Owner) -> JSON
  let bound: @Sendable (Owner) -> SQL
  /// The value that a form asks for; nil where it does not name the column.
  var change: @Sendable (FormFields) throws -> Change? = { _ in nil }
}

extension ManualColumn {
  /// A column that may be null: null in a form takes the value away.
  init<Form: ColumnField>(
    _ name: Owner.Name, _ column: StaticString, _ schemaName: String, _ form: Form.Type,
    _ path: any WritableKeyPath<Owner, Form.Stored?> & Sendable
  ) {
    self.init(
      name: name, column: column, schemaName: schemaName,
      json: { $0[keyPath: path].map(Form.json) ?? .null }, bound: { Form.bound($0[keyPath: path]) },
      change: { fields in
        guard let given = try fields.change(FormField(name)) as Form?? else { return nil }
        return { $0[keyPath: path] = given?.stored }
      })
  }

  /// A column that always has a value.
  init<Form: ColumnField>(
    _ name: Owner.Name, _ column: StaticString, _ schemaName: String, _ form: Form.Type,
    _ path: any WritableKeyPath<Owner, Form.Stored> & Sendable
  ) {
    self.init(
      name: name, column: column, schemaName: schemaName,
      json: { Form.json($0[keyPath: path]) }, bound: { Form.bound($0[keyPath: path]) },
      change: { fields in
        guard let given = try fields.decodeIfPresent(Form.self, forKey: FormField(name)) else { return nil }
        return { $0[keyPath: path] = given.stored }
      })
  }
}

/// The fields of a form, under the names of columns.
typealias FormFields = KeyedDecodingContainer<FormField>

struct FormField: CodingKey {
  let stringValue: String
  let intValue: Int? = nil

  init(_ name: some ManualField) { stringValue = name.rawValue }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

/// The wishes of a form for some columns. Columns that it does not name stay.
struct ColumnChanges<Owner: Maintained>: Sendable {
  private let changes: [(name: Owner.Name, change: ManualColumn<Owner>.Change)]

  init(of columns: [ManualColumn<Owner>], from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: FormField.self)
    changes = try columns.compactMap { column in try column.change(fields).map { (column.name, $0) } }
  }

  func names(_ name: Owner.Name) -> Bool { changes.contains { $0.name == name } }

  func apply(to owner: inout Owner) throws { for (_, change) in changes { try change(&owner) } }
}

extension Maintained {
  static func column(_ name: Name) -> ManualColumn<Self>? { manualColumns.first { $0.name == name } }

  /// The text behind `set` in an update.
  var assignments: SQL {
    SQL(list: Self.manualColumns.map { "\(sql: SQL(stringLiteral: $0.column)) = \(sql: $0.bound(self))" })
  }

  /// The columns of an insert.
  static var columnNames: SQL { SQL(list: manualColumns.map { SQL(stringLiteral: $0.column) }) }

  /// The values of an insert, in the order of `columnNames`.
  var columnValues: SQL { SQL(list: Self.manualColumns.map { $0.bound(self) }) }
}

extension SQL {
  /// The parts, with commas between them.
  fileprivate init(list parts: [SQL]) {
    self = parts.dropFirst().reduce(parts.first ?? "") { "\(sql: $0), \(sql: $1)" }
  }
}
