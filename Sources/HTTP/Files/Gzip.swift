import CZlib

enum Gzip {
  /// Under this there is nothing to win.
  static let worthwhile = 1024

  static func compress(_ bytes: Bytes, level: Int32) -> Bytes? {
    var stream = z_stream()
    // 15 bits of window, and 16 asks for a gzip header instead of zlib's.
    guard
      deflateInit2_(
        &stream, level, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size))
        == Z_OK
    else { return nil }
    defer { deflateEnd(&stream) }
    let bound = Int(deflateBound(&stream, UInt(bytes.count)))
    var writer = ByteWriter(capacity: bound)
    var result = Z_STREAM_ERROR
    writer.append(upTo: bound) { room in
      stream.next_in = UnsafeMutablePointer(mutating: bytes.raw.bindMemory(to: UInt8.self).baseAddress)
      stream.avail_in = UInt32(bytes.count)
      stream.next_out = room.baseAddress
      stream.avail_out = UInt32(bound)
      result = deflate(&stream, Z_FINISH)
      return bound - Int(stream.avail_out)
    }
    return result == Z_STREAM_END ? writer.finish() : nil
  }
}
