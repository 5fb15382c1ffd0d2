import Glibc
import Runtime

/// The thread that puts on the disk for certain what has been written, each half minute. By a connection of its own: a card may
/// take seconds for it, in which rows are written on.
struct DiskSettler: Sendable {
  private static let pause = 30_000

  let box: Box
  let isStopping: Flag

  func start() { startThread(name: "disk") { run() } }

  private func run() {
    var due = box.machine.monotonic() + DiskSettler.pause
    while !isStopping.isRaised {
      usleep(100_000)
      guard due <= box.machine.monotonic() else { continue }
      settle()
      due = box.machine.monotonic() + DiskSettler.pause
    }
  }

  private func settle() {
    do {
      let database = try Store.database(in: box.store.folder)
      _ = try database.all("pragma wal_checkpoint(passive)") { $0.integer(0) }
    } catch {
      box.log.error("the disk is not settled", ["error": .text(String(describing: error))])
    }
  }
}
