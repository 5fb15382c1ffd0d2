import HTTP
import Runtime

/// The national file of charge points: `schema-irve-statique`, of any version.
struct IRVESource: ImportSource {
  let workers: Workers
  let clock: WallClock
  let ids: IdentifierSource
  /// Bytes of points and stations that an import may remember: a million and a half of points, with room for all else.
  var memory = 48 << 20

  var source: Import.Source { .irve }

  func sentence(_ code: String) -> Text? {
    CorrectionCode(rawValue: code)?.sentence ?? RefusalCode(rawValue: code)?.sentence
  }
}
