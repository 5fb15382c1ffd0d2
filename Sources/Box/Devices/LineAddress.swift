import CLinux
import Glibc

/// Where pulses come from, or what a relay or a buzzer hangs on: `CHIP:LINE` of the kernel's lines, or a file.
enum LineAddress: Equatable, Sendable {
  /// The chip by its name or its label (`gpiochip0`, `pinctrl-rp1`): a kernel may number them anew.
  case line(chip: String, number: UInt32)
  case file(String)

  init?(_ text: String) {
    if text.isEmpty { return nil }
    let parts = text.split(separator: ":", omittingEmptySubsequences: false)
    if parts.count == 2, !parts[0].isEmpty, !parts[0].contains("/"), let number = UInt32(parts[1]) {
      self = .line(chip: String(parts[0]), number: number)
    } else {
      self = .file(text)
    }
  }

  /// An open chip of that name; -1 where the machine has none.
  static func open(chip name: String) -> Int32 {
    for number in 0..<32 {
      let chip = Glibc.open("/dev/gpiochip\(number)", O_RDWR | O_CLOEXEC)
      if chip < 0 { continue }
      if gpio_chip_is(chip, name) == 1 { return chip }
      close(chip)
    }
    return -1
  }
}
