import Glibc
import HTTP
import Runtime

/// A file of this machine, or standard input, read on a thread of its own.
final class LocalFile: Sendable {
  let name: String?
  /// Nil for what has none, such as a pipe.
  let size: Int?
  private let descriptor: Int32
  private let worker = Workers(name: "file", threads: 1, queueLimit: 1)

  init(_ path: String) throws {
    name = path == "-" ? nil : path.split(separator: "/").last.map(String.init)
    descriptor = path == "-" ? dup(STDIN_FILENO) : open(path, O_RDONLY | O_CLOEXEC)
    let problem = errno
    var facts = stat()
    let kind = descriptor >= 0 && fstat(descriptor, &facts) == 0 ? facts.st_mode & S_IFMT : 0
    size = kind == S_IFREG ? Int(facts.st_size) : nil
    guard descriptor >= 0 else { throw ImportFailed(description: "\(path): \(String(cString: strerror(problem)))") }
    guard kind != S_IFDIR else { throw ImportFailed(description: "\(path) is a folder") }
  }

  deinit {
    if descriptor >= 0 { close(descriptor) }
    worker.stop()
  }

  var bytes: BodyStream { BodyStream { try await self.next() } }

  private func next() async throws -> [UInt8]? {
    let isCancelled = Flag()
    let descriptor = descriptor
    return try await withTaskCancellationHandler {
      try await worker.run { try LocalFile.read(descriptor, unless: isCancelled) }
    } onCancel: {
      isCancelled.raise()
    }
  }

  /// A pipe may stay silent for ever: whoever wants to stop is looked for now and then.
  private static func read(_ descriptor: Int32, unless isCancelled: Flag) throws -> [UInt8]? {
    var wanted = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    while poll(&wanted, 1, 200) == 0 {
      if isCancelled.isRaised { throw CancellationError() }
    }
    let piece = try [UInt8](unsafeUninitializedCapacity: 256 * 1024) { buffer, count in
      count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
      guard count >= 0 else { throw ImportFailed(description: "reading: \(String(cString: strerror(errno)))") }
    }
    return piece.isEmpty ? nil : piece
  }
}
