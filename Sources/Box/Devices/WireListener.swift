import Glibc
import Runtime

/// A thread that listens to the meter: opens the wire, finds its speed, and opens it again when it was unplugged.
struct WireListener: Sendable {
  /// What the listener tells.
  struct Ear: Sendable {
    let connected: @Sendable (Bool) -> Void
    let counts: @Sendable (WireReader.Counts) -> Void
    /// A frame, in the wire's own milliseconds.
    let frame: @Sendable (WireFrame, Int) -> Void
  }

  private static let patience: Int32 = 200
  /// A speed at which nothing is understood for so long is the wrong one; a mode in which nothing is, too.
  private static let (speedPatience, modePatience) = (5000, 30_000)

  let path: String
  let mode: WireMode?
  let monotonic: @Sendable () -> Int
  let isStopping: Flag
  let ear: Ear

  func start() { startThread(name: "wire") { run() } }

  private func run() {
    var reader = WireReader(mode)
    var time = WireTime(at: monotonic())
    while !isStopping.isRaised {
      let baud = (mode ?? .standard).baud
      if let port = WirePort(path, baud: baud) {
        ear.connected(true)
        listen(port, baud, &reader, &time)
        ear.connected(false)
        reader.restart()
      }
      if !isStopping.isRaised { usleep(500_000) }
    }
  }

  private func listen(_ port: borrowing WirePort, _ first: Int, _ reader: inout WireReader, _ time: inout WireTime) {
    var baud = first
    var understood = (count: reader.counts.valid, at: monotonic())
    while !isStopping.isRaised {
      switch port.read(within: WireListener.patience) {
      case .bytes(let bytes): hear(bytes, &reader, &time, reader.mode?.baud ?? baud)
      case .silence: break
      case .end: tell(reader.finish(), reader, time)
      case .gone: return
      }
      if reader.counts.valid != understood.count { understood = (reader.counts.valid, monotonic()) }
      let silence = monotonic() - understood.at
      guard mode == nil, port.isTerminal, silence > patience(reader) else { continue }
      // The supplier may have changed the mode as well.
      baud = baud == 9600 ? 1200 : 9600
      port.setSpeed(baud)
      reader.restart()
      understood.at = monotonic()
    }
  }

  private func patience(_ reader: WireReader) -> Int {
    reader.mode == nil ? WireListener.speedPatience : WireListener.modePatience
  }

  /// In small pieces, so that each frame has its own time.
  private func hear(_ bytes: [UInt8], _ reader: inout WireReader, _ time: inout WireTime, _ baud: Int) {
    for start in stride(from: 0, to: bytes.count, by: 64) {
      let piece = bytes[start..<min(start + 64, bytes.count)]
      time.pass(piece.count, baud: reader.mode?.baud ?? baud, at: monotonic())
      tell(reader.read(piece), reader, time)
    }
  }

  private func tell(_ frames: [WireFrame], _ reader: WireReader, _ time: WireTime) {
    ear.counts(reader.counts)
    for frame in frames { ear.frame(frame, time.now) }
  }
}
