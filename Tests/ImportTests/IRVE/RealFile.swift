import Glibc

@testable import Import

/// A published file that lies beside the project on some machines.
struct RealFile {
  static let folder: String = {
    if let path = getenv("WATTS_UP_SHARED") { return String(cString: path) + "/data/irve/" }
    let project = #filePath.split(separator: "/").dropLast(4).joined(separator: "/")
    return "/\(project)/../shared/data/irve/"
  }()

  let path: String

  init(_ name: String) { path = Self.folder + name }

  /// Nil, with a word, where it is absent.
  func tally(dynamic: Bool = false) -> Tally? {
    guard access(path, R_OK) == 0 else {
      print("skipped: \(path) is absent")
      return nil
    }
    guard let source = path.hasSuffix(".gz") ? popen("gzip -dc '\(path)'", "r") : fopen(path, "r") else { return nil }
    defer { if path.hasSuffix(".gz") { pclose(source) } else { fclose(source) } }
    var tally = Tally(isDynamic: dynamic)
    var csv = CSVReader()
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while case let count = fread(&piece, 1, piece.count, source), count > 0 {
      piece.withUnsafeBytes { csv.read(Record.Cell(rebasing: $0[0..<count])) { tally.take($0) } }
    }
    csv.finish { tally.take($0) }
    print("\(path.split(separator: "/").last ?? ""): \(tally)")
    return tally
  }
}
