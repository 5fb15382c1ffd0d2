package import HTTP

extension MetricKey {
  /// What people call it.
  package var text: Text {
    switch self {
    case .soc: Text(fr: "État de charge", en: "State of charge")
    case .soh: Text(fr: "État de santé", en: "State of health")
    case .power: Text(fr: "Puissance", en: "Power")
    case .reactivePower: Text(fr: "Puissance réactive", en: "Reactive power")
    case .apparentPower: Text(fr: "Puissance apparente", en: "Apparent power")
    case .powerFactor: Text(fr: "Facteur de puissance", en: "Power factor")
    case .voltage: Text(fr: "Tension", en: "Voltage")
    case .current: Text(fr: "Courant", en: "Current")
    case .frequency: Text(fr: "Fréquence", en: "Frequency")
    case .energy: Text(fr: "Énergie", en: "Energy")
    case .energyDrawn: Text(fr: "Énergie soutirée", en: "Energy drawn")
    case .energyInjected: Text(fr: "Énergie injectée", en: "Energy injected")
    case .energyProduced: Text(fr: "Énergie produite", en: "Energy produced")
    case .energyCharged: Text(fr: "Énergie chargée", en: "Energy charged")
    case .energyDischarged: Text(fr: "Énergie déchargée", en: "Energy discharged")
    case .heatEnergy: Text(fr: "Chaleur fournie", en: "Heat delivered")
    case .volume: Text(fr: "Volume", en: "Volume")
    case .windSpeed: Text(fr: "Vitesse du vent", en: "Wind speed")
    case .windDirection: Text(fr: "Direction du vent", en: "Wind direction")
    case .irradiance: Text(fr: "Ensoleillement", en: "Irradiance")
    case .temperature: Text(fr: "Température", en: "Temperature")
    case .humidity: Text(fr: "Humidité", en: "Humidity")
    case .pressure: Text(fr: "Pression", en: "Pressure")
    case .precipitation: Text(fr: "Précipitations", en: "Precipitation")
    case .cloudCover: Text(fr: "Nébulosité", en: "Cloud cover")
    case .waterFlow: Text(fr: "Débit", en: "Water flow")
    case .waterLevel: Text(fr: "Niveau d'eau", en: "Water level")
    case .flowTemperature: Text(fr: "Température de départ", en: "Flow temperature")
    case .returnTemperature: Text(fr: "Température de retour", en: "Return temperature")
    case .heatPower: Text(fr: "Puissance thermique", en: "Heat output")
    case .fuelLevel: Text(fr: "Niveau de combustible", en: "Fuel level")
    case .rotorSpeed: Text(fr: "Vitesse du rotor", en: "Rotor speed")
    case .co2: Text(fr: "CO₂", en: "CO₂")
    }
  }
}

extension DeviceKind {
  package var text: Text {
    switch self {
    case .battery: Text(fr: "Batterie", en: "Battery")
    case .inverter: Text(fr: "Onduleur", en: "Inverter")
    case .solar: Text(fr: "Panneaux solaires", en: "Solar panels")
    case .wind: Text(fr: "Éolienne", en: "Wind turbine")
    case .hydro: Text(fr: "Turbine hydraulique", en: "Water turbine")
    case .geothermal: Text(fr: "Géothermie", en: "Geothermal plant")
    case .biomass: Text(fr: "Biomasse", en: "Biomass plant")
    case .meter: Text(fr: "Compteur", en: "Meter")
    case .heatPump: Text(fr: "Pompe à chaleur", en: "Heat pump")
    case .chargePoint: Text(fr: "Point de charge", en: "Charge point")
    case .weather: Text(fr: "Station météo", en: "Weather station")
    case .other: Text(fr: "Autre appareil", en: "Other device")
    }
  }
}

extension EnergySite {
  func roleText(in language: Language) -> String {
    (role?.text ?? Text(fr: "administrateur", en: "administrator"))(in: language)
  }
}
