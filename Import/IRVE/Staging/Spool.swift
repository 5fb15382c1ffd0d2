import Glibc

/// Bytes that have to wait for their turn: in a file without a name, which the kernel keeps in memory as long as there is
/// room and forgets when we end.
final class Spool {
  struct Full: Error, CustomStringConvertible {
    let description: String
  }

  private let descriptor: Int32
  private var pending: [UInt8] = []
  private(set) var count = 0
  private var position = 0

  init(folder: String = "/var/tmp") throws(Full) {
    var path = Array((folder + "/watts-up-XXXXXX").utf8CString)
    descriptor = mkstemp(&path)
    guard descriptor >= 0 else { throw Full(description: "no temporary file in \(folder): \(Self.reason)") }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unlink(path)
  }

  deinit { close(descriptor) }

  private static var reason: String { String(cString: strerror(errno)) }

  func append(_ bytes: [UInt8]) throws(Full) {
    pending += bytes
    count += bytes.count
    if pending.count >= 262_144 { try flush() }
  }

  private func flush() throws(Full) {
    var done = 0
    while done < pending.count {
      let written = pending.withUnsafeBytes { bytes in
        write(descriptor, bytes.baseAddress?.advanced(by: done), bytes.count - done)
      }
      guard written > 0 else { throw Full(description: "a temporary file cannot be written: \(Self.reason)") }
      done += written
    }
    pending.removeAll(keepingCapacity: true)
  }

  /// What was appended, from the beginning, about 64 KiB at a time; nil at the end.
  func next() throws(Full) -> [UInt8]? {
    if !pending.isEmpty { try flush() }
    var piece = [UInt8](repeating: 0, count: 65_536)
    let read = piece.withUnsafeMutableBytes { pread(descriptor, $0.baseAddress, $0.count, off_t(position)) }
    guard read >= 0 else { throw Full(description: "a temporary file cannot be read: \(Self.reason)") }
    position += read
    if read < piece.count { piece.removeLast(piece.count - read) }
    return read == 0 ? nil : piece
  }
}
