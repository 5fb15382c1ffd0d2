import Grid
import HTTP
import Postgres
import Runtime

extension Import.Source {
  static let eco2mix = Import.Source(named: "eco2mix")
  static let tempo = Import.Source(named: "tempo")
}

extension RegisteredSource {
  static let eco2mix = RegisteredSource(
    name: .eco2mix, file: "an éCO2mix file", things: "readings", schedule: .everyHour, isCumulative: true,
    keepsReplaced: true, jitter: .seconds(60)
  ) { tools in GridSource(source: .eco2mix, workers: tools.workers, clock: tools.clock) }

  static let tempo = RegisteredSource(
    name: .tempo, file: "a file of Tempo days", things: "days", schedule: .everyHour, isCumulative: true,
    keepsReplaced: true, jitter: .seconds(60)
  ) { tools in GridSource(source: .tempo, workers: tools.workers, clock: tools.clock) }
}

/// RTE's files about the grid in all their spellings. What a file holds decides whether its rows are readings or colours
/// of days: an archive may hold both.
struct GridSource: ImportSource {
  let source: Import.Source
  let workers: Workers
  let clock: WallClock

  var kinds: [Import.ChangeKind] { [.added, .changed, .older] }
  var takesAnyType: Bool { true }

  func sentence(_ code: String) -> Text? {
    GridRefusal(rawValue: code)?.sentence ?? HeaderFault.ofGrid(code)?.sentence
  }

  func discard(_ id: Import.ID, in transaction: Transaction) async throws {
    try await transaction.execute("delete from incoming_grid where import_id = \(id)")
    try await transaction.execute("delete from incoming_tempo where import_id = \(id)")
  }
}

extension Progress.Phase {
  static let readings = Progress.Phase(rawValue: "readings")
}
