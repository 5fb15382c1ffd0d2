import HTTP
import Runtime

extension Import.Source {
  static let irve = Import.Source(named: "irve")
}

extension RegisteredSource {
  static let irve = RegisteredSource(name: .irve, file: "an IRVE file", changesStations: true) { tools in
    IRVESource(workers: tools.workers, clock: tools.clock, ids: tools.ids)
  }
}

/// The national file of charge points: `schema-irve-statique`, of any version.
struct IRVESource: ImportSource {
  let workers: Workers
  let clock: WallClock
  let ids: IdentifierSource
  /// Bytes of points and stations that an import may remember: a million and a half of points, with room for all else.
  var memory = 48 << 20

  var source: Import.Source { .irve }
  var kinds: [Import.ChangeKind] { [.added, .changed, .moved, .withdrawn, .older] }

  func sentence(_ code: String) -> Text? {
    CorrectionCode(rawValue: code)?.sentence ?? IRVERefusal(rawValue: code)?.sentence
      ?? HeaderFault.ofIRVE(code)?.sentence
  }
}

extension Progress.Phase {
  static let stations = Progress.Phase(rawValue: "stations")
  static let points = Progress.Phase(rawValue: "points")
  static let indexes = Progress.Phase(rawValue: "indexes")
  static let withdrawing = Progress.Phase(rawValue: "withdrawing")
}
