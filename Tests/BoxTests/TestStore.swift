import Glibc
import Runtime
import Synchronization
import TestSupport

@testable import Box

/// A store in a folder of its own, and rows to put in it.
struct TestStore {
  static let start = Instant(seconds: 1_795_942_800)
  let folder: String

  init() {
    folder = RunningServer.freshData()
    mkdir(TestCluster.packageFolder + "/.build/test-servers", 0o755)
  }

  func open(boot: String = "a", mostPages: Int? = nil) throws -> Store {
    try Store(folder: folder, boot: boot, mostPages: mostPages)
  }

  /// A register each second, and the power beside it.
  static func rows(_ seconds: Range<Int>, hasClock: Bool = true) -> [Store.NewRow] {
    seconds.flatMap { second in
      [Measured(.drawn, 1_000_000 + second / 9), Measured(.apparent, 500 + second % 50)].map { measured in
        Store.NewRow(
          monotonic: second * 1000, at: hasClock ? start + .seconds(second) : nil, clock: hasClock ? .ntp : .none,
          measured: measured, serial: "064468000001")
      }
    }
  }
}

extension Store {
  func count(_ sql: StaticString) throws -> Int {
    try state.withLock { state throws(SQLite.Failure) in try state.database.integer(sql) ?? 0 }
  }
}
