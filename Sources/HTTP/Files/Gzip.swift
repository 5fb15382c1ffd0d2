import CZlib

package enum Gzip {
  package enum Fault: Error { case damaged, tooLarge }

  /// Under this there is nothing to win.
  static let worthwhile = 1024

  package static func compress(_ bytes: Bytes, level: Int32) -> Bytes? {
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

  /// What was packed, unless there is more of it than `limit`: a few bytes can promise gigabytes. What follows the
  /// first member is left alone.
  package static func unpack(_ bytes: [UInt8], limit: Int) throws(Fault) -> [UInt8] {
    var stream = z_stream()
    guard inflateInit2_(&stream, 15 + 16, ZLIB_VERSION, Int32(MemoryLayout<z_stream>.size)) == Z_OK
    else { throw .damaged }
    defer { inflateEnd(&stream) }
    var packed = bytes
    return try packed.withUnsafeMutableBufferPointer { packed throws(Fault) in
      stream.next_in = packed.baseAddress
      stream.avail_in = UInt32(clamping: packed.count)
      return try inflateAll(&stream, limit)
    }
  }

  private static func inflateAll(_ stream: inout z_stream, _ limit: Int) throws(Fault) -> [UInt8] {
    var unpacked: [UInt8] = []
    var room = [UInt8](repeating: 0, count: 32 * 1024)
    while true {
      let (result, count) = room.withUnsafeMutableBufferPointer { room in
        stream.next_out = room.baseAddress
        stream.avail_out = UInt32(room.count)
        let result = inflate(&stream, Z_NO_FLUSH)
        return (result, room.count - Int(stream.avail_out))
      }
      guard unpacked.count + count <= limit else { throw .tooLarge }
      unpacked.append(contentsOf: room[..<count])
      if result == Z_STREAM_END { return unpacked }
      // Z_OK without a byte taken or given cannot be; Z_BUF_ERROR says that the end is missing.
      guard result == Z_OK else { throw .damaged }
    }
  }
}
