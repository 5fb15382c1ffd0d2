import CMicrohttpd
import Glibc
import Runtime

// libmicrohttpd calls these on its own threads. They are plain functions of the file: a closure written where an actor
// holds would trap there.

func handleRequest(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?, url: UnsafePointer<CChar>?,
  method: UnsafePointer<CChar>?, version: UnsafePointer<CChar>?, data: UnsafePointer<CChar>?,
  count: UnsafeMutablePointer<Int>?, exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?
) -> MHD_Result {
  guard let connection, let method, let version, let count, let pointer = exchange?.pointee else { return .NO }
  return Unmanaged<Exchange>.fromOpaque(pointer).takeUnretainedValue().handle(
    connection, method: method, version: version, data: data, count: count)
}

/// The request line has been read. The raw target is taken here, as libmicrohttpd decodes its own copy and cuts it at
/// the first %00.
func beginExchange(
  context: UnsafeMutableRawPointer?, target: UnsafePointer<CChar>?, connection: OpaquePointer?
) -> UnsafeMutableRawPointer? {
  guard let context, let connection, let target else { return nil }
  let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
  HTTPServer.record(of: connection)?.enter(.head, within: server.settings.headPatience)
  // A target that is not UTF-8 becomes an empty one, which is refused, instead of one with repaired bytes.
  let exchange = Exchange(
    server: server, connection, rawTarget: String(validatingCString: target) ?? "",
    place: (UInt(bitPattern: target), strlen(target)))
  // libmicrohttpd is about to take the query apart, where it lies, for nobody: with some hundred parameters it runs out
  // of memory and forgets the request.
  if let query = strchr(target, Int32(UInt8(ascii: "?"))) { query[1] = 0 }
  return Unmanaged.passRetained(exchange).toOpaque()
}

func endExchange(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  exchange: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, reason: MHD_RequestTerminationCode
) {
  guard let pointer = exchange?.pointee, let context else { return }
  exchange?.pointee = nil
  Unmanaged<Exchange>.fromOpaque(pointer).takeRetainedValue().completed()
  guard let connection else { return }
  let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
  HTTPServer.record(of: connection)?
    .enter(.idle, within: server.settings.idlePatience + server.settings.headPatience)
}

func connectionChanged(
  context: UnsafeMutableRawPointer?, connection: OpaquePointer?,
  record: UnsafeMutablePointer<UnsafeMutableRawPointer?>?, change: MHD_ConnectionNotificationCode
) {
  guard let context, let connection, let record else { return }
  let server = Unmanaged<HTTPServer>.fromOpaque(context).takeUnretainedValue()
  switch change {
  case .CONNECTION_NOTIFY_STARTED:
    record.pointee = server.connections[mhd_socket(connection)].map { Unmanaged.passRetained($0).toOpaque() }
  case .CONNECTION_NOTIFY_CLOSED:
    guard let pointer = record.pointee else { return }
    record.pointee = nil
    server.connectionCloses(Unmanaged<Connection>.fromOpaque(pointer).takeRetainedValue())
  default: break
  }
}

struct DaemonOptions {
  let items: [MHD_OptionItem]

  init(settings: HTTPServer.Settings, server: UnsafeMutableRawPointer) {
    func option(_ name: MHD_OPTION, _ value: Int, _ pointer: UnsafeMutableRawPointer? = nil) -> MHD_OptionItem {
      MHD_OptionItem(option: name, value: value, ptr_value: pointer)
    }
    let began:
      @convention(c) (UnsafeMutableRawPointer?, UnsafePointer<CChar>?, OpaquePointer?)
        -> UnsafeMutableRawPointer? = beginExchange
    let ended:
      @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
        MHD_RequestTerminationCode
      ) -> Void = endExchange
    let changed:
      @convention(c) (
        UnsafeMutableRawPointer?, OpaquePointer?, UnsafeMutablePointer<UnsafeMutableRawPointer?>?,
        MHD_ConnectionNotificationCode
      ) -> Void = connectionChanged
    items = [
      option(.THREAD_POOL_SIZE, settings.threads),
      // Each thread's share, and out of reach: `Connections` counts, as here the thread would dead-lock.
      option(.CONNECTION_LIMIT, 1_000_000 * settings.threads),
      // Inactivity only; `Connections` limits whole heads and bodies.
      option(.CONNECTION_TIMEOUT, Int(settings.idlePatience.inSeconds)),
      // Holds a request's head. All of it is zeroed after each request: 64 KiB would cost a tenth of a small answer.
      option(.CONNECTION_MEMORY_LIMIT, 24 * 1024),
      option(.CONNECTION_MEMORY_INCREMENT, 8 * 1024),
      // A missing Host and a space in the target are refused by us: libmicrohttpd sends that refusal's head twice.
      option(.STRICT_FOR_CLIENT, 0),
      option(.URI_LOG_CALLBACK, unsafeBitCast(began, to: Int.self), server),
      option(.NOTIFY_COMPLETED, unsafeBitCast(ended, to: Int.self), server),
      option(.NOTIFY_CONNECTION, unsafeBitCast(changed, to: Int.self), server),
      option(.END, 0),
    ]
  }
}
