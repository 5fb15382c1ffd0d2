import CLinux
import Glibc

/// The end of a meter's wire: a serial line, a pseudo-terminal, or a file that somebody else writes.
struct WirePort: ~Copyable {
  enum Piece: Equatable {
    case bytes([UInt8])
    /// Nothing for now.
    case silence
    /// A file has been read to its end; it may grow.
    case end
    /// Unplugged, or replaced.
    case gone
  }

  private let descriptor: Int32
  let isTerminal: Bool
  private let isFile: Bool

  /// Nil while it is not there.
  init?(_ path: String, baud: Int) {
    // Without O_NOCTTY a line could end the program; opening one waits for a carrier that no meter gives.
    descriptor = open(path, O_RDONLY | O_NOCTTY | O_NONBLOCK | O_CLOEXEC)
    var info = stat()
    guard descriptor >= 0, fstat(descriptor, &info) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      return nil
    }
    isFile = info.st_mode & S_IFMT == S_IFREG
    isTerminal = isatty(descriptor) == 1
    if isTerminal { setSpeed(baud) }
  }

  deinit { close(descriptor) }

  /// What cannot be set is not looked at: a pseudo-terminal has no parity.
  func setSpeed(_ baud: Int) { set_wire(descriptor, UInt32(baud)) }

  /// Waits up to so many milliseconds.
  func read(within patience: Int32) -> Piece {
    if isFile { return readFile(patience) }
    var waiting = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
    guard poll(&waiting, 1, patience) > 0 else { return .silence }
    if waiting.revents & Int16(POLLIN) != 0, let bytes = take(), !bytes.isEmpty { return .bytes(bytes) }
    return waiting.revents & Int16(POLLHUP | POLLERR | POLLNVAL) != 0 || isTerminal ? .gone : pause(patience)
  }

  private func readFile(_ patience: Int32) -> Piece {
    if let bytes = take(), !bytes.isEmpty { return .bytes(bytes) }
    var info = stat()
    guard fstat(descriptor, &info) == 0, info.st_nlink > 0 else { return .gone }
    if info.st_size < lseek(descriptor, 0, SEEK_CUR) { return .gone }
    usleep(UInt32(patience) * 1000)
    return .end
  }

  /// A pipe whose writer has left; another may come.
  private func pause(_ patience: Int32) -> Piece {
    usleep(UInt32(patience) * 1000)
    return .silence
  }

  private func take() -> [UInt8]? {
    var bytes = [UInt8](repeating: 0, count: 4096)
    let count = Glibc.read(descriptor, &bytes, bytes.count)
    return count < 0 ? nil : Array(bytes.prefix(count))
  }
}
