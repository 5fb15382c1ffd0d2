import Runtime
import Stations
import TestSupport
import Testing

@Suite struct ReadHoursTests {
  @Test(arguments: [
    "24/7", " 24/7", "24h/24 7j/7", "24h/24", "24h/24h", "24/24 7/7 jours", "24/24_7/7", "24/24 - 7/7", "H24",
    "24h/24 et 7j/7", "accessible 24h/24 - 7j/7 ", "7j/7 24h/24", "24 heures sur 24, 7 jours sur 7",
    "Mo-Su 00:00-23:57", "Mo-Su 00:00-23:59", "Mo-Su 00:00-24:00", "Mo-Su 00:00-00:00", "00:00-24:00",
    "Mo 00:00-23:59, Tu 00:00-23:59, We 00:00-23:59, Th 00:00-23:59, Fr 00:00-23:59, Sa 00:00-23:59, Su 00:00-23:59",
    "Mo 00:00-24:00,Tu 00:00-24:00,We 00:00-24:00,Th 00:00-24:00,Fr 00:00-24:00,Sa 00:00-24:00,Su 00:00-24:00",
    "Mo 00:01-23:59,Tu-Su 00:01-23:59", "Mo-Su 00:00:00-23:59:59", "Mo-Su 08:00-08:00", "Mo-Su,PH 00:00-24:00",
  ])
  func `always open has many spellings`(_ text: String) {
    let read = OpeningHours.read(text)
    #expect(read.hours == .always)
    #expect(read.text == "24/7")
    #expect(read.open24h)
  }

  @Test(arguments: [
    ("Mo-Fr 08:00-12:00,Mo-Fr 14:00-18:00,Th 08:00-18:00", "Mo-We,Fr 08:00-12:00,14:00-18:00; Th 08:00-18:00"),
    ("Mo-Fr 08:00-18:00; Sa 09:00-12:00", "Mo-Fr 08:00-18:00; Sa 09:00-12:00"),
    ("Mo 08:00-12:00, Mo 14:00-19:00", "Mo 08:00-12:00,14:00-19:00"),
    ("Mo-Fr 08:00-12:00,14:00-18:00", "Mo-Fr 08:00-12:00,14:00-18:00"),
    ("Sa,Su,We  08:00-18:00", "We,Sa-Su 08:00-18:00"), ("Sa,Su,We,Th,Fr,Mo,Tu  08:00-18:00", "Mo-Su 08:00-18:00"),
    ("Lun-Ven\u{A0}: 08:00-18:00", "Mo-Fr 08:00-18:00"), ("lundi 8h-20h", "Mo 08:00-20:00"),
    ("Lun-Ven 07:00-19:00, Sam 09:00-18:00", "Mo-Fr 07:00-19:00; Sa 09:00-18:00"),
    ("Du lundi au vendredi de 8h30 à 12h et de 14h à 18h", "Mo-Fr 08:30-12:00,14:00-18:00"),
    ("Mo-Fri 08:00-18:00", "Mo-Fr 08:00-18:00"), ("Mo-Sun 06:00-22:00", "Mo-Su 06:00-22:00"),
    ("MONDAY to Saturday 8:00-18:00", "Mo-Sa 08:00-18:00"), ("Lu- Ve 08:00-18:00", "Mo-Fr 08:00-18:00"),
    ("MO-FR 08:00-17:00", "Mo-Fr 08:00-17:00"), ("Mo-Th 7:30-12:00,Fr13:15-17:00", "Mo-Th 07:30-12:00; Fr 13:15-17:00"),
    ("Su 07:00:00-20:59:00, Sa 07:00:00-20:59:00", "Sa-Su 07:00-21:00"), ("8h-20h", "Mo-Su 08:00-20:00"),
    ("8h30-12h", "Mo-Su 08:30-12:00"), ("Mo-Su 06:00-01:00", "Mo-Su 06:00-01:00"),
    (
      "Mo-Fr 19:00-08:00,Sa-Su 00:00-23:59",
      "Mo-Th 19:00-08:00; Fr 19:00-24:00; Sa-Su 00:00-24:00"
    ),
    ("Fr-Mo 22:00-02:00", "Mo,Fr-Su 22:00-02:00"), ("Mo-Fr 08:00-18:00; PH off", "Mo-Fr 08:00-18:00"),
    ("Mo-Su 08:00-18:00; Su off", "Mo-Sa 08:00-18:00"), ("Mo-Sa 8:00-18:00, dimanche fermé", "Mo-Sa 08:00-18:00"),
    ("Mo-Fr 08:00-18:00, PH 10:00-12:00", "Mo-Fr 08:00-18:00"), ("tous les jours 9h-19h", "Mo-Su 09:00-19:00"),
    ("Mo-Fr 09:00-12:00, Mo-Fr 14:00-17:03", "Mo-Fr 09:00-12:00,14:00-17:03"), ("Lundi - 8h–12h", "Mo 08:00-12:00"),
    ("Mo-Fr 24/24,Sa-Su 08:00-21:00", "Mo-Fr 00:00-24:00; Sa-Su 08:00-21:00"), ("lun-ven 24h/24", "Mo-Fr 00:00-24:00"),
    ("Mo 08:00-12:00, Mo 11:00-13:00, Mo 13:00-14:00", "Mo 08:00-14:00"),
    ("Su 22:00-24:00, Mo 00:00-02:00", "Su 22:00-02:00"),
  ])
  func `what can be understood gets the one spelling`(_ text: String, _ expected: String) {
    let read = OpeningHours.read(text)
    #expect(read.text == expected)
    #expect(read.hours?.description == expected)
    #expect(!read.open24h)
  }

  @Test(arguments: [
    "We 08:00-20", "Su 0:00, Th 08:00-20:008:00-20:00", "", " ", "Mo-Fri", "Mo-Sat", "Lu- Ve", "selon plages horaires",
    "Accès libre", "Selon ouverture", "20", "Mo-Fr", "08:00", "Mo-Fr 08:00", "Mo-Fr 08:00-", "Mo-Fr -18:00",
    "Mo-Fr 25:00-26:00", "Mo-Fr 08:60-09:00", "Mo-Fr 24:30-25:00", "Mo-Su off", "7j/7", "Mo-Fr 0800-1800",
    "Mo-Fr 08:00-18:00 sauf août", "Mo-Fr 08:00-18:00, Sa-Su 00:00-00:00", "Informations sur https://example.org",
    "Mo-Fr 08:00-18:00, Sa", "Xy 08:00-18:00", "24h/25", "Mo 24/245", "Mo 08:00-09:00-10:00",
    String(repeating: "Mo 08:00-09:00,", count: 100),
  ])
  func `nonsense is kept as it was written, and means nothing`(_ text: String) {
    let read = OpeningHours.read(text)
    #expect(read.hours == nil, "\(read.text)")
    #expect(!read.open24h)
    #expect(!read.repaired)
  }

  @Test(arguments: [
    ("Mo 00:00-00:01", true), ("Mo-Su 00:00-00:23", true), ("Mo-Su 00:00-00:59", true), ("Mo-Fr 12:00-12:10", true),
    ("Mo 00:00-00:01,Tu 00:00-00:02,We 00:00-00:03", true), ("Mo-Su 00:00-01:01", false), ("Mo 08:00-08:30", false),
    ("Mo-Fr 08:00-20:00; Sa 00:00-00:01", false), ("Mo-Su 08:00-08:00", false), ("selon", false),
  ])
  func `hours of a few minutes a day are doubted, not believed`(_ text: String, _ doubtful: Bool) {
    let read = OpeningHours.read(text)
    #expect(read.doubtful == doubtful)
    if doubtful {
      #expect(read.hours == nil && !read.open24h && !read.repaired)
      #expect(read.text == text)
    }
  }

  @Test func `text that is kept loses only blanks`() {
    #expect(OpeningHours.read("  selon\u{A0} plages\n horaires ").text == "selon plages horaires")
  }

  @Test(arguments: [
    ("24/7", false), (" 24/7", false), ("Mo-Fr 08:00-18:00", false), ("Mo-Fr 8:00-18:00; sa 9:00-23:59", false),
    ("Mo-Su 00:00-24:00", false), ("24h/24", true), ("Lu-Ve 08:00-18:00", true), ("Mo-Fr\u{A0}08:00-18:00", true),
    ("Mo-Fr 08:00:00-18:00:00", true), ("8h-20h", true), ("Mo-Su 00:00-23:57", true), ("Mo-Fri 08:00-18:00", true),
    ("Mo-Su 08:00-19:59", true), ("Mo-Su 00:01-23:59", true),
  ])
  func `a repair is what the schema does not allow, not another order or case`(_ text: String, _ repaired: Bool) {
    #expect(OpeningHours.read(text).repaired == repaired)
  }

  @Test func `the one spelling reads back as the same hours`() async throws {
    let found = try await complaints(seed: 3_001, attempts: FuzzScale.count(2_000, long: 500_000)) { random in
      guard let hours = OpeningHours.read(ReadHoursTests.rules(&random)).hours else { return nil }
      let again = OpeningHours.read(hours.description)
      return again.hours == hours && again.text == hours.description && !again.repaired
        ? nil : "\(hours) became \(again.text)"
    }
    #expect(found.isEmpty, "\(found)")
  }

  @Test func `no text stops the reader`() async throws {
    let pieces = [
      "Mo", "fr", "-", ",", ";", " ", "8", "08:00", "24", "7", ":", "h", "é", "\u{301}", "off", "PH", "\u{0}", "🔌", "/",
    ]
    let found = try await complaints(seed: 3_002, attempts: FuzzScale.count(10_000, long: 2_000_000)) { random in
      let text = (0..<Int.random(in: 0..<14, using: &random)).map { _ in
        pieces[Int.random(in: 0..<pieces.count, using: &random)]
      }.joined()
      let read = OpeningHours.read(text)
      return read.hours.map { OpeningHours.read($0.description).hours == $0 } == false ? text : nil
    }
    #expect(found.isEmpty, "\(found)")
  }

  /// Rules of a few days each, with times that lie close to each other often enough to meet, and to cross midnight.
  static func rules(_ random: inout SplitMix) -> String {
    let names = ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"]
    return (0..<Int.random(in: 1...6, using: &random)).map { _ in
      let days = (0..<Int.random(in: 1...3, using: &random)).map { _ in
        let (first, last) = (Int.random(in: 0..<7, using: &random), Int.random(in: 0..<7, using: &random))
        return Bool.random(using: &random) ? names[first] : names[first] + "-" + names[last]
      }.joined(separator: ",")
      let times = (0..<2).map { _ in
        let minute = Int.random(in: 0...1440, using: &random)
        let (hour, rest) = (Int.random(in: 0..<3, using: &random) == 0 ? minute : minute / 60 * 60)
          .quotientAndRemainder(dividingBy: 60)
        return "\(hour):\(rest < 10 ? "0" : "")\(rest)"
      }
      return days + " " + times.joined(separator: "-")
    }.joined(separator: ",")
  }
}
