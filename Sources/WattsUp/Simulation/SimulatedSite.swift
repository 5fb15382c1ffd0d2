import Glibc
import HTTP
import Household
import Runtime

/// A house that sends what its devices measure, on a thread of its own.
struct SimulatedSite {
  private static let devices = [
    (kind: "solar", name: "Panneaux", keys: ["power", "irradiance"]),
    (kind: "wind", name: "Éolienne", keys: ["power", "windSpeed"]),
    (kind: "battery", name: "Batterie", keys: ["soc", "power"]),
    (kind: "meter", name: "Compteur", keys: ["energyDrawn", "energyInjected", "power"]),
    (kind: "weather", name: "Jardin", keys: ["temperature"]),
  ]
  private static let tick = 10

  let number: Int
  let run: String
  let conversation: Conversation
  let clock: WallClock
  private var house: EnergyHouse
  /// The key of each device, in their order.
  private var keys: [String] = []
  private(set) var sent = 0
  private(set) var refused = 0

  private init?(number: Int, run: String, _ conversation: Conversation, _ clock: WallClock) {
    guard let house = EnergyHouse(number: number) else { return nil }
    (self.number, self.run, self.conversation, self.clock, self.house) = (number, run, conversation, clock, house)
  }

  /// Houses side by side until the end; says at the end what was sent.
  static func play(
    _ count: Int, days: Int, until end: Instant, at host: String, _ port: UInt16, clock: WallClock
  ) async throws {
    let isStopping = Simulation.stopping()
    let run = String(clock.now.seconds, radix: 36)
    let results = await withTaskGroup(of: (sent: Int, refused: Int)?.self) { group in
      for number in 1...count {
        group.addTask {
          await withCheckedContinuation { continuation in
            startThread(name: "site") {
              var site = SimulatedSite(number: number, run: run, Conversation(host: host, port: port), clock)
              let isDone = (try? site?.live(days: days, until: end, isStopping)) != nil
              continuation.resume(returning: isDone ? site.map { ($0.sent, $0.refused) } : nil)
            }
          }
        }
      }
      return await group.reduce(into: []) { $0.append($1) }
    }
    let done = results.compactMap(\.self)
    let (sent, refused) = done.reduce((0, 0)) { ($0.0 + $1.sent, $0.1 + $1.refused) }
    print("sites \(done.count) of \(count)  samples \(sent)  refused \(refused)")
    fflush(nil)
    guard done.count == count, refused == 0 else { throw Simulation.Failure(description: "not all was taken") }
  }

  private mutating func live(days: Int, until end: Instant, _ isStopping: Flag) throws {
    try settle()
    try tellPast(days, isStopping)
    while clock.now < end, !isStopping.isRaised {
      let now = Instant(seconds: clock.now.seconds / Int64(Self.tick) * Int64(Self.tick))
      try send([now])
      usleep(useconds_t(max(0, (now + .seconds(Self.tick) - clock.now).inSeconds) * 1_000_000))
    }
  }

  // MARK: Moving in

  private mutating func settle() throws {
    let email = "maison-\(run)-\(number)@example.org"
    let password = "une phrase de simulation"
    _ = try ask(
      "POST", "/api/accounts",
      ["email": .string(email), "password": .string(password), "displayName": .string("Maison \(number)")])
    let session = try ask("POST", "/api/session", ["email": .string(email), "password": .string(password)])
    let cookie = session.cookies.first { $0.hasPrefix("watts_up_session=") }.map {
      String($0.dropFirst("watts_up_session=".count).prefix { $0 != ";" })
    }
    let site = try made(ask("POST", "/api/sites", ["name": .string("Maison simulée \(number)")], cookie))
    for device in Self.devices {
      let metrics = JSON.array(device.keys.map { ["key": .string($0), "period": "PT5M"] })
      let body: JSON = ["kind": .string(device.kind), "name": .string(device.name), "metrics": metrics]
      let id = try made(ask("POST", "/api/sites/\(site)/devices", body, cookie))
      keys.append(try made(ask("POST", "/api/devices/\(id)/keys", nil, cookie), "key"))
    }
    print("house \(number): \(email), \(password)")
    fflush(nil)
  }

  private func ask(_ method: String, _ path: String, _ json: JSON?, _ cookie: String? = nil) throws
    -> Conversation.Answer
  {
    let answer = try conversation.ask(method, path, cookie: cookie, json: json)
    guard answer.status < 300 else {
      throw Simulation.Failure(description: "\(method) \(path): \(answer.status)")
    }
    return answer
  }

  private func made(_ answer: Conversation.Answer, _ name: String = "id") throws -> String {
    guard case .string(let text)? = answer.json[name] else { throw Conversation.Broken() }
    return text
  }

  // MARK: Measuring

  /// Every five minutes of the past, a few hours at a time.
  private mutating func tellPast(_ days: Int, _ isStopping: Flag) throws {
    var at = Instant(seconds: clock.now.seconds / 300 * 300 - Int64(days) * 86_400)
    while at < clock.now, days > 0, !isStopping.isRaised {
      let instants = (0..<72).map { at + .seconds($0 * 300) }.filter { $0 < clock.now }
      try send(instants)
      at = at + .seconds(72 * 300)
    }
  }

  private mutating func send(_ instants: [Instant]) throws {
    let readings = instants.map { ($0, house.read(at: $0)) }
    for (device, key) in zip(Self.devices, keys) {
      let samples = readings.flatMap { at, reading in
        device.keys.map { metric -> JSON in
          let value = Self.value(of: metric, at: device.kind, reading)
          return ["metric": .string(metric), "at": .string(at.description), "value": .double(value)]
        }
      }
      let answer = try conversation.ask("POST", "/api/telemetry", key: key, json: ["samples": .array(samples)])
      sent += samples.count
      if answer.status != 200 {
        refused += samples.count
      } else if case .array(let entries)? = answer.json["refused"] {
        refused += entries.count
      }
    }
  }

  private static func value(of metric: String, at kind: String, _ reading: EnergyHouse.Reading) -> Double {
    switch (kind, metric) {
    case ("solar", "power"): reading.solarWatts
    case ("wind", "power"): reading.windWatts
    case ("battery", "power"): reading.batteryWatts
    case (_, "power"): reading.gridWatts
    case (_, "irradiance"): reading.irradiance
    case (_, "windSpeed"): reading.windSpeed
    case (_, "soc"): reading.soc
    case (_, "energyDrawn"): reading.energyDrawn
    case (_, "energyInjected"): reading.energyInjected
    default: reading.temperature
    }
  }
}
