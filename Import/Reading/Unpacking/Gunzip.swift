import CZlib

/// Inflates what begins like gzip, as it comes, and lets everything else pass.
struct Gunzip: ~Copyable {
  /// zlib could not do its part for want of memory or for a fault of ours.
  struct Failure: Error { let code: Int32 }

  private enum State { case undecided, plain, inflating, betweenMembers }

  private let isRequired: Bool
  private var state = State.undecided
  private var beginning: [UInt8] = []
  // zlib remembers where its stream stands, so that it must not move.
  private let stream: UnsafeMutablePointer<z_stream>
  private let room: UnsafeMutableRawBufferPointer

  init(isRequired: Bool = false) {
    self.isRequired = isRequired
    stream = .allocate(capacity: 1)
    stream.initialize(to: z_stream())
    room = .allocate(byteCount: 64 * 1024, alignment: 16)
  }

  deinit {
    inflateEnd(stream)
    stream.deallocate()
    room.deallocate()
  }

  mutating func read(_ bytes: UnsafeRawBufferPointer, _ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    var rest = bytes
    if state == .undecided {
      let taken = rest.prefix(2 - beginning.count)
      beginning.append(contentsOf: taken)
      guard beginning.count == 2 else { return }
      try begin(out)
      rest = UnsafeRawBufferPointer(rebasing: rest[taken.endIndex...])
    }
    try pass(rest, out)
  }

  mutating func finish(_ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    switch state {
    case .undecided where isRequired && !beginning.isEmpty: throw SourceFault.truncatedGzip
    case .undecided: try beginning.withUnsafeBytes(out)
    case .inflating: throw SourceFault.truncatedGzip
    case .plain, .betweenMembers: break
    }
  }

  private mutating func begin(_ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    if beginning == [0x1F, 0x8B] {
      // 15 bits of window, and 16 asks for a gzip header instead of zlib's.
      let code = inflateInit2_(stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
      guard code == Z_OK else { throw Failure(code: code) }
      state = .inflating
    } else if isRequired {
      throw SourceFault.badGzip
    } else {
      state = .plain
    }
    let beginning = beginning
    try beginning.withUnsafeBytes { try pass($0, out) }
  }

  private mutating func pass(_ bytes: UnsafeRawBufferPointer, _ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    if state == .plain {
      if !bytes.isEmpty { try out(bytes) }
      return
    }
    var rest = bytes
    repeat {
      if state == .betweenMembers {
        // Tapes and some tools fill up with zeros.
        rest = UnsafeRawBufferPointer(rebasing: rest.drop { $0 == 0 })
        guard !rest.isEmpty else { return }
        inflateReset(stream)
        state = .inflating
      }
      rest = try inflateSome(of: rest, out)
    } while !rest.isEmpty || stream.pointee.avail_out == 0
  }

  /// Fills the room once; what it did not get to comes back.
  private mutating func inflateSome(
    of bytes: UnsafeRawBufferPointer, _ out: (UnsafeRawBufferPointer) throws -> Void
  ) throws -> UnsafeRawBufferPointer {
    let count = UInt32(clamping: bytes.count)
    stream.pointee.next_in = UnsafeMutablePointer(mutating: bytes.assumingMemoryBound(to: UInt8.self).baseAddress)
    stream.pointee.avail_in = count
    stream.pointee.next_out = room.assumingMemoryBound(to: UInt8.self).baseAddress
    stream.pointee.avail_out = UInt32(room.count)
    switch inflate(stream, Z_NO_FLUSH) {
    case Z_OK, Z_BUF_ERROR: break
    case Z_STREAM_END: state = .betweenMembers
    case Z_DATA_ERROR, Z_NEED_DICT: throw SourceFault.badGzip
    case let code: throw Failure(code: code)
    }
    let produced = room.count - Int(stream.pointee.avail_out)
    if produced > 0 { try out(UnsafeRawBufferPointer(rebasing: room[..<produced])) }
    return UnsafeRawBufferPointer(rebasing: bytes[Int(count - stream.pointee.avail_in)...])
  }
}
