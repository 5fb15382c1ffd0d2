import CSqlite3

/// A connection to a database file. One thread at a time: whoever shares it locks it. Statements are literals and are
/// prepared once; values travel apart.
final class SQLite {
  struct Failure: Error, CustomStringConvertible {
    let code: Int32
    let description: String
    /// The disk, or what the database may take of it.
    var isFull: Bool { code & 0xFF == SQLITE_FULL || code & 0xFF == SQLITE_IOERR }
  }

  private let handle: OpaquePointer
  private var statements: [UnsafeRawPointer: OpaquePointer] = [:]

  init(path: String) throws(Failure) {
    var opened: OpaquePointer?
    let code = sqlite3_open_v2(path, &opened, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX, nil)
    guard code == SQLITE_OK, let opened else {
      sqlite3_close_v2(opened)
      throw Failure(code: code, description: "\(path): \(String(cString: sqlite3_errstr(code)))")
    }
    handle = opened
    sqlite3_busy_timeout(handle, 5000)
  }

  deinit {
    for statement in statements.values { sqlite3_finalize(statement) }
    sqlite3_close_v2(handle)
  }

  /// Returns how many rows it changed.
  @discardableResult
  func run(_ sql: StaticString, _ values: any Storable...) throws(Failure) -> Int {
    let statement = try prepare(sql, values)
    defer { sqlite3_reset(statement) }
    while case let code = sqlite3_step(statement), code != SQLITE_DONE {
      if code != SQLITE_ROW { throw failure(code) }
    }
    return Int(sqlite3_changes(handle))
  }

  func all<Value>(
    _ sql: StaticString, _ values: any Storable..., read: (SQLiteRow) -> Value
  ) throws(Failure) -> [Value] {
    let statement = try prepare(sql, values)
    defer { sqlite3_reset(statement) }
    var found: [Value] = []
    while case let code = sqlite3_step(statement), code != SQLITE_DONE {
      if code != SQLITE_ROW { throw failure(code) }
      found.append(read(SQLiteRow(statement: statement)))
    }
    return found
  }

  /// The first column of the first row.
  func integer(_ sql: StaticString, _ values: any Storable...) throws(Failure) -> Int? {
    let statement = try prepare(sql, values)
    defer { sqlite3_reset(statement) }
    let code = sqlite3_step(statement)
    guard code == SQLITE_ROW else {
      if code != SQLITE_DONE { throw failure(code) }
      return nil
    }
    return SQLiteRow(statement: statement).optionalInteger(0)
  }

  func transaction<Value>(_ body: () throws(Failure) -> Value) throws(Failure) -> Value {
    try run("begin immediate")
    do {
      let value = try body()
      try run("commit")
      return value
    } catch {
      _ = try? run("rollback")
      throw error
    }
  }

  /// So many pages at the most: a pragma takes no value apart, and the figure is a number by its type.
  func limit(toPages pages: Int) { sqlite3_exec(handle, "pragma max_page_count = \(pages)", nil, nil, nil) }

  private func prepare(_ sql: StaticString, _ values: [any Storable]) throws(Failure) -> OpaquePointer {
    let statement = if let known = statements[UnsafeRawPointer(sql.utf8Start)] { known } else { try prepared(sql) }
    for (place, value) in values.enumerated() {
      let code = bind(value.stored, at: Int32(place + 1), of: statement)
      if code != SQLITE_OK { throw failure(code) }
    }
    return statement
  }

  private func prepared(_ sql: StaticString) throws(Failure) -> OpaquePointer {
    var statement: OpaquePointer?
    let code = sqlite3_prepare_v3(
      handle, "\(sql)", -1, UInt32(SQLITE_PREPARE_PERSISTENT), &statement, nil)
    guard code == SQLITE_OK, let statement else { throw failure(code) }
    statements[UnsafeRawPointer(sql.utf8Start)] = statement
    return statement
  }

  private func bind(_ value: StoredValue, at place: Int32, of statement: OpaquePointer) -> Int32 {
    switch value {
    case .null: sqlite3_bind_null(statement, place)
    case .integer(let number): sqlite3_bind_int64(statement, place, Int64(number))
    case .text(let text): sqlite_bind_copied_text(statement, place, text, Int32(text.utf8.count))
    }
  }

  private func failure(_ code: Int32) -> Failure {
    Failure(code: code, description: String(cString: sqlite3_errmsg(handle)))
  }
}

/// A row while it is read.
struct SQLiteRow {
  fileprivate let statement: OpaquePointer

  func integer(_ column: Int32) -> Int { Int(sqlite3_column_int64(statement, column)) }
  func optionalInteger(_ column: Int32) -> Int? {
    sqlite3_column_type(statement, column) == SQLITE_NULL ? nil : integer(column)
  }
  func text(_ column: Int32) -> String { optionalText(column) ?? "" }
  func optionalText(_ column: Int32) -> String? { sqlite3_column_text(statement, column).map { String(cString: $0) } }
}

enum StoredValue {
  case null
  case integer(Int)
  case text(String)
}

/// What can be put in a column.
protocol Storable {
  var stored: StoredValue { get }
}

extension Int: Storable { var stored: StoredValue { .integer(self) } }
extension String: Storable { var stored: StoredValue { .text(self) } }
extension Optional: Storable where Wrapped: Storable {
  var stored: StoredValue { map(\.stored) ?? .null }
}
