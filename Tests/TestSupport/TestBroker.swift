import CMosquitto
import Glibc

/// A real MQTT broker, for as long as this is held.
package final class TestBroker: Sendable {
  private let program: OtherProgram

  package var port: UInt16 { program.port }
  package var url: String { "mqtt://127.0.0.1:\(port)" }

  package init() async throws {
    let port = OtherProgram.freePort()
    let file = try OtherProgram.freshFolder() + "/mosquitto.conf"
    let text = "listener \(port) 127.0.0.1\nallow_anonymous true\npersistence false\nmax_queued_messages 0\n"
    try await blocking {
      guard let output = fopen(file, "w") else { throw OtherProgram.Missing(description: file) }
      fputs(text, output)
      fclose(output)
    }
    program = try OtherProgram(["/usr/sbin/mosquitto", "-c", file], port: port)
    try await program.isListening()
  }

  /// Publishes and waits until the broker has all of it.
  package func publish(_ messages: [(topic: String, payload: String)], retain: Bool = false) async throws {
    try await blocking { [port] in
      let client = try Self.connect(to: port, as: nil)
      defer { mosquitto_destroy(client) }
      let heard = Heard()
      mosquitto_user_data_set(client, Unmanaged.passUnretained(heard).toOpaque())
      mosquitto_publish_callback_set(client) { _, context, _ in Heard.of(context)?.acknowledged += 1 }
      for (topic, payload) in messages {
        mosquitto_publish(client, nil, topic, Int32(payload.utf8.count), payload, 1, retain)
        Self.turn(client, 0)
      }
      let end = ContinuousClock.now + .seconds(60)
      while heard.acknowledged < messages.count, .now < end { Self.turn(client, 20) }
      mosquitto_disconnect(client)
      if heard.acknowledged < messages.count { throw WaitedInVain("the broker has all messages") }
    }
  }

  /// What the broker still keeps for a client that is away, up to what was published last. It is forgotten with this.
  package func kept(for name: String, until last: String) async throws -> [String] {
    try await blocking { [port] in
      let client = try Self.connect(to: port, as: name)
      defer { mosquitto_destroy(client) }
      let heard = Heard()
      mosquitto_user_data_set(client, Unmanaged.passUnretained(heard).toOpaque())
      mosquitto_message_callback_set(client) { _, context, message in
        guard let message = message?.pointee else { return }
        let bytes = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
        Heard.of(context)?.payloads.append(String(decoding: bytes, as: UTF8.self))
      }
      let end = ContinuousClock.now + .seconds(60)
      while heard.payloads.last != last {
        if .now > end { throw WaitedInVain("the broker hands over \(last)") }
        Self.turn(client, 20)
      }
      return heard.payloads
    }
  }

  private final class Heard {
    var acknowledged = 0
    var payloads: [String] = []

    static func of(_ context: UnsafeMutableRawPointer?) -> Heard? {
      context.map { Unmanaged<Heard>.fromOpaque($0).takeUnretainedValue() }
    }
  }

  /// The library's own turn knows only the first 1,024 files of a process.
  private static func turn(_ client: OpaquePointer, _ milliseconds: Int32) {
    let events = mosquitto_want_write(client) ? POLLIN | POLLOUT : POLLIN
    var wanted = pollfd(fd: mosquitto_socket(client), events: Int16(events), revents: 0)
    poll(&wanted, 1, milliseconds)
    if Int32(wanted.revents) & POLLIN != 0 { mosquitto_loop_read(client, 1) }
    if Int32(wanted.revents) & POLLOUT != 0 { mosquitto_loop_write(client, 1) }
    mosquitto_loop_misc(client)
  }

  private static func connect(to port: UInt16, as name: String?) throws -> OpaquePointer {
    mosquitto_lib_init()
    guard let client = mosquitto_new(name, name == nil, nil),
      mosquitto_connect(client, "127.0.0.1", Int32(port), 30) == 0
    else { throw OtherProgram.Missing(description: "the broker on port \(port) takes no client") }
    return client
  }
}
