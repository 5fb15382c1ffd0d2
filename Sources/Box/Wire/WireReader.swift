/// Bytes of a wire to frames. What is corrupt is counted and never believed. Where the mode is not known, two good groups
/// decide it; lines that came before are read then.
struct WireReader: Sendable {
  struct Counts: Equatable, Sendable {
    var valid = 0
    var corrupt = 0
  }

  private(set) var counts = Counts()
  private(set) var mode: WireMode?
  private let wanted: WireMode?
  private var lines = WireLines()
  private var undecided: [[UInt8]] = []
  private var good: [WireMode: Int] = [:]
  private var frame: WireFrame?
  /// Bytes so far: a wire is no faster than its baud.
  private(set) var bytes = 0

  /// With no mode wanted both are tried.
  init(_ wanted: WireMode? = nil) {
    self.wanted = wanted
    mode = wanted
  }

  mutating func read(_ piece: some Sequence<UInt8>) -> [WireFrame] {
    var frames: [WireFrame] = []
    for byte in piece {
      bytes += 1
      switch lines.take(byte) {
      case nil: break
      case .line(let line): take(line, &frames)
      case .frameStart, .frameEnd: finish(&frames)
      case .interrupted: frame = nil
      }
    }
    return frames
  }

  /// At the end of a file: a last group that lacks its end but is right, and the frame that lacks its end.
  mutating func finish() -> [WireFrame] {
    var frames: [WireFrame] = []
    if let mode, let rest = lines.rest, let group = WireGroup(line: rest, mode: mode) {
      lines.dropRest()
      add(group, mode, &frames)
    }
    finish(&frames)
    return frames
  }

  /// The wire was lost: a line that is cut, and a mode that was guessed, are forgotten. Counts stay.
  mutating func restart() {
    lines = WireLines()
    frame = nil
    mode = wanted
    forgetGuesses()
  }

  /// Nothing was understood at this speed: what came is no line of any mode.
  mutating func forgetGuesses() {
    undecided.removeAll()
    good.removeAll()
  }

  private mutating func take(_ line: [UInt8], _ frames: inout [WireFrame]) {
    if let mode { return take(line, mode, &frames) }
    undecided.append(line)
    if undecided.count > 256 { undecided.removeFirst() }
    for mode in WireMode.allCases where WireGroup(line: line, mode: mode) != nil {
      good[mode, default: 0] += 1
      if good[mode] == 2 { return decide(mode, &frames) }
    }
  }

  private mutating func decide(_ decided: WireMode, _ frames: inout [WireFrame]) {
    mode = decided
    let waiting = undecided
    forgetGuesses()
    for line in waiting { take(line, decided, &frames) }
  }

  private mutating func take(_ line: [UInt8], _ mode: WireMode, _ frames: inout [WireFrame]) {
    guard let group = WireGroup(line: line, mode: mode) else {
      counts.corrupt += 1
      return
    }
    add(group, mode, &frames)
  }

  /// A label that comes again is the next frame's: its marks may have been lost.
  private mutating func add(_ group: WireGroup, _ mode: WireMode, _ frames: inout [WireFrame]) {
    counts.valid += 1
    if frame?[group.label] != nil { finish(&frames) }
    frame = frame ?? WireFrame(mode)
    frame?.add(group)
  }

  private mutating func finish(_ frames: inout [WireFrame]) {
    if let whole = frame { frames.append(whole) }
    frame = nil
  }
}
