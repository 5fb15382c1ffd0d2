import Glibc

/// The folder of CSV files that `make setup` fetches (Setup/places.sh).
package struct FetchedPlaces: Sendable {
  package struct Missing: Error, CustomStringConvertible {
    let file: String
    package var description: String { "the communes of France are not here (\(file)); make setup fetches them" }
  }

  package enum File: String, CaseIterable, Sendable {
    case communes
    case departements
    case postcodes = "codes_postaux"
    case postcodesOfCommunes = "codes_postaux_communes"
  }

  let folder: String

  package init(folder: String) { self.folder = folder }

  /// All of it has been fetched.
  package var areHere: Bool { File.allCases.allSatisfy { access(path($0), R_OK) == 0 } }

  private func path(_ file: File) -> String { "\(folder)/\(file.rawValue).csv" }

  /// Hands the file over a piece at a time. The array is lent: it is the same memory every time.
  package func read(_ file: File, _ take: (ArraySlice<UInt8>) async throws -> Void) async throws {
    let path = path(file)
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw Missing(file: path) }
    defer { close(descriptor) }
    var piece = [UInt8](repeating: 0, count: 262_144)
    while true {
      let count = Glibc.read(descriptor, &piece, piece.count)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Missing(file: path) }
      if count == 0 { return }
      try await take(piece[..<count])
    }
  }
}
