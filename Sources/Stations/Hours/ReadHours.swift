extension OpeningHours {
  /// The reading of a text. Where that makes no sense, `hours` is nil and `text` what was written; else `text` is the
  /// one spelling of the hours.
  package struct Reading {
    package let hours: OpeningHours?
    package let text: String
    package var repaired = false
    /// Understood, and not to be believed: nobody opens for a minute a day.
    package var doubtful = false

    package var open24h: Bool { hours?.isAlways == true }
  }

  /// Reads opening hours as the national file holds them, in every spelling that can be understood for certain.
  package static func read(_ text: String) -> Reading {
    let plain = tidied(text)
    if plain == "24/7" { return Reading(hours: .always, text: plain) }
    // No station has so many rules; what is longer is a letter.
    guard plain.utf8.count <= 1000 else { return Reading(hours: nil, text: plain) }
    if saysAlways(plain) { return Reading(hours: .always, text: "24/7", repaired: true) }
    var rules = HoursRules()
    guard let words = HoursWords(text), let hours = rules.hours(words.tokens) else {
      return Reading(hours: nil, text: plain)
    }
    if hours.isHardlyEver { return Reading(hours: nil, text: plain, doubtful: true) }
    return Reading(hours: hours, text: hours.description, repaired: words.isUnusual || rules.isRounded)
  }

  /// Never but for the first hour of the day, or a few minutes: what is left of `00:00-00:00` where a spreadsheet counted it
  /// up from row to row.
  private var isHardlyEver: Bool {
    (0..<7).flatMap(spans(onWeekday:)).allSatisfy { $0.count <= ($0.lowerBound == 0 ? 60 : 15) }
  }

  /// Without blanks at the ends, and one where there were several.
  private static func tidied(_ text: String) -> String {
    text.split { $0.isWhitespace }.joined(separator: " ")
  }

  /// `24h/24 7j/7` and its two dozen variants: these numbers, and no word that says anything else.
  private static func saysAlways(_ text: String) -> Bool {
    var numbers: [Int] = []
    for part in text.lowercased().split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
      var rest = part[...]
      while let first = rest.first {
        let piece = rest.prefix { $0.isNumber == first.isNumber }
        rest = rest.dropFirst(piece.count)
        if let number = Int(piece) { numbers.append(number) } else if !words.contains(String(piece)) { return false }
      }
    }
    return [[24, 7], [24, 24], [24, 24, 7, 7], [7, 7, 24, 24], [24, 24, 7], [24, 7, 7], [24]].contains(numbers)
  }

  private static let words: Set = [
    "h", "heure", "heures", "hour", "hours", "j", "jr", "jour", "jours", "day", "days", "sur", "et", "and", "a", "à",
    "accessible", "ouvert", "ouverte", "open", "toujours", "always",
  ]
}

/// Rules in the order in which they are written: days, then their hours. Rules for days that had some add to them.
private struct HoursRules {
  private var days = [[Range<Int>]](repeating: [], count: 7)
  /// A minute was added that the text leaves out, except at midnight, where everybody does.
  private(set) var isRounded = false
  private var midnightToMidnight = 0
  private var spanCount = 0

  /// Nil when the tokens are no rules, or make no week.
  mutating func hours(_ tokens: [HoursToken]) -> OpeningHours? {
    var rest = tokens[...]
    var named: Set<Int> = []
    var isNaming = false
    var namesAny = false
    while let token = rest.popFirst() {
      switch token {
      case .separator: continue
      case .dash:
        // Lundi - 8h-12h
        guard isNaming, case .time? = rest.first else { return nil }
      case .day, .everyDay, .holiday:
        if !isNaming { named = [] }
        (isNaming, namesAny) = (true, true)
        named.formUnion(HoursRules.days(token, &rest))
      case .closed:
        guard namesAny else { return nil }
        isNaming = false
        for day in named { days[day] = [] }
      case .time(let start):
        guard rest.popFirst() == .dash, case .time(let end)? = rest.popFirst() else { return nil }
        isNaming = false
        add(start, end, to: namesAny ? named : Set(0..<7))
      }
    }
    // Sunday 00:00-00:00 beside other hours: all day, or not at all? Nobody can tell.
    if isNaming || midnightToMidnight > 0 && midnightToMidnight < spanCount { return nil }
    return OpeningHours(days)
  }

  private static func days(_ first: HoursToken, _ rest: inout ArraySlice<HoursToken>) -> Set<Int> {
    guard case .day(let day) = first else { return first == .everyDay ? Set(0..<7) : [] }
    guard rest.first == .dash, case .day(let last)? = rest.dropFirst().first else { return [day] }
    rest = rest.dropFirst(2)
    return Set((0...(last - day + 7) % 7).map { (day + $0) % 7 })
  }

  private mutating func add(_ start: Int, _ end: Int, to named: Set<Int>) {
    spanCount += 1
    if start == 0, end == 0 { midnightToMidnight += 1 }
    var (start, end) = (start == 1440 ? 0 : start, end)
    if start == 1 { (start, isRounded) = (0, true) }
    // The last minute is meant to be part of it; 23:57 is one network's way to write midnight.
    if end % 60 == 59 || (1437..<1440).contains(end) {
      if end != 1439 { isRounded = true }
      end = (end / 60 + 1) * 60
    }
    // Until the same hour: around the clock.
    let span = start..<(end > start ? end : end + 1440)
    for day in named { days[day].append(span) }
  }
}
