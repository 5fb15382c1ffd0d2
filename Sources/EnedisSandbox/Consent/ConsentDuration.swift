/// For how long an application asks: `P1Y`, `P6M`, `P2W`, `P10D`, or several of them in this order.
struct ConsentDuration: Equatable, Sendable {
  private let years: Int
  private let months: Int
  private let weeks: Int
  private let single: Int

  init?(_ text: String) {
    guard let parts = text.wholeMatch(of: /P(?:(\d{1,4})Y)?(?:(\d{1,4})M)?(?:(\d{1,4})W)?(?:(\d{1,4})D)?/) else {
      return nil
    }
    func number(_ part: Substring?) -> Int { part.flatMap { Int($0) } ?? 0 }
    (years, months) = (number(parts.1), number(parts.2))
    (weeks, single) = (number(parts.3), number(parts.4))
    guard days > 0 else { return nil }
  }

  var days: Int { years * 365 + months * 30 + weeks * 7 + single }

  /// "3 ans", "1 an, 6 mois et 2 jours"
  var words: String {
    let counted = [
      (years, "an", "ans"), (months, "mois", "mois"), (weeks, "semaine", "semaines"), (single, "jour", "jours"),
    ]
    let parts = counted.filter { $0.0 > 0 }.map { "\($0.0) \($0.0 == 1 ? $0.1 : $0.2)" }
    guard let last = parts.last, parts.count > 1 else { return parts.first ?? "" }
    return parts.dropLast().joined(separator: ", ") + " et " + last
  }
}
