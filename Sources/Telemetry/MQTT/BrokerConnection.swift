import CMosquitto
import Glibc
import Runtime
import Secrets

/// A conversation with an MQTT broker on a thread of its own, by libmosquitto. That acknowledges what it reads before anybody has
/// seen it; but told that the program has threads, it only writes when it is asked to, which is here after a batch is stored.
final class BrokerConnection {
  /// In the words of MQTT 5: shared, so that servers of other versions beside this one do not get it twice.
  private static let topic = "$share/watts-up/watts-up/+/+"
  /// What the broker may have open with us, and the messages of a batch.
  private static let most = 1000
  /// How long the broker keeps what nobody fetches.
  private static let sessionSeconds: UInt32 = 7 * 86_400
  private static let library = mosquitto_lib_init()

  private let handover: BrokerHandover
  private let clock: WallClock
  private let client: OpaquePointer
  private var batch: [BrokerMessage] = []

  /// Until the handover is over, or the broker is gone.
  static func start(to address: BrokerAddress, as name: String, _ handover: BrokerHandover, clock: WallClock) {
    startThread(name: "mqtt") {
      guard let connection = BrokerConnection(to: address, as: name, handover, clock) else {
        return handover.end("no memory for a client")
      }
      handover.end(connection.talk(to: address))
    }
  }

  private init?(to address: BrokerAddress, as name: String, _ handover: BrokerHandover, _ clock: WallClock) {
    _ = Self.library
    guard let client = mosquitto_new(name, false, nil) else { return nil }
    (self.handover, self.clock, self.client) = (handover, clock, client)
    mosquitto_user_data_set(client, Unmanaged.passUnretained(self).toOpaque())
    mosquitto_threaded_set(client, true)
    mosquitto_int_option(client, MOSQ_OPT_PROTOCOL_VERSION, MQTT_PROTOCOL_V5)
    mosquitto_int_option(client, MOSQ_OPT_RECEIVE_MAXIMUM, Int32(Self.most))
    if let user = address.user { mosquitto_username_pw_set(client, user, address.password?.exposed) }
    if address.isSecure { mosquitto_tls_set(client, nil, "/etc/ssl/certs", nil, nil, nil) }
    listen()
  }

  deinit { mosquitto_destroy(client) }

  private func listen() {
    mosquitto_connect_v5_callback_set(client) { client, context, code, _, _ in
      guard code == 0 else { return BrokerConnection.of(context).refuse(code) }
      mosquitto_subscribe(client, nil, BrokerConnection.topic, 1)
    }
    mosquitto_subscribe_callback_set(client) { _, context, _, count, granted in
      if count > 0, let code = granted?.pointee, code > 2 { BrokerConnection.of(context).refuse(code) }
    }
    mosquitto_message_callback_set(client) { _, context, message in
      guard let message = message?.pointee else { return }
      BrokerConnection.of(context).take(message)
    }
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> BrokerConnection {
    guard let context else { preconditionFailure("libmosquitto gives back what it was given") }
    return Unmanaged<BrokerConnection>.fromOpaque(context).takeUnretainedValue()
  }

  private func refuse(_ code: Int32) { handover.end("refused: " + String(cString: mosquitto_reason_string(code))) }

  private func take(_ message: mosquitto_message) {
    guard let topic = message.topic else { return }
    let bytes = UnsafeRawBufferPointer(start: message.payload, count: Int(message.payloadlen))
    let found = BrokerMessage(
      topic: String(cString: topic), payload: Array(bytes), isRetained: message.retain, at: clock.now)
    if let found { batch.append(found) }
  }

  /// Says why it is over. The connection is closed without a word: what was not acknowledged comes again.
  private func talk(to address: BrokerAddress) -> String? {
    var code = connect(to: address)
    while code == MOSQ_ERR_SUCCESS.code, !handover.isOver {
      code = read()
      // Also of a broker that has gone meanwhile: it may never send again what it does not keep.
      if !batch.isEmpty {
        guard handover.give(batch) else { return nil }
        batch = []
      }
      if code == MOSQ_ERR_SUCCESS.code { code = write() }
    }
    return handover.isOver ? nil : String(cString: mosquitto_strerror(code))
  }

  private func connect(to address: BrokerAddress) -> Int32 {
    var properties: OpaquePointer?
    mosquitto_property_add_int32(&properties, Int32(MQTT_PROP_SESSION_EXPIRY_INTERVAL.rawValue), Self.sessionSeconds)
    defer { mosquitto_property_free_all(&properties) }
    return mosquitto_connect_bind_v5(client, address.host, address.port, 30, nil, properties)
  }

  /// All that is there, up to a batch; waits for the first of it.
  private func read() -> Int32 {
    var patience: Int32 = 200
    while batch.count < Self.most {
      var wanted = pollfd(fd: mosquitto_socket(client), events: Int16(POLLIN), revents: 0)
      guard poll(&wanted, 1, patience) > 0 else { break }
      let code = mosquitto_loop_read(client, 1)
      guard code == MOSQ_ERR_SUCCESS.code else { return code }
      patience = 0
    }
    return MOSQ_ERR_SUCCESS.code
  }

  /// What waits to be said: acknowledgements, a sign of life.
  private func write() -> Int32 {
    var code = mosquitto_loop_misc(client)
    while code == MOSQ_ERR_SUCCESS.code, mosquitto_want_write(client), !handover.isOver {
      code = mosquitto_loop_write(client, 1)
      var wanted = pollfd(fd: mosquitto_socket(client), events: Int16(POLLOUT), revents: 0)
      if code == MOSQ_ERR_SUCCESS.code, mosquitto_want_write(client) { poll(&wanted, 1, 200) }
    }
    return code
  }
}

extension mosq_err_t {
  fileprivate var code: Int32 { rawValue }
}
