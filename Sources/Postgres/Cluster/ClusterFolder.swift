import COpenSSL
import Glibc
import Runtime

/// The folder of the cluster and of its locks.
///
///     <home>/postgres           the cluster: the server's account owns it, nobody else enters
///     <home>/postgres/data      what initdb makes
///     <home>/postgres/log       a file a day of the week
///     <home>/postgres.*         our locks, and what the server wrote before it opened its log
///
/// Where the server's account cannot enter `home` (a checkout in root's own folder), `postgres` is a link to a folder
/// beside Debian's clusters. The link records the choice: a later change of permissions must not start an empty cluster.
struct ClusterFolder: Sendable {
  static let majorVersion = "15"

  let home: String
  let path: String
  let account: ClusterAccount
  let socketFolder: String

  var data: String { path + "/data" }
  var postmasterFile: String { data + "/postmaster.pid" }
  var socketLock: String { socketFolder + "/.s.PGSQL.5432.lock" }
  var output: String { home + "/postgres.start.log" }

  /// Makes `home` when it is missing: others may enter it (the server's account must), none may write.
  static func makeHome(_ path: String) throws(ClusterError) -> String {
    var made = path.hasPrefix("/") ? "" : "."
    for part in path.split(separator: "/") {
      made += "/" + part
      if mkdir(made, 0o755) != 0 && errno != EEXIST { throw .system(call: "mkdir", path: made, code: errno) }
    }
    guard let real = realpath(path, nil) else { throw .system(call: "realpath", path: path, code: errno) }
    defer { free(real) }
    return String(cString: real)
  }

  /// Only for the holder of the starters' lock.
  init(home: String, log: Log) throws(ClusterError) {
    self.home = home
    let place = home + "/postgres"
    account = try .choose(folder: place)
    if let existing = realpath(place, nil) {
      path = String(cString: existing)
      free(existing)
      if try !account.canEnter(path) { throw .unreachable(folder: path) }
    } else if try account.canEnter(home) {
      path = place
      try account.makeOwnFolder(path)
    } else {
      path = "/var/lib/postgresql/watts-up-" + Self.digest(of: home)
      try account.makeOwnFolder(path)
      if symlink(path, place) != 0 { throw .system(call: "symlink", path: place, code: errno) }
      log.warning("the postgres account cannot enter the data folder; the cluster is elsewhere", ["path": .text(path)])
    }
    socketFolder = try Self.socketFolder(path: path, account: account)
  }

  /// A socket's path has at most 107 bytes.
  private static func socketFolder(path: String, account: ClusterAccount) throws(ClusterError) -> String {
    if path.utf8.count + "/.s.PGSQL.5432".utf8.count <= 107 { return path }
    let short = "/tmp/watts-up-" + digest(of: path)
    try account.makeOwnFolder(short)
    return short
  }

  private static func digest(of text: String) -> String {
    let bytes = Array(text.utf8)
    var hash = [UInt8](repeating: 0, count: 32)
    SHA256(bytes, bytes.count, &hash)
    return hash.prefix(8).map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
  }

  /// A URL that libpq, `psql` and every other client understand.
  func conninfo(database: String, extra: String = "") -> String {
    "postgresql://postgres@/\(Self.escaped(database))?host=\(Self.escaped(socketFolder))&port=5432"
      + (extra.isEmpty ? "" : "&" + extra)
  }

  private static func escaped(_ text: String) -> String {
    var result = ""
    for byte in text.utf8 {
      let character = Unicode.Scalar(byte)
      if byte < 128 && (character.properties.isAlphabetic || "0123456789-_.".unicodeScalars.contains(character)) {
        result.unicodeScalars.append(character)
      } else {
        result += "%" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
      }
    }
    return result
  }
}
