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
