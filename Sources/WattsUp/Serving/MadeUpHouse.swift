import HTTP
import Household
import Postgres
import Runtime
import Sites
import Telemetry

/// Has the house of a demonstration measure: four weeks of its past once, then on and on, by one server at a time.
struct MadeUpHouse: Sendable {
  private static let past = Duration.seconds(28 * 86_400)
  private static let step = Duration.seconds(MadeUpSite.period)

  /// With a demonstration it lives; without one it is no more.
  let isLiving: Bool
  let database: Database
  let telemetry: TelemetryFeature
  let clock: WallClock
  let isOpen: @Sendable () -> Bool

  var feature: Feature { Feature(routes: [], work: [work]) }

  private var work: BackgroundWork {
    if isLiving { return BackgroundWork("demonstration's house", every: .seconds(20)) { try await live() } }
    return .once("demonstration's house ends") { try await database.transaction { try await MadeUpSite.end(in: $0) } }
  }

  private func live() async throws {
    guard isOpen() else { return }
    let now = clock.now
    let devices = try await database.transaction { try await MadeUpSite.devices(in: $0, at: now) }
    guard let meter = devices[.meter], let battery = devices[.battery], var house = EnergyHouse(number: 0) else {
      return
    }
    let shown = try await telemetry.newest(of: meter)
    if let drawn = shown[.energyDrawn], let injected = shown[.energyInjected] {
      let held = try await telemetry.newest(of: battery)[.soc]
      house.resume(at: drawn.at, soc: held?.value ?? 50, energyDrawn: drawn.value, energyInjected: injected.value)
    }
    let first = (shown[.energyDrawn]?.at ?? now - Self.past) + Self.step
    try await tell(&house, from: first.wholeStep, until: now, devices)
  }

  /// A day at a time, in their order: what a server leaves undone the next one finds.
  private func tell(
    _ house: inout EnergyHouse, from first: Instant, until now: Instant, _ devices: [DeviceKind: Device.ID]
  ) async throws {
    var at = first
    while at <= now, !Task.isCancelled {
      var told: [DeviceKind: [TelemetryFeature.Value]] = [:]
      let end = min(now, at + .seconds(86_400))
      while at <= end {
        for (kind, values) in house.read(at: at).values {
          told[kind, default: []] += values.map { ($0.key, at, $0.value) }
        }
        at = at + Self.step
      }
      // The meter's registers last: they say how far it has come.
      for (kind, device) in devices.sorted(by: { ($0.key == .meter ? 1 : 0) < ($1.key == .meter ? 1 : 0) }) {
        try await telemetry.tell(told[kind] ?? [], of: device)
      }
    }
  }
}

extension EnergyHouse.Reading {
  fileprivate var values: [DeviceKind: [(key: MetricKey, value: Double)]] {
    [
      .solar: [(.power, solarWatts), (.irradiance, irradiance)], .wind: [(.power, windWatts), (.windSpeed, windSpeed)],
      .battery: [(.soc, soc), (.power, batteryWatts)],
      .meter: [(.energyDrawn, energyDrawn), (.energyInjected, energyInjected), (.power, gridWatts)],
      .weather: [(.temperature, temperature)],
    ]
  }
}

extension Instant {
  fileprivate var wholeStep: Instant {
    Instant(seconds: seconds / Int64(MadeUpSite.period) * Int64(MadeUpSite.period))
  }
}
