import Household
import Runtime

/// The words that were typed after `watts-box`.
enum Command: Equatable {
  case run(Settings)
  case pair(code: String, server: String, data: String)
  case pin(data: String)
  case simulate(WireSimulation)
  case help

  init(_ words: [String]) throws(Arguments.Misuse) {
    if words.contains("--help") || words.contains("-h") || words.first == "help" {
      self = .help
      return
    }
    switch words.first {
    case "pair":
      let given = try Arguments(words.dropFirst(), allowed: ["--server", "--data"], words: 1)
      guard let code = given.words.first else { throw Arguments.Misuse(description: "pair needs the code") }
      self = .pair(
        code: code, server: try given.need("--server", Command.address, Command.server),
        data: given["--data"] ?? Settings().data)
    case "pin":
      let given = try Arguments(words.dropFirst(), allowed: ["--data"])
      self = .pin(data: given["--data"] ?? Settings().data)
    case "simulate": self = .simulate(try Command.simulation(Array(words.dropFirst())))
    default: self = .run(try Command.settings(words))
    }
  }

  private static let address = "http:// or https:// and a host"

  private static func server(_ text: String) -> String? {
    text.hasPrefix("http://") && text.utf8.count > 7 || text.hasPrefix("https://") && text.utf8.count > 8 ? text : nil
  }

  private static let options = [
    "--meter", "--mode", "--pulses", "--pulses-per-kwh", "--relay", "--buzzer", "--server", "--data", "--listen",
    "--quiet", "--clock", "--sync-every",
  ]

  private static func settings(_ words: [String]) throws(Arguments.Misuse) -> Settings {
    let given = try Arguments(words, allowed: options)
    var settings = Settings()
    settings.meter = given["--meter"]
    settings.mode = try mode(given, or: "auto")
    let line = "CHIP:LINE or a file"
    settings.pulses = try given.read("--pulses", line, LineAddress.init)
    settings.relay = try given.read("--relay", line, LineAddress.init)
    settings.buzzer = try given.read("--buzzer", line, LineAddress.init)
    let perKilowattHour = try given.read("--pulses-per-kwh", "a number from 1 to 100000") { number($0, 1...100_000) }
    settings.pulsesPerKilowattHour = perKilowattHour ?? settings.pulsesPerKilowattHour
    settings.server = try given.read("--server", address, server)
    settings.data = given["--data"] ?? settings.data
    if let (host, port) = try given.read("--listen", "HOST:PORT", listen) {
      (settings.host, settings.port) = (host, port)
    }
    settings.quiet = try given.read("--quiet", "HH:MM-HH:MM") { QuietHours($0) } ?? settings.quiet
    let qualities = ClockQuality.allCases.map(\.name) + ["auto"]
    settings.clock =
      try given.read("--clock", qualities.joined(separator: ", ")) { name -> ClockQuality?? in
        name == "auto" ? .some(nil) : ClockQuality.allCases.first { $0.name == name }.map { .some($0) } ?? nil
      } ?? nil
    let seconds = try given.read("--sync-every", "seconds from 1 to 3600") { number($0, 1...3600) }
    settings.pause = seconds.map { .seconds($0) } ?? settings.pause
    return settings
  }

  private static func mode(_ given: Arguments, or word: String?) throws(Arguments.Misuse) -> WireMode? {
    let names = WireMode.allCases.map(\.rawValue) + [word].compactMap { $0 }
    guard let name = try given.read("--mode", names.joined(separator: ", "), { names.contains($0) ? $0 : nil })
    else { return nil }
    return WireMode(rawValue: name)
  }

  private static func number(_ text: String, _ range: ClosedRange<Int>) -> Int? {
    Int(text).flatMap { range.contains($0) ? $0 : nil }
  }

  /// `[::]:8081` as well.
  private static func listen(_ text: String) -> (String, UInt16)? {
    guard let colon = text.lastIndex(of: ":"), let port = UInt16(text[colon...].dropFirst()) else { return nil }
    let host = text[..<colon].filter { $0 != "[" && $0 != "]" }
    return host.isEmpty ? nil : (String(host), port)
  }

  private static func simulation(_ words: [String]) throws(Arguments.Misuse) -> WireSimulation {
    let given = try Arguments(words, allowed: ["--mode", "--seed", "--prm", "--corrupt", "--clock-offset"])
    let seed = try given.read("--seed", "a whole number") { UInt64($0) } ?? 0
    let house = try given.need("--prm", "14 digits") { Household(usagePoint: $0, seed: seed) }
    let corrupt = try given.read("--corrupt", "a share from 0 to 1") { text -> Double? in
      Double(text).flatMap { (0...1).contains($0) ? $0 : nil }
    }
    let offset = try given.read("--clock-offset", "seconds") { Int64($0) }
    return WireSimulation(
      mode: try mode(given, or: nil) ?? .standard, house: house, seed: seed, corrupt: corrupt ?? 0,
      clockOffset: .seconds(offset ?? 0))
  }

  static let usage = """
    watts-box: the energy box at home.

      watts-box [--meter LINE|FILE] [--mode auto|historique|standard] [--pulses CHIP:LINE|FILE] [--pulses-per-kwh N]
                [--relay CHIP:LINE|FILE] [--buzzer CHIP:LINE|FILE] [--server URL] [--data DIR] [--listen HOST:PORT]
                [--quiet HH:MM-HH:MM] [--clock auto|none|rtc|tic|ntp] [--sync-every SECONDS]
          listen, keep, show, send; the page is at http://box:8081 (--listen 0.0.0.0:8081), data in ./box-data. In the place
          of a line a file: pulses as the kernel's events of 48 bytes, relay and buzzer as 1 or 0
      watts-box pair CODE --server URL [--data DIR]
          bind this box to a home with the code that the app shows
      watts-box pin [--data DIR]
          tell the PIN of the box's page
      watts-box simulate --mode historique|standard --seed N --prm P [--corrupt SHARE] [--clock-offset SECONDS]
          write a meter's wire on a pseudo-terminal, whose name is the first line

    """
}
