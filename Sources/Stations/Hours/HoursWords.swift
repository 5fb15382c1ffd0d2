/// The parts of a text of opening hours.
enum HoursToken: Equatable {
  /// 0 is Monday.
  case day(Int)
  case everyDay
  /// Public and school holidays: no calendar of theirs is known here.
  case holiday
  /// Minutes since midnight, 0 to 1440.
  case time(Int)
  case dash
  case separator
  case closed
}

/// Takes a text of opening hours apart: English and French names, `08:00`, `8h30`, seconds, blanks of every kind.
struct HoursWords {
  private(set) var tokens: [HoursToken] = []
  /// Something was written in another way than the schema of the national file asks for.
  private(set) var isUnusual = false
  private var rest: ArraySlice<Unicode.Scalar>

  /// Nil when there is a word or a sign that does not belong.
  init?(_ text: String) {
    // Combining accents are dropped here, whole letters with one in `folded`.
    rest = text.unicodeScalars.filter { !(0x300...0x36F).contains($0.value) }.map(\.folded)[...]
    while let scalar = rest.first {
      if takesAroundTheClock() {
        tokens += [.time(0), .dash, .time(1440)]
      } else if scalar.isDigit {
        guard let time = time() else { return nil }
        tokens.append(.time(time))
      } else if scalar.isLetter {
        guard readWord() else { return nil }
      } else {
        guard readSign(scalar) else { return nil }
      }
    }
  }

  /// Reads "24/7" of some days; where it is said of all, nobody asks for the days.
  private mutating func takesAroundTheClock() -> Bool {
    for spelling in ["24/24h", "24/24", "24h/24h", "24h/24"] where rest.starts(with: spelling.unicodeScalars) {
      isUnusual = true
      rest = rest.dropFirst(spelling.unicodeScalars.count)
      return true
    }
    return false
  }

  private mutating func readSign(_ scalar: Unicode.Scalar) -> Bool {
    rest.removeFirst()
    switch scalar {
    case " ", "\n", "\r", "\t": break
    case "-", "\u{2010}", "\u{2011}", "\u{2012}", "\u{2013}", "\u{2014}", "\u{2212}": tokens.append(.dash)
    case ",", ";", ":", "/", "|", "&", "+", "(", ")", ".": tokens.append(.separator)
    default:
      guard scalar.properties.isWhitespace || scalar.properties.generalCategory == .format else { return false }
      isUnusual = true
    }
    return true
  }

  private mutating func readWord() -> Bool {
    let word = String(String.UnicodeScalarView(rest.prefix { $0.isLetter }))
    rest = rest.dropFirst(word.unicodeScalars.count)
    if let day = Self.days[word] {
      tokens.append(.day(day))
      if !Self.usual.contains(word) { isUnusual = true }
      return true
    }
    if Self.fillers.contains(word) {
      isUnusual = true
      return true
    }
    guard let token = Self.others[word] else { return false }
    if word != "ph", word != "off" { isUnusual = true }
    tokens.append(token)
    return true
  }

  /// One or two digits of hours, then `:30`, `:30:00`, `h` or `h30`.
  private mutating func time() -> Int? {
    guard let hour = digits(1...2), let sign = rest.first else { return nil }
    rest.removeFirst()
    var minute = 0
    switch sign {
    case ":":
      guard let minutes = digits(2...2), minutes < 60 else { return nil }
      minute = minutes
      if rest.first == ":", rest.dropFirst().first?.isDigit == true {
        isUnusual = true
        rest.removeFirst()
        guard let seconds = digits(2...2), seconds < 60 else { return nil }
        // 20:59:59 is nine o'clock.
        if seconds == 59 { minute += 1 }
      }
    case "h":
      isUnusual = true
      if rest.first?.isDigit == true {
        guard let minutes = digits(2...2), minutes < 60 else { return nil }
        minute = minutes
      }
    default: return nil
    }
    return hour * 60 + minute <= 1440 ? hour * 60 + minute : nil
  }

  private mutating func digits(_ count: ClosedRange<Int>) -> Int? {
    let digits = rest.prefix { $0.isDigit }
    guard count.contains(digits.count) else { return nil }
    rest = rest.dropFirst(digits.count)
    return digits.reduce(0) { $0 * 10 + Int($1.value) - 48 }
  }

  // MARK: Words

  private static let usual: Set = ["mo", "tu", "we", "th", "fr", "sa", "su"]

  private static let days: [String: Int] = {
    let names = [
      "mo mon monday mondays lu lun lundi lundis", "tu tue tues tuesday tuesdays ma mar mardi mardis",
      "we wed wednesday wednesdays me mer mercredi mercredis",
      "th thu thur thurs thursday thursdays je jeu jeudi jeudis", "fr fri friday fridays ve ven vendredi vendredis",
      "sa sat saturday saturdays sam samedi samedis", "su sun sunday sundays di dim dimanche dimanches",
    ]
    var days: [String: Int] = [:]
    for (day, words) in names.enumerated() {
      for word in words.split(separator: " ") { days[String(word)] = day }
    }
    return days
  }()

  private static let others: [String: HoursToken] = [
    "ph": .holiday, "sh": .holiday, "feries": .holiday, "ferie": .holiday, "tous": .everyDay, "daily": .everyDay,
    "everyday": .everyDay, "off": .closed, "closed": .closed, "ferme": .closed, "fermee": .closed, "a": .dash,
    "au": .dash, "to": .dash, "et": .separator, "and": .separator, "puis": .separator,
  ]

  private static let fillers: Set = [
    "de", "du", "le", "les", "jours", "jour", "from", "open", "ouvert", "ouverte", "ouverture", "horaires",
  ]
}

extension Unicode.Scalar {
  fileprivate var isDigit: Bool { (48...57).contains(value) }
  fileprivate var isLetter: Bool { (97...122).contains(value) }

  /// In lower case and without the accents of French.
  fileprivate var folded: Unicode.Scalar {
    switch self {
    case "A"..."Z": Unicode.Scalar(UInt8(value + 32))
    case "é", "è", "ê", "ë", "É", "È", "Ê": "e"
    case "à", "â", "À", "Â": "a"
    case "û", "ù", "ü": "u"
    case "ô": "o"
    default: self
    }
  }
}
