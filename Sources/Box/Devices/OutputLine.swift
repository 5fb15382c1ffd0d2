import CLinux
import Glibc
import Runtime
import Synchronization

/// A contact or a buzzer. A file holds `1` or `0`; a line is driven as long as this program runs, and falls back to rest with
/// it, so that a relay is wired with its load on the contact that is closed at rest.
final class OutputLine: Sendable {
  struct Unusable: Error, CustomStringConvertible {
    let description: String
  }

  private let file: String?
  private let line: Int32
  private let isOn: Mutex<Bool>

  /// `isOn` is what it begins with.
  init(_ address: LineAddress, isOn: Bool) throws(Unusable) {
    self.isOn = Mutex(isOn)
    switch address {
    case .file(let path): (file, line) = (path, -1)
    case .line(let name, let number):
      let chip = LineAddress.open(chip: name)
      let driven = chip < 0 ? -1 : gpio_drive(chip, number, isOn ? 1 : 0)
      if chip >= 0 { close(chip) }
      guard driven >= 0 else { throw Unusable(description: "no line \(number) at a chip \(name) that is free") }
      (file, line) = (nil, driven)
    }
    guard write(isOn) else { throw Unusable(description: "\(file ?? "a line") cannot be written") }
  }

  deinit { if line >= 0 { close(line) } }

  func put(_ wanted: Bool) {
    let changes = isOn.withLock { isOn in
      defer { isOn = wanted }
      return isOn != wanted
    }
    if changes { _ = write(wanted) }
  }

  private func write(_ isOn: Bool) -> Bool {
    guard let file else { return gpio_put(line, isOn ? 1 : 0) == 0 }
    let descriptor = open(file, O_WRONLY | O_CREAT | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    // One byte over another: who reads meanwhile sees one or the other.
    var byte: UInt8 = isOn ? 0x31 : 0x30
    return pwrite(descriptor, &byte, 1, 0) == 1
  }
}
