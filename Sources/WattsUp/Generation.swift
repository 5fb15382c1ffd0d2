import Glibc
import Import
import Places

/// `watts-up generate`: what was asked for.
struct Generation: Equatable {
  let points: Int
  let seed: UInt64
  /// The share of rows that carry a defect.
  var dirty = 0.0
  /// nil: standard output.
  var out: String?
}

extension Generation {
  static let options: [Option] = [
    .needed("--points", "N"), .needed("--seed", "S"), .optional("--dirty", "SHARE"), .optional("--out", "FILE"),
  ]
  static let details = """
    40 columns of schema 2.3.1, on standard output without --out. The same seed, number of points and share give the same
    bytes. --dirty 0.03 gives that share of rows one of the defects that real files have.
    """

  init(_ options: Options) throws(Command.Misuse) {
    points = try options.read("--points", "a number of points") { Int($0).flatMap { $0 >= 0 ? $0 : nil } } ?? 0
    seed = try options.read("--seed", "a whole number") { UInt64($0) } ?? 0
    dirty = try options.read("--dirty", "a share from 0 to 1") { Double($0).flatMap { 0...1 ~= $0 ? $0 : nil } } ?? 0
    out = options["--out"]
  }
}

extension Generation {
  private struct Failure: Error, CustomStringConvertible {
    let description: String
  }

  func run(in installation: Installation) async throws {
    let towns = try await Demonstration.Towns(from: FetchedPlaces(folder: installation.fetchedPlaces))
    let descriptor = out.map { open($0, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644) } ?? STDOUT_FILENO
    guard descriptor >= 0 else {
      throw Failure(description: "cannot write \(out ?? ""): \(String(cString: strerror(errno)))")
    }
    defer { if out != nil { close(descriptor) } }
    for piece in Demonstration(points: points, seed: seed, dirty: dirty, towns: towns) {
      try write(piece, to: descriptor)
    }
  }

  private func write(_ piece: [UInt8], to descriptor: Int32) throws(Failure) {
    var rest = piece[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw Failure(description: "cannot write: \(String(cString: strerror(errno)))") }
      rest = rest.dropFirst(count)
    }
  }
}
