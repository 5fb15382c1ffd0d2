import COpenSSL
import Glibc

/// One file of the folder `Migrations`: `0003_reservations_table.sql`.
package struct Migration: Equatable, Sendable {
  package let number: Int
  package let name: String
  package let checksum: [UInt8]
  let text: String

  /// Every `.sql` file of the folder, in order of number.
  package static func all(in folder: String) throws(MigrationError) -> [Migration] {
    var migrations: [Migration] = []
    for file in try fileNames(in: folder).filter({ $0.hasSuffix(".sql") }).sorted() {
      guard let bytes = contents(of: "\(folder)/\(file)"), let script = Script(resource: bytes) else {
        throw .unreadable(file)
      }
      let parts = file.dropLast(4).split(separator: "_", maxSplits: 1)
      guard parts.count == 2, parts[0].count == 4, let number = Int(parts[0]), number > 0 else {
        throw .badName(file)
      }
      if migrations.last?.number == number { throw .sameNumber(file) }
      migrations.append(
        Migration(number: number, name: String(file.dropLast(4)), checksum: sha256(bytes), text: script.text))
    }
    return migrations
  }

  /// Names a whole set of migrations, in hexadecimal: the same schema has the same name.
  package static func fingerprint(of migrations: [Migration]) -> String {
    sha256(migrations.flatMap(\.checksum)).prefix(8).map { byte in
      String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }.joined()
  }

  private static func sha256(_ bytes: [UInt8]) -> [UInt8] {
    [UInt8](unsafeUninitializedCapacity: 32) { digest, count in
      SHA256(bytes, bytes.count, digest.baseAddress)
      count = 32
    }
  }

  private static func fileNames(in folder: String) throws(MigrationError) -> [String] {
    guard let directory = opendir(folder) else { throw .unreadable(folder) }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      names.append(
        withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) })
    }
    return names
  }

  private static func contents(of path: String) -> [UInt8]? {
    guard let file = fopen(path, "rb") else { return nil }
    defer { fclose(file) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 65_536)
    while true {
      let count = fread(&piece, 1, piece.count, file)
      if count == 0 { return ferror(file) == 0 ? bytes : nil }
      bytes += piece.prefix(count)
    }
  }
}

package enum MigrationError: Error, Equatable, CustomStringConvertible {
  case unreadable(String)
  case badName(String)
  case sameNumber(String)
  case edited(String)
  case newerDatabase(String)
  case outOfOrder(String, after: String)
  case endedItsTransaction(String)
  case missingExtensions(String, [String], reason: String)
  case failed(String, reason: String)

  package var description: String {
    switch self {
    case .unreadable(let path): "migrations: \(path) cannot be read as text"
    case .badName(let file): "migration \(file): the name must be four digits, an underscore and words"
    case .sameNumber(let file): "migration \(file): its number is used twice"
    case .edited(let name):
      "migration \(name) has been edited since it was applied: restore it, and write the change as a new migration"
    case .newerDatabase(let name):
      "the database knows migration \(name) and this program does not: it is older than the database"
    case .outOfOrder(let name, let last): "migration \(name) comes too late, \(last) is applied already: renumber it"
    case .endedItsTransaction(let name): "migration \(name) ends its own transaction: leave out BEGIN and COMMIT"
    case .missingExtensions(let name, let extensions, let reason):
      "migration \(name): \(reason). A superuser must run in this database: "
        + extensions.map { "CREATE EXTENSION \($0);" }.joined(separator: " ")
    case .failed(let name, let reason): "migration \(name) failed: \(reason)"
    }
  }
}
