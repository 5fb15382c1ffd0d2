import Ground
import HTTP

/// The national file of charge points: `schema-irve-statique`, of any version.
struct IRVESource: ImportSource {
  let workers: Workers
  let clock: WallClock
  let ids: IdentifierSource

  var source: Import.Source { .irve }

  func sentence(_ code: String) -> Text? {
    CorrectionCode(rawValue: code)?.sentence ?? RefusalCode(rawValue: code)?.sentence
  }
}
