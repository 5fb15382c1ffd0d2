import Postgres

/// The fate of a stored value when a row brings another.
enum ColumnRule {
  /// Takes the new value, unless an administrator has set the old one by hand.
  case unlessManual
  /// Takes the new value.
  case always
  /// Is written with a new row; what happens to a stored one, a statement of its own says.
  case apart
}

/// Walks along the columns of a table: each has a name, a value in this row, and a rule. A table's columns are listed by
/// one function that takes any visitor, so that the names and the values cannot come in different orders. The writer of
/// rows is one visitor, known when the program is built: a row costs nothing beside its bytes.
protocol ColumnVisitor {
  mutating func column(_ name: StaticString, _ value: some CopyValue, _ rule: ColumnRule)
}

extension ColumnVisitor {
  /// A column of a file's own content.
  @inline(__always)
  mutating func column(_ name: StaticString, _ value: some CopyValue) { column(name, value, .unlessManual) }
}

extension CopyRows: ColumnVisitor {
  @inline(__always)
  mutating func column(_ name: StaticString, _ value: some CopyValue, _ rule: ColumnRule) { add(value) }
}

/// The columns of a table as statements name them.
struct TableColumns: ColumnVisitor, Sendable {
  private var columns: [(name: StaticString, rule: ColumnRule)] = []

  /// - Parameter list: the function that lists them, of a row that stands for all.
  init(_ list: (inout TableColumns) -> Void) { list(&self) }

  mutating func column(_ name: StaticString, _ value: some CopyValue, _ rule: ColumnRule) {
    columns.append((name, rule))
  }

  /// For each row of a COPY.
  var count: Int16 { Int16(columns.count) }

  /// `id, name`
  var names: SQL { joined { "\(sql: $0)" } }

  /// `n.id, n.name`
  func names(of row: SQL) -> SQL { joined { "\(sql: row).\(sql: $0)" } }

  func copy(into table: SQL) -> SQL { "copy \(sql: table) (\(sql: names)) from stdin (format binary)" }

  /// Sets what the stored row takes over from the new one. Its `manual_fields` names the columns that were set by hand.
  func assignments(to stored: SQL, from row: SQL) -> SQL {
    joined(columns.filter { $0.rule != .apart }) { name, rule in
      let new: SQL = "\(sql: row).\(sql: name)"
      if rule == .always { return "\(sql: name) = \(sql: new)" }
      return """
        \(sql: name) = case when '\(sql: name)' = any (\(sql: stored).manual_fields) then \(sql: stored).\(sql: name)
          else \(sql: new) end
        """
    }
  }

  private func joined(_ write: (SQL) -> SQL) -> SQL { joined(columns) { name, _ in write(name) } }

  private func joined(_ columns: [(name: StaticString, rule: ColumnRule)], _ write: (SQL, ColumnRule) -> SQL) -> SQL {
    columns.dropFirst().reduce(columns.first.map { write(SQL(stringLiteral: $0.name), $0.rule) } ?? "") { text, next in
      "\(sql: text), \(sql: write(SQL(stringLiteral: next.name), next.rule))"
    }
  }
}
