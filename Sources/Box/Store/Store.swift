import CLinux
import Glibc
import Runtime
import Synchronization

/// The box's memory: one file, written once a second. Shared by the threads that write, show and send.
final class Store: Sendable {
  struct InUse: Error, CustomStringConvertible {
    let description: String
  }

  /// A row before it has a number.
  struct NewRow: Equatable, Sendable {
    let monotonic: Int
    let at: Instant?
    let clock: ClockQuality
    let measured: Measured
    var serial: String?
  }

  struct State {
    let database: SQLite
    /// This start of the machine, as its clock counts from it.
    let boot: Int
    var last: Int
    var sent: SequenceRanges
    var meters: [String: Int] = [:]
  }

  let folder: String
  let state: Mutex<State>
  /// Held as long as this is: one box a folder.
  private let lock: Int32

  /// `mostPages` of 4 kB is what the file may take.
  init(folder: String, boot: String, mostPages: Int? = nil) throws {
    Store.make(folder)
    self.folder = folder
    lock = Glibc.open(folder + "/lock", O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard lock >= 0 else { throw InUse(description: "\(folder) cannot be written") }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      throw InUse(description: "another watts-box runs on \(folder)")
    }
    state = Mutex(try Store.opened(folder, boot, mostPages))
  }

  deinit { close(lock) }

  /// With those above it.
  private static func make(_ folder: String) {
    for end in folder.indices where folder[end] == "/" { mkdir(String(folder[..<end]), 0o755) }
    mkdir(folder, 0o700)
  }

  static func database(in folder: String, mostPages: Int? = nil) throws -> SQLite {
    make(folder)
    let path = folder + "/box.sqlite"
    // SQLite gives the files beside it the same permissions. The process's umask belongs to all its threads.
    let file = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    if file >= 0 { close(file) }
    let database = try SQLite(path: path)
    try Schema.prepare(database, mostPages: mostPages)
    return database
  }

  private static func opened(_ folder: String, _ name: String, _ mostPages: Int?) throws -> State {
    let database = try Store.database(in: folder, mostPages: mostPages)
    let last = try database.integer("select seq from sqlite_sequence where name = 'rows'") ?? 0
    try database.run("insert into boots (name, first) values (?, ?) on conflict do nothing", name, last + 1)
    let boot = try database.integer("select id from boots where name = ?", name) ?? 0
    let sent = try database.all("select first, last from sent order by first") { $0.integer(0)...$0.integer(1) }
    return State(database: database, boot: boot, last: last, sent: SequenceRanges(sent))
  }

  // MARK: Writing

  /// Numbers the rows and keeps them, all or none.
  func append(_ rows: [NewRow]) throws {
    if rows.isEmpty { return }
    try state.withLock { state throws(SQLite.Failure) in
      let last = state.last
      do throws(SQLite.Failure) {
        try state.database.run("begin immediate")
        for row in rows { try Store.insert(row, &state) }
        try Store.keepPulses(of: rows, state.database)
        try state.database.run("commit")
      } catch {
        _ = try? state.database.run("rollback")
        state.last = last
        state.meters.removeAll()
        throw error
      }
    }
  }

  private static func insert(_ row: NewRow, _ state: inout State) throws(SQLite.Failure) {
    let meter = row.measured.kind.isOfMeter ? try meter(row.serial, &state) : nil
    // A point of the curve bears the meter's own time.
    let (at, clock) = row.measured.at.map { ($0, ClockQuality.tic) } ?? (row.at, row.clock)
    try state.database.run(
      """
      insert into rows (sequence, boot, monotonic, at, clock, kind, value, meter, cause)
      values (?, ?, ?, ?, ?, ?, ?, ?, ?)
      """, state.last + 1, state.boot, row.monotonic, at?.milliseconds, at == nil ? 0 : clock.rawValue,
      row.measured.kind.rawValue, row.measured.value, meter, row.measured.cause?.rawValue)
    state.last += 1
  }

  /// Where the count goes on after a restart, in the same commit as the row that tells it: it never goes back.
  private static func keepPulses(of rows: [NewRow], _ database: SQLite) throws(SQLite.Failure) {
    guard let pulses = rows.last(where: { $0.measured.kind == .pulse }) else { return }
    try database.set("pulses", String(pulses.measured.value))
  }

  private static func meter(_ serial: String?, _ state: inout State) throws(SQLite.Failure) -> Int? {
    guard let serial else { return nil }
    if let known = state.meters[serial] { return known }
    try state.database.run("insert into meters (serial) values (?) on conflict do nothing", serial)
    let id = try state.database.integer("select id from meters where serial = ?", serial)
    state.meters[serial] = id
    return id
  }

  /// Puts on the disk for certain what has been written so far.
  func settle() throws {
    try state.withLock { state throws(SQLite.Failure) in
      _ = try state.database.all("pragma wal_checkpoint(passive)") { $0.integer(0) }
    }
  }

  // MARK: Reading

  var last: Int { state.withLock { $0.last } }

  /// The causes whose last row says that they hold.
  func heldAlarms() throws -> [String] {
    try state.withLock { state throws(SQLite.Failure) in
      try state.database.all(
        "select cause, value, max(sequence) from rows where kind = ? and at is not null and cause is not null group by cause",
        RowKind.alarm.rawValue
      ) { (cause: $0.text(0), isActive: $0.integer(1) != 0) }
    }.filter(\.isActive).map(\.cause)
  }

  /// The latest time that a row bears: no clock that shows less is to be believed.
  func latest() throws -> Instant? {
    try state.withLock { state throws(SQLite.Failure) in
      var latest: Int?
      for kind in [RowKind.drawn, .apparent, .pulse] {
        let at = try state.database.integer(
          "select max(at) from rows where kind = ? and at is not null", kind.rawValue)
        latest = at.map { max($0, latest ?? $0) } ?? latest
      }
      return latest
    }.map { Instant(milliseconds: $0) }
  }
}

extension Instant {
  init(milliseconds: Int) { self.init(microseconds: Int64(milliseconds) * 1000) }
  var milliseconds: Int { Int(microseconds / 1000) }
}
