import Glibc

/// A file that stays open, read at any place by any thread. What replaces it under its name is another file.
final class ArchiveFile: Sendable {
  let size: UInt64
  /// Nanoseconds since 1970.
  let modified: Int64
  private let descriptor: Int32

  init(_ path: String) throws(ArchiveFault) {
    descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .cannotOpen(String(cString: strerror(errno))) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      throw .cannotOpen("it is no file")
    }
    size = UInt64(info.st_size)
    modified = Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec)
  }

  deinit { close(descriptor) }

  /// All of `range`, or a fault: nothing is taken into memory that the file does not have, or that is longer than
  /// `limit`.
  func read(_ range: ByteRange, of part: ArchiveFault.Part, limit: Int) throws(ArchiveFault) -> [UInt8] {
    guard let end = range.end, end <= size else { throw .missing(part) }
    guard range.count <= UInt64(limit) else { throw .tooLarge(part) }
    let wanted = Int(range.count)
    var isWhole = true
    let bytes = [UInt8](unsafeUninitializedCapacity: wanted) { room, count in
      while count < wanted, isWhole {
        let place = off_t(range.start) + off_t(count)
        let got = pread(descriptor, room.baseAddress.map { $0 + count }, wanted - count, place)
        if got > 0 { count += got } else if got == 0 || errno != EINTR { isWhole = false }
      }
    }
    guard isWhole else { throw .missing(part) }
    return bytes
  }
}

/// A stretch of a file or of one of its sections.
struct ByteRange: Hashable, Sendable {
  let start: UInt64
  let count: UInt64

  /// nil beyond what a number can hold.
  var end: UInt64? {
    let (end, isTooFar) = start.addingReportingOverflow(count)
    return isTooFar || end > UInt64(Int64.max) ? nil : end
  }

  /// The stretch `inner` of this one; nil when it does not lie within.
  func part(_ inner: ByteRange) -> ByteRange? {
    guard let end = inner.end, end <= count, let whole = self.end, start + end <= whole else { return nil }
    return ByteRange(start: start + inner.start, count: inner.count)
  }
}
