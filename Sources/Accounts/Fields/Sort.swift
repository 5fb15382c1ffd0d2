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

  package var key: SQL { column.key }
  package var direction: SQL { isDescending ? "desc" : "asc" }
  /// How what comes later compares with what was there before.
  package var later: SQL { isDescending ? "<" : ">" }
}
