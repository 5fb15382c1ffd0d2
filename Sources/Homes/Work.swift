import HTTP
import Postgres
import Runtime

extension HomesFeature {
  var work: [BackgroundWork] {
    let nightly = BackgroundWork("homes over", every: .seconds(600), beginsAtOnce: false) {
      try await endExpired()
      try await remindEnding()
      try await purge()
    }
    guard enedis != nil else { return [nightly] }
    return [BackgroundWork("enedis", every: .seconds(1)) { try await collect() }, nightly]
  }
}
