import HTTP
import Resources

/// What a device is, as the constraint on the table has it. A kind names the metrics without which none can be built.
package enum DeviceKind: String, CaseIterable, Field {
  case battery, inverter, solar, wind, hydro, geothermal, biomass, meter, heatPump, chargePoint, weather, other

  /// As `required_metrics` in the database; `other` may have any, but at least one.
  package var required: [MetricKey] {
    switch self {
    case .battery: [.soc, .power]
    case .wind: [.power, .windSpeed]
    case .meter: [.energyDrawn]
    case .weather: [.temperature]
    case .other: []
    case .inverter, .solar, .hydro, .geothermal, .biomass, .heatPump, .chargePoint: [.power]
    }
  }
}
