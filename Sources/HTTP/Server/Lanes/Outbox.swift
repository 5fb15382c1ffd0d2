import CLinux
import Glibc

/// What is to be sent in one go: heads and small bodies in one block, larger ones from where they lie, files by the kernel
/// itself.
struct Outbox: ~Copyable {
  enum Piece {
    /// So many bytes of the block, after those of the pieces before.
    case block(Int)
    case bytes(Bytes, from: Int)
    case file(OpenFile)
  }

  enum Outcome { case all, blocked, failed }

  /// No more answers are made while so much waits.
  static let full = 64 * 1024
  /// What is copied costs less than a further vector.
  private static let small = 2048
  private static let mostVectors = 16

  private var block = ByteWriter(capacity: 4096)
  private var blockSent = 0
  private var pieces: [Piece] = []
  private var first = 0
  private(set) var count = 0

  var isEmpty: Bool { first == pieces.count }

  // MARK: In

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    block.append(bytes)
    extendBlock(by: bytes.count)
  }

  /// `body` writes into the block.
  mutating func write(_ body: (inout ByteWriter) -> Void) {
    let before = block.count
    body(&block)
    extendBlock(by: block.count - before)
  }

  mutating func append(_ bytes: [UInt8]) { bytes.withUnsafeBytes { append($0) } }

  mutating func append(_ text: StaticString) {
    append(UnsafeRawBufferPointer(start: text.utf8Start, count: text.utf8CodeUnitCount))
  }

  mutating func append(_ text: String) {
    var text = text
    text.withUTF8 { append(UnsafeRawBufferPointer($0)) }
  }

  mutating func append(_ bytes: Bytes) {
    guard bytes.count > Self.small else { return append(bytes.raw) }
    count += bytes.count
    pieces.append(.bytes(bytes, from: 0))
  }

  mutating func append(_ file: OpenFile) {
    count += file.left
    if file.left > 0 { pieces.append(.file(file)) }
  }

  private mutating func extendBlock(by more: Int) {
    guard more > 0 else { return }
    count += more
    if first < pieces.count, case .block(let before)? = pieces.last {
      pieces[pieces.count - 1] = .block(before + more)
    } else {
      pieces.append(.block(more))
    }
  }

  mutating func clear() {
    block.removeAll()
    blockSent = 0
    pieces.removeAll(keepingCapacity: true)
    first = 0
    count = 0
  }

  // MARK: What could not be sent

  /// Takes out what is left, so that it can wait with its connection.
  mutating func unload() -> [Piece] {
    if isEmpty { return [] }
    defer { clear() }
    return pieces[first...].map { piece in
      guard case .block(let length) = piece else { return piece }
      defer { blockSent += length }
      var copy = ByteWriter(capacity: length)
      copy.append(UnsafeRawBufferPointer(rebasing: block.written[blockSent..<(blockSent + length)]))
      return .bytes(copy.finish(), from: 0)
    }
  }

  mutating func load(_ waiting: [Piece]) {
    pieces += waiting
    count = waiting.reduce(count) { sum, piece in
      switch piece {
      case .block(let length): sum + length
      case .bytes(let bytes, let from): sum + bytes.count - from
      case .file(let file): sum + file.left
      }
    }
  }

  // MARK: Out

  mutating func flush(to descriptor: Int32) -> Outcome {
    while first < pieces.count {
      let sent: Int
      if case .file(let file) = pieces[first] {
        sent = file.send(to: descriptor)
        // A file that has become shorter than was announced.
        if sent == 0 { return .failed }
      } else {
        sent = sendVectors(to: descriptor)
      }
      if sent < 0 {
        if errno == EINTR { continue }
        return errno == EAGAIN ? .blocked : .failed
      }
      drop(sent)
    }
    clear()
    return .all
  }

  private borrowing func sendVectors(to descriptor: Int32) -> Int {
    withUnsafeTemporaryAllocation(of: iovec.self, capacity: Self.mostVectors) { vectors in
      var (used, blockAt, more) = (0, blockSent, false)
      for piece in pieces[first...] {
        if case .file = piece { more = true }
        guard used < vectors.count, let part = part(piece, &blockAt) else { break }
        vectors[used] = iovec(iov_base: UnsafeMutableRawPointer(mutating: part.baseAddress), iov_len: part.count)
        used += 1
      }
      let flags = Int32(MSG_NOSIGNAL) | Int32(MSG_DONTWAIT) | (more ? Int32(MSG_MORE) : 0)
      if used == 1 { return send(descriptor, vectors[0].iov_base, vectors[0].iov_len, flags) }
      var message = msghdr()
      message.msg_iov = vectors.baseAddress
      message.msg_iovlen = used
      return sendmsg(descriptor, &message, flags)
    }
  }

  /// nil for a file.
  private borrowing func part(_ piece: Piece, _ blockAt: inout Int) -> UnsafeRawBufferPointer? {
    switch piece {
    case .block(let length):
      defer { blockAt += length }
      return UnsafeRawBufferPointer(rebasing: block.written[blockAt..<(blockAt + length)])
    case .bytes(let bytes, let from): return UnsafeRawBufferPointer(rebasing: bytes.raw[from...])
    case .file: return nil
    }
  }

  private mutating func drop(_ sent: Int) {
    count -= sent
    var left = sent
    while left > 0, first < pieces.count {
      switch pieces[first] {
      case .block(let length):
        let taken = min(left, length)
        blockSent += taken
        left -= taken
        if taken == length { first += 1 } else { pieces[first] = .block(length - taken) }
      case .bytes(let bytes, let from):
        let taken = min(left, bytes.count - from)
        left -= taken
        if from + taken == bytes.count { first += 1 } else { pieces[first] = .bytes(bytes, from: from + taken) }
      case .file(let file):
        left = 0
        if file.left == 0 { first += 1 }
      }
    }
  }
}

/// Part of a file that the kernel copies to a socket.
final class OpenFile {
  private let descriptor: Int32
  private var offset: off_t
  private(set) var left: Int

  /// nil where it cannot be opened.
  init?(_ slice: FileSlice) {
    descriptor = open(slice.path, O_RDONLY | O_CLOEXEC)
    offset = off_t(slice.offset)
    left = slice.count
    if descriptor < 0 { return nil }
  }

  deinit { if descriptor >= 0 { close(descriptor) } }

  /// As `sendfile`, of which the socket's room is the limit.
  func send(to socket: Int32) -> Int {
    let sent = sendfile(socket, descriptor, &offset, left)
    if sent > 0 { left -= sent }
    return sent
  }
}
