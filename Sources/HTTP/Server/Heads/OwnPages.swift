import CMicrohttpd
import Glibc
import Runtime

/// libmicrohttpd refuses some requests before it asks us, with pages of its own in HTML, and the head of some of them
/// twice. It queues them with the same function as everybody, found by the dynamic linker: the program's is found first.
/// Ours writes the problem itself and says no, upon which the connection is closed.
@_cdecl("MHD_queue_response")
public func refuseInsteadOfLibrary(connection: OpaquePointer?, status: UInt32, response: OpaquePointer?) -> UInt32 {
  guard let connection, let record = HTTPServer.record(of: connection) else { return MHD_Result.NO.rawValue }
  record.lingers.raise()
  RawAnswer.send(record.server.problem(.refusing(OwnPages.kind(of: status))), on: record.descriptor)
  return MHD_Result.NO.rawValue
}

enum OwnPages {
  private typealias Queue = @convention(c) (OpaquePointer?, UInt32, OpaquePointer?) -> MHD_Result

  /// The library's own, which comes next.
  private static let next: Queue? = dlsym(UnsafeMutableRawPointer(bitPattern: -1), "MHD_queue_response").map {
    unsafeBitCast($0, to: Queue.self)
  }

  static func queue(_ response: OpaquePointer, _ status: Status, on connection: OpaquePointer) -> MHD_Result {
    next?(connection, UInt32(status.code), response) ?? .NO
  }

  fileprivate static func kind(of status: UInt32) -> Problem.Kind {
    switch status {
    case 413: .payloadTooLarge
    case 414: .targetTooLong
    case 431: .headTooLarge
    case 505: .versionNotSupported
    case 500...: .internal
    default: .malformed
    }
  }
}
