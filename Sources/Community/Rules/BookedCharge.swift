import HTTP

/// A charge of the car that was booked: a kilowatt-hour under the sun, or from a very clean grid, is a point; one at the peak
/// of a tense day costs three. By what was metered, not by what was booked; what is cancelled in time counts nothing.
struct BookedCharge: RuleInputs, CheckedWhole {
  let wh: Int
  /// Under the home's own surplus, or in half-hours of the band `veryLow`.
  let sunWh: Int
  /// In the peak hours of a red day, or of one of stress 2 or more.
  let peakWh: Int

  var fault: FieldFault? { Amounts.fault([wh, sunWh, peakWh]) }

  func outcome() -> Outcome {
    let points = (Double(sunWh - 3 * peakWh) / 1000).points
    return Outcome(
      points: points, explanation: told,
      figures: [
        Figure(name: "charged", value: Double(wh), unit: "Wh"), Figure(name: "sun", value: Double(sunWh), unit: "Wh"),
        Figure(name: "peak", value: Double(peakWh), unit: "Wh"),
      ])
  }

  private var told: Text {
    let (all, sun, peak) = (Text.kilowattHours(wh), Text.kilowattHours(sunWh), Text.kilowattHours(peakWh))
    var parts = [Text(fr: "Votre voiture a reçu \(all.french).", en: "Your car took \(all.english).")]
    if sunWh > 0 {
      parts.append(
        Text(
          fr: "\(sun.french) quand le soleil ou le réseau le plus sobre le permettait : un point par kWh.",
          en: "\(sun.english) when the sun or the cleanest grid gave it: one point for each kWh."))
    }
    if peakWh > 0 {
      parts.append(
        Text(
          fr: "\(peak.french) à la pointe d’un jour tendu : trois points de moins par kWh.",
          en: "\(peak.english) at the peak of a tense day: three points less for each kWh."))
    }
    if sunWh <= 0 && peakWh <= 0 {
      parts.append(Text(fr: "Ni soleil, ni pointe : aucun point.", en: "Neither sun nor peak: no point."))
    }
    return .joined(parts)
  }
}
