package import HTTP
package import Postgres

/// A column that a list can be ordered by, and what the database compares. It may not be null.
package protocol SortColumn: RawRepresentable<String>, CaseIterable, Sendable {
  var key: SQL { get }
}

/// `sort=name`, or `sort=-name` from the end; ties by the id, in the same direction. The cursor of a sorted list is an id as
/// well: the row that it names tells where to go on.
package struct Sort<Column: SortColumn>: Field {
  let column: Column
  let isDescending: Bool

  package init(_ column: Column, descending: Bool = false) {
    self.column = column
    isDescending = descending
  }

  package static var schema: Schema {
    let names = Column.allCases.map(\.rawValue)
    return Schema(["type": "string", "enum": .array((names + names.map { "-" + $0 }).map { .string($0) })])
  }

  package static var sample: Sort { Sort(Column.allCases[Column.allCases.startIndex]) }

  package init(_ value: FieldValue) throws(FieldFault) {
    let text = try value.string()
    isDescending = text.hasPrefix("-")
    guard let column = Column(rawValue: isDescending ? String(text.dropFirst()) : text) else {
      let names = Column.allCases.map(\.rawValue).joined(separator: ", ")
      throw FieldFault(
        "not-a-choice", fr: "Choix possibles : \(names), aussi précédés d'un tiret.",
        en: "One of: \(names), or one with a dash before it.")
    }
    self.column = column
  }

  package func encode(to encoder: any Encoder) throws {
    try ((isDescending ? "-" : "") + column.rawValue).encode(to: encoder)
  }

  /// The text behind `order by`: by the column and then by the id.
  package func order(id: SQL) -> SQL {
    let direction: SQL = isDescending ? "desc" : "asc"
    return "\(sql: column.key) \(sql: direction), \(sql: id) \(sql: direction)"
  }

  /// The rows after that of the cursor. In the order of ids it need not be there any more; in another its place is gone
  /// with it, and so is the rest.
  package func rest<Item>(after cursor: Cursor<Item>?, of table: SQL, id: SQL) -> SQL {
    guard let last = cursor?.id else { return "true" }
    let later: SQL = isDescending ? "<" : ">"
    if column.key.text == id.text { return "\(sql: id) \(sql: later) \(last)" }
    return """
      (\(sql: column.key), \(sql: id)) \(sql: later)
        (select \(sql: column.key), \(sql: id) from \(sql: table) where \(sql: id) = \(last))
      """
  }
}
