import CMosquitto
import Glibc
import Runtime
import Secrets
import Synchronization

/// A conversation with an MQTT broker on a thread of its own, by libmosquitto. Several servers share the subscription, so that
/// each message comes to one of them.
final class BrokerConnection: Sendable {
  private static let topic = "$share/watts-up/watts-up/+/+"
  private static let library = mosquitto_lib_init()

  private let queue: BrokerQueue
  private let isStopping = Flag()

  init(to address: BrokerAddress, queue: BrokerQueue) {
    self.queue = queue
    _ = Self.library
    startThread(name: "mqtt") { [queue, isStopping] in
      queue.end(Self.talk(to: address, queue, until: isStopping))
    }
  }

  func stop() { isStopping.raise() }

  /// Until it is over; says why.
  private static func talk(to address: BrokerAddress, _ queue: BrokerQueue, until isStopping: Flag) -> String? {
    let context = Unmanaged.passUnretained(queue).toOpaque()
    guard let client = mosquitto_new(nil, true, context) else { return "no memory for a client" }
    defer { mosquitto_destroy(client) }
    if let user = address.user { mosquitto_username_pw_set(client, user, address.password?.exposed) }
    if address.isSecure { mosquitto_tls_set(client, nil, "/etc/ssl/certs", nil, nil, nil) }
    mosquitto_connect_callback_set(client) { client, _, code in
      if code == 0 { mosquitto_subscribe(client, nil, BrokerConnection.topic, 1) }
    }
    mosquitto_message_callback_set(client) { _, context, message in
      guard let context, let message = message?.pointee, let topic = message.topic else { return }
      let bytes = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
      let found = BrokerMessage(topic: String(cString: topic), payload: Array(bytes), isRetained: message.retain)
      if let found { Unmanaged<BrokerQueue>.fromOpaque(context).takeUnretainedValue().add(found) }
    }
    var code = mosquitto_connect(client, address.host, address.port, 30)
    while code == 0, !isStopping.isRaised { code = mosquitto_loop(client, 200, 1) }
    mosquitto_disconnect(client)
    return isStopping.isRaised ? nil : String(cString: mosquitto_strerror(code))
  }
}
