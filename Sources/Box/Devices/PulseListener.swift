import CLinux
import Glibc
import Runtime

/// A thread that counts pulses, from a line or from a file of the kernel's records.
struct PulseListener: Sendable {
  let address: LineAddress
  let isStopping: Flag
  /// What has been counted since the last time.
  let counted: @Sendable (Int) -> Void

  func start() { startThread(name: "pulses") { run() } }

  private func run() {
    while !isStopping.isRaised {
      let source = open()
      if source >= 0 {
        listen(source)
        close(source)
      }
      if !isStopping.isRaised { usleep(500_000) }
    }
  }

  private func open() -> Int32 {
    switch address {
    case .file(let path): return Glibc.open(path, O_RDONLY | O_NONBLOCK | O_CLOEXEC)
    case .line(let name, let number):
      let chip = LineAddress.open(chip: name)
      guard chip >= 0 else { return -1 }
      defer { close(chip) }
      return gpio_watch(chip, number, 10_000)
    }
  }

  private func listen(_ source: Int32) {
    var counter = PulseCounter()
    var told = 0
    var rest: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 64 * LineEvent.size)
    while !isStopping.isRaised {
      var waiting = pollfd(fd: source, events: Int16(POLLIN), revents: 0)
      let isReady = poll(&waiting, 1, 200) > 0
      let count = isReady ? read(source, &piece, piece.count) : 0
      if count < 0, errno != EAGAIN, errno != EINTR { return }
      rest += piece.prefix(max(0, count))
      while rest.count >= LineEvent.size {
        if let event = LineEvent(rest[..<LineEvent.size]) { counter.take(event) }
        rest.removeFirst(LineEvent.size)
      }
      if count <= 0 {
        counter.settle(at: .max)
        if isReady { usleep(200_000) }
      }
      if counter.count > told { counted(counter.count - told) }
      told = counter.count
    }
  }
}
