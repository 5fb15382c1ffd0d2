import Runtime

/// The day on which a file was made: by its name, else by the server that it was fetched from.
struct FileDate: Equatable {
  /// Since 1970.
  let minutes: Int
  var days: Int { minutes / 1440 }

  init?(name: String?, lastModified: Instant?, now: Instant) {
    let named = name.flatMap(Self.day).map { $0.daysSince1970 * 1440 }
    let modified = lastModified.map { Int($0.seconds / 60) }
    // A day to come is no date of a file.
    let latest = Int(now.seconds / 60) + 1440
    guard let minutes = [named, modified].compactMap({ $0 }).first(where: { (0...latest).contains($0) }) else {
      return nil
    }
    self.minutes = minutes
  }

  /// The first `2025-10-31`, `2025_10_31`, `2025.10.31` or `20251031` that is no part of a longer number.
  private static func day(in name: String) -> CivilDay? {
    let letters = Array(name.utf8)
    func number(_ place: Int, _ width: Int) -> Int? {
      guard place + width <= letters.count else { return nil }
      return letters[place..<place + width].reduce(0 as Int?) { value, letter in
        letter &- 48 < 10 ? value.map { $0 * 10 + Int(letter &- 48) } : nil
      }
    }
    func isDigit(_ place: Int) -> Bool { number(place, 1) != nil }
    for place in letters.indices where place == 0 || !isDigit(place - 1) {
      let gap = place + 4 < letters.count && "-_.".utf8.contains(letters[place + 4]) ? 1 : 0
      let isSame = gap == 0 || place + 7 < letters.count && letters[place + 7] == letters[place + 4]
      guard isSame, let year = number(place, 4), let month = number(place + 4 + gap, 2),
        let day = number(place + 6 + 2 * gap, 2), !isDigit(place + 8 + 2 * gap), (1990...2100).contains(year),
        (1...12).contains(month), (1...CivilDay.length(ofMonth: month, year: year)).contains(day)
      else { continue }
      return CivilDay(year: year, month: month, day: day)
    }
    return nil
  }
}

extension Instant {
  /// As HTTP writes it: `Sat, 01 Mar 2025 10:00:00 GMT`.
  init?(lastModified text: String) {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let words = text.split(separator: " ")
    guard words.count == 6, words[5] == "GMT", let day = Int(words[1]), let year = Int(words[3]), year < 10_000,
      let month = months.firstIndex(where: { $0 == words[2] })
    else { return nil }
    func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    self.init(rfc3339: "\(year)-\(two(month + 1))-\(two(day))T\(words[4])Z")
  }
}
