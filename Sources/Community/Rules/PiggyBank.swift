import HTTP

/// The solar piggy bank: what the roof gave to the street less what the street gave to the home, over the season. A whole
/// kilowatt-hour in the bank is a point; a debt costs none.
struct PiggyBank: RuleInputs, CheckedWhole {
  let injectedWh: Int
  let drawnWh: Int
  /// Days for which both are known.
  let days: Int?

  var fault: FieldFault? { Amounts.fault([injectedWh, drawnWh], days: [days]) }

  var balanceWh: Int { injectedWh - drawnWh }

  func outcome() -> Outcome {
    let points = max(0, balanceWh.flooredDivision(by: 1000))
    let (given, taken) = (Text.kilowattHours(injectedWh), Text.kilowattHours(drawnWh))
    let balance = Text.kilowattHours(balanceWh)
    let told = Text(
      fr: "Votre toit a donné \(given.french) au quartier et vous en avez pris \(taken.french) : "
        + "la tirelire contient \(balance.french).",
      en: "Your roof gave the neighbourhood \(given.english) and you took \(taken.english): "
        + "the piggy bank holds \(balance.english).")
    let rule =
      balanceWh < 0
      ? Text(fr: "En dessous de zéro, rien n’est retiré.", en: "Below zero nothing is taken away.")
      : Text(fr: "Un point par kWh entier.", en: "One point for each whole kWh.")
    return Outcome(
      points: points, explanation: .joined([told, rule]),
      figures: [
        Figure(name: "injected", value: Double(injectedWh), unit: "Wh"),
        Figure(name: "drawn", value: Double(drawnWh), unit: "Wh"),
        Figure(name: "balance", value: Double(balanceWh), unit: "Wh"),
      ])
  }
}
