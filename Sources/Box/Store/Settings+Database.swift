import COpenSSL
import Runtime
import Synchronization

/// What the box keeps beside its rows, as texts under names.
extension SQLite {
  func setting(_ name: String) throws(Failure) -> String? {
    try all("select value from settings where name = ?", name) { $0.text(0) }.first
  }

  func set(_ name: String, _ value: String?) throws(Failure) {
    if let value {
      try run(
        "insert into settings (name, value) values (?, ?) on conflict (name) do update set value = excluded.value",
        name,
        value)
    } else {
      try run("delete from settings where name = ?", name)
    }
  }
}

extension Store {
  func setting(_ name: String) throws -> String? {
    try state.withLock { state throws(SQLite.Failure) in try state.database.setting(name) }
  }

  func set(_ name: String, _ value: String?) throws {
    try state.withLock { state throws(SQLite.Failure) in try state.database.set(name, value) }
  }

  /// True the first time that an order's id is seen. What is over for a day is forgotten.
  func isNewOrder(_ id: String, expires: Instant, now: Instant) throws -> Bool {
    try state.withLock { state throws(SQLite.Failure) in
      try state.database.run("delete from orders where expires < ?", (now - .seconds(86_400)).milliseconds)
      return try state.database.run(
        "insert into orders (id, expires) values (?, ?) on conflict do nothing", id, expires.milliseconds) == 1
    }
  }
}
