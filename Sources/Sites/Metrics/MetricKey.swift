import HTTP
import Resources

/// What can be measured. The words are those of requests, answers and tables.
package enum MetricKey: String, CaseIterable, Field, Comparable {
  // A state of charge and of health.
  case soc, soh
  // Electricity as it flows.
  case power, reactivePower, apparentPower, powerFactor, voltage, current, frequency
  // Meters, which only rise.
  case energy, energyDrawn, energyInjected, energyProduced, energyCharged, energyDischarged, heatEnergy, volume
  // Weather.
  case windSpeed, windDirection, irradiance, temperature, humidity, pressure, precipitation, cloudCover
  // Water, heat and machines.
  case waterFlow, waterLevel, flowTemperature, returnTemperature, heatPower, fuelLevel, rotorSpeed, co2

  /// In the order of the catalogue.
  package static func < (left: MetricKey, right: MetricKey) -> Bool { left.place < right.place }
  private var place: Int { MetricKey.allCases.firstIndex(of: self) ?? 0 }
}

/// Whether a value stands for itself, or only what it has grown by counts.
package enum MetricType: String, CaseIterable, Field { case level, counter }
