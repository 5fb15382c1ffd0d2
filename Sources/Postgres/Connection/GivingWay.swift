import CLibpq
import Glibc

extension Connection {
  /// Lets everybody else's backend go first from here on, where the server runs beside us and the system lets us. Nobody
  /// but root can take that back.
  func giveWay() {
    guard let process = withWire({ $0.backendBesideUs }) else { return }
    setpriority(__priority_which_t(PRIO_PROCESS.rawValue), id_t(process), 10)
  }
}

extension ConnectionState {
  /// The process that serves this connection, if it is one of this machine: nil over a network, and where the number that
  /// the server tells names another process here, as from within a container.
  fileprivate var backendBesideUs: pid_t? {
    guard let handle, let host = PQhost(handle), host.pointee == CChar(UInt8(ascii: "/")) else { return nil }
    let process = PQbackendPID(handle)
    let file = Glibc.open("/proc/\(process)/cmdline", O_RDONLY | O_CLOEXEC)
    guard file >= 0 else { return nil }
    defer { Glibc.close(file) }
    let title = "postgres: "
    let start = [UInt8](unsafeUninitializedCapacity: title.utf8.count) { buffer, count in
      count = max(0, Glibc.read(file, buffer.baseAddress, buffer.count))
    }
    return start.elementsEqual(title.utf8) ? process : nil
  }
}
