import HTTP
import Resources

/// What is known of a metric before any device has it.
package struct CatalogueMetric: Sendable {
  package let key: MetricKey
  package let unit: String
  /// A value outside is refused, never clipped.
  package let range: ClosedRange<Double>
  /// How often a value is expected, where a device does not say otherwise.
  package let period: MetricPeriod
  /// What is kept of a value, where a device does not say otherwise.
  package let precision: Double
  package let type: MetricType

  /// The kinds of device that must have it.
  package var requiredBy: [DeviceKind] { DeviceKind.allCases.filter { $0.required.contains(key) } }
}

extension MetricKey {
  package var metric: CatalogueMetric {
    switch self {
    case .soc, .soh, .humidity, .cloudCover, .fuelLevel: level("%", 0...100, every: 60, to: 0.1)
    case .power, .heatPower: level("W", -2e9...2e9, to: 1)
    case .reactivePower: level("var", -2e9...2e9, to: 1)
    case .apparentPower: level("VA", 0...2e9, to: 1)
    case .powerFactor: level("1", -1...1, to: 0.001)
    case .voltage: level("V", 0...1e6, to: 0.1)
    case .current: level("A", -1e5...1e5, to: 0.01)
    case .frequency: level("Hz", 0...1000, to: 0.001)
    case .energy, .energyDrawn, .energyInjected, .energyProduced, .energyCharged, .energyDischarged, .heatEnergy:
      counter("Wh", 0...1e15, to: 1)
    case .volume: counter("m³", 0...1e9, to: 0.001)
    case .windSpeed: level("m/s", 0...120, to: 0.1)
    case .windDirection: level("°", 0...360, every: 60, to: 1)
    case .irradiance: level("W/m²", 0...2000, every: 60, to: 1)
    case .temperature, .flowTemperature, .returnTemperature: level("°C", -100...500, every: 60, to: 0.1)
    case .pressure: level("hPa", 300...1200, every: 60, to: 0.1)
    case .precipitation: level("mm/h", 0...500, every: 60, to: 0.1)
    case .waterFlow: level("m³/s", 0...1e5, to: 0.01)
    case .waterLevel: level("m", -1000...10_000, every: 60, to: 0.01)
    case .rotorSpeed: level("rpm", 0...1e5, to: 0.1)
    case .co2: level("ppm", 0...1e5, every: 60, to: 1)
    }
  }

  private func level(
    _ unit: String, _ range: ClosedRange<Double>, every seconds: Int = 10, to precision: Double
  ) -> CatalogueMetric {
    CatalogueMetric(
      key: self, unit: unit, range: range, period: MetricPeriod(seconds: seconds), precision: precision, type: .level)
  }

  private func counter(_ unit: String, _ range: ClosedRange<Double>, to precision: Double) -> CatalogueMetric {
    CatalogueMetric(
      key: self, unit: unit, range: range, period: MetricPeriod(seconds: 60), precision: precision, type: .counter)
  }
}
