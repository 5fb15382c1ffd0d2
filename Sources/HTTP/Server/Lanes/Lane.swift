import Glibc
import Runtime
import Synchronization

/// One loop, and what the connections on it share: room to read into and to write from, so that an idle connection costs a
/// descriptor and an object. A request is read, handled and answered on one lane; lanes meet at nothing on its way.
final class Lane: Sendable {
  let number: Int
  let loop: EventLoop
  /// How many connections are on it.
  let held = Atomic<Int>(0)
  /// How many of them have a request under way.
  let underWay = Atomic<Int>(0)

  // Below: used by the loop's thread alone, in turns that do not nest: the compiler's checks of that, at every access, were
  // a twentieth of our share of a small answer.
  nonisolated(unsafe) let room = UnsafeMutableRawBufferPointer.allocate(byteCount: 64 * 1024, alignment: 16)
  @exclusivity(unchecked) nonisolated(unsafe) var outbox = Outbox()
  /// Tasks that wait for a request.
  @exclusivity(unchecked) nonisolated(unsafe) var resting: [Runner] = []
  private nonisolated(unsafe) var isClosed = false
  /// The connection whose turn it is.
  @exclusivity(unchecked) nonisolated(unsafe) var turning: ObjectIdentifier?
  @exclusivity(unchecked) nonisolated(unsafe) private var date = DateLine()

  init(_ number: Int, _ loop: EventLoop) {
    self.number = number
    self.loop = loop
  }

  deinit { room.deallocate() }

  /// As many as a lane is likely to want again soon.
  var mayRest: Bool { !isClosed && resting.count < 64 }

  /// No request comes any more. On the loop's thread.
  func close() {
    isClosed = true
    for runner in resting { runner.dismiss() }
    resting = []
  }

  /// The header field with its end.
  var dateLine: [UInt8] {
    date.refresh()
    return date.bytes
  }
}

/// RFC 9110, 5.6.7. The machine's own clock; written once a second.
private struct DateLine {
  private(set) var bytes: [UInt8] = []
  private var second: time_t = 0

  mutating func refresh() {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME_COARSE, &now)
    guard now.tv_sec != second else { return }
    second = now.tv_sec
    var parts = tm()
    gmtime_r(&now.tv_sec, &parts)
    bytes = [UInt8](unsafeUninitializedCapacity: 64) { buffer, count in
      count = buffer.withMemoryRebound(to: CChar.self) { text in
        strftime(text.baseAddress, text.count, "Date: %a, %d %b %Y %H:%M:%S GMT\r\n", &parts)
      }
    }
  }
}
