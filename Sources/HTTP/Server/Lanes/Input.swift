import Glibc

/// What a client has sent and nobody has taken: in its lane's room while the connection has its turn.
struct Input {
  private let room: UnsafeMutableRawBufferPointer
  private var start = 0
  private var end = 0

  /// `held` is what was left the last time.
  init(_ room: UnsafeMutableRawBufferPointer, _ held: [UInt8]) {
    self.room = room
    room.copyBytes(from: held)
    end = held.count
  }

  var bytes: UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: room[start..<end]) }
  var count: Int { end - start }
  var isEmpty: Bool { start == end }

  mutating func drop(_ count: Int) {
    start += count
    if start == end { (start, end) = (0, 0) }
  }

  enum Received { case some(isAll: Bool), nothing, farewell, failure }

  /// One call of the kernel. It has no more where it gives less than there is room for.
  mutating func receive(from descriptor: Int32) -> Received {
    if start > 0, end == room.count { moveToFront() }
    guard end < room.count else { return .nothing }
    let free = UnsafeMutableRawBufferPointer(rebasing: room[end...])
    while true {
      let count = recv(descriptor, free.baseAddress, free.count, Int32(MSG_DONTWAIT))
      if count > 0 {
        end += count
        return .some(isAll: count < free.count)
      }
      if count == 0 { return .farewell }
      if errno != EINTR { return errno == EAGAIN ? .nothing : .failure }
    }
  }

  private mutating func moveToFront() {
    let rest = count
    room.copyMemory(from: bytes)
    (start, end) = (0, rest)
  }
}
