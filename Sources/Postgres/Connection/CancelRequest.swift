import CLibpq

/// A cancellation to be sent from a thread of its own: PQcancel opens a connection and blocks, 1.4 ms on a good day.
final class CancelRequest: Sendable {
  /// libpq's PGcancel, which may be used from any thread; kept as a number because pointers are not Sendable.
  private let address: UInt

  init?(_ connection: OpaquePointer) {
    guard let cancel = PQgetCancel(connection) else { return nil }
    address = UInt(bitPattern: cancel)
  }

  deinit { PQfreeCancel(OpaquePointer(bitPattern: address)) }

  func send() {
    withUnsafeTemporaryAllocation(of: CChar.self, capacity: 256) { message in
      _ = PQcancel(OpaquePointer(bitPattern: address), message.baseAddress, 256)
    }
  }
}
