import Runtime
import Synchronization

/// What is written, and when: rows within a second, so that a process that is killed loses no more. What the disk has for certain
/// is a matter of its own, each half minute: a power cut loses no more, and a memory card is not worn out.
struct Writing {
  private let box: Box
  private let ballast: Ballast
  private var due: [Errand: Int] = [:]
  private var isFull = false

  private enum Errand: CaseIterable {
    case rows, clock, tiers

    var pause: Int {
      switch self {
      case .rows: 700
      case .clock: 10_000
      case .tiers: 600_000
      }
    }
  }

  init(_ box: Box) {
    self.box = box
    ballast = Ballast(folder: box.store.folder)
    ballast.load()
  }

  mutating func beat() {
    let now = box.machine.monotonic()
    for errand in Errand.allCases where due[errand, default: 0] <= now {
      due[errand] = now + errand.pause
      run(errand)
    }
  }

  /// All that is known goes to the disk.
  mutating func end() {
    let now = box.machine.monotonic()
    box.state.withLock { box.tellPulses(&$0, at: now) }
    run(.rows)
    do { try box.store.settle() } catch {
      box.log.error("the disk is not settled", ["error": .text(String(describing: error))])
    }
  }

  private mutating func run(_ errand: Errand) {
    do {
      switch errand {
      case .rows: try write()
      case .clock: box.readClock()
      case .tiers: try thin()
      }
    } catch {
      box.log.error("the store fails", ["error": .text(String(describing: error))])
    }
  }

  private mutating func write() throws {
    let (rows, mustRestamp) = box.state.withLock { state in
      defer { (state.waiting, state.mustRestamp) = ([], false) }
      return (state.waiting, state.mustRestamp)
    }
    do {
      try append(rows)
    } catch {
      box.state.withLock { $0.waiting.insert(contentsOf: rows, at: 0) }
      if mustRestamp { box.state.withLock { $0.mustRestamp = true } }
      throw error
    }
    if mustRestamp { try restamp() }
  }

  private func restamp() throws {
    let (zero, quality) = box.state.withLock { ($0.clock.zero, $0.clock.quality) }
    guard let zero else { return }
    let count = try box.store.restamp(zero: zero, quality)
    if count > 0 { box.log.info("rows have their time now", ["rows": .integer(count)]) }
  }

  private func thin() throws {
    let now = box.machine.monotonic()
    guard let instant = box.state.withLock({ $0.clock.instant(at: now) }) else { return }
    try box.store.thin(at: instant)
  }

  /// On a full disk the oldest is thinned until there is room; the ballast is what that itself needs.
  private mutating func append(_ rows: [Store.NewRow]) throws {
    for _ in 0..<20 {
      do {
        try box.store.append(rows)
        if isFull { ballast.load() }
        isFull = false
        return
      } catch let failure as SQLite.Failure where failure.isFull {
        if !isFull { box.log.warning("the disk is full: the oldest rows are thinned", [:]) }
        isFull = true
        ballast.drop()
        guard try box.store.makeRoom() else { throw failure }
      }
    }
    try box.store.append(rows)
  }
}
