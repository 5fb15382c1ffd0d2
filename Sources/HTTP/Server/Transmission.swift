import CMicrohttpd
import Glibc

/// Turns an answer into libmicrohttpd's form of it.
enum Transmission {
  static func make(
    _ response: Response, extra: [(String, String)], streaming exchange: Exchange? = nil
  ) -> OpaquePointer? {
    guard let made = body(of: response, exchange) else { return nil }
    for (name, value) in response.headers.fields { add(name, value, to: made) }
    for (name, value) in extra where response.headers[name] == nil { add(name, value, to: made) }
    return made
  }

  /// Swift's own passing of a String to C copies it into an array first.
  private static func add(_ name: String, _ value: String, to response: OpaquePointer) {
    name.withCString { name in
      value.withCString { value in _ = MHD_add_response_header(response, name, value) }
    }
  }

  private static func body(of response: Response, _ exchange: Exchange?) -> OpaquePointer? {
    switch response.body {
    case .empty:
      return MHD_create_response_from_buffer(0, nil, .RESPMEM_PERSISTENT)
    case .bytes(let bytes):
      let start = UnsafeMutableRawPointer(mutating: bytes.raw.baseAddress)
      return MHD_create_response_from_buffer_with_free_callback_cls(
        bytes.count, start, releaseBytes, Unmanaged.passRetained(bytes).toOpaque())
    case .file(let slice):
      let descriptor = open(slice.path, O_RDONLY | O_CLOEXEC)
      guard descriptor >= 0 else { return nil }
      // libmicrohttpd closes the descriptor with the response.
      return MHD_create_response_from_fd_at_offset64(UInt64(slice.count), descriptor, UInt64(slice.offset))
    case .stream(let stream):
      guard let exchange else { return nil }
      let context = Unmanaged.passRetained(exchange)
      let made = MHD_create_response_from_callback(
        UInt64.max, 32 * 1024, readOutput, context.toOpaque(), releaseExchange)
      if made == nil { context.release() } else { exchange.produce(stream) }
      return made
    }
  }

  static func upgrade(accept: String) -> OpaquePointer? {
    guard let made = MHD_create_response_for_upgrade(takeUpgraded, nil) else { return nil }
    MHD_add_response_header(made, "Upgrade", "websocket")
    MHD_add_response_header(made, "Sec-WebSocket-Accept", accept)
    return made
  }
}

private func releaseBytes(_ context: UnsafeMutableRawPointer?) {
  if let context { Unmanaged<Bytes>.fromOpaque(context).release() }
}

private func releaseExchange(_ context: UnsafeMutableRawPointer?) {
  if let context { Unmanaged<Exchange>.fromOpaque(context).release() }
}

private func readOutput(
  context: UnsafeMutableRawPointer?, position: UInt64, buffer: UnsafeMutablePointer<CChar>?, room: Int
) -> Int {
  guard let context else { return mhd_end_with_error }
  return Unmanaged<Exchange>.fromOpaque(context).takeUnretainedValue()
    .readOutput(into: UnsafeMutableRawBufferPointer(start: buffer, count: room))
}

private func takeUpgraded(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, request: UnsafeMutableRawPointer?,
  early: UnsafePointer<CChar>?, earlyCount: Int, descriptor: Int32, handle: OpaquePointer?
) {
  if let request {
    let bytes = Array(UnsafeRawBufferPointer(start: early, count: earlyCount))
    Unmanaged<Exchange>.fromOpaque(request).takeUnretainedValue().upgraded(descriptor, early: bytes)
  }
  mhd_close_upgraded(handle)
}
