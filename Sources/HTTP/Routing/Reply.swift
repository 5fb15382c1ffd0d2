import CMicrohttpd
import Synchronization

/// What an immediate handler gives: an answer made now, or one kept ready.
package enum Reply: Sendable {
  case fresh(Response)
  case prepared(PreparedResponse)

  var response: Response {
    switch self {
    case .fresh(let response): response
    case .prepared(let prepared): prepared.response
    }
  }
}

/// An answer that libmicrohttpd keeps and sends again and again, on any thread: building one costs more than sending it.
package final class PreparedResponse: Sendable {
  package let response: Response
  private let handle = Mutex<Handle?>(nil)

  package init(_ response: Response) { self.response = response }

  deinit {
    if let handle = handle.withLock({ $0 }) { MHD_destroy_response(handle.pointer) }
  }

  func handle(orMake make: (Response) -> OpaquePointer?) -> OpaquePointer? {
    let made = handle.withLock { handle in
      if handle == nil { handle = make(response).map(Handle.init) }
      return handle
    }
    return made?.pointer
  }
}
