/// A daemon, a connection or a response of libmicrohttpd. It locks them itself; which of its calls may come from which
/// thread is kept by `Exchange` and `HTTPServer`, the only ones that hold a handle.
struct Handle: @unchecked Sendable {
  let pointer: OpaquePointer
}
