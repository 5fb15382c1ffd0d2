import HTTP
import Postgres
import Runtime

/// Where days' temperatures come from: an address or a file, handed in by the program.
package struct WeatherSource: Sendable {
  package let read: @Sendable () async throws -> [UInt8]

  package init(_ read: @escaping @Sendable () async throws -> [UInt8]) { self.read = read }
}

/// A CSV with a day and its degree days (`dju`, `degreeDays`), or its mean (`temperature`, `tm`), or its least and greatest
/// temperature (`tn`, `tx`), in °C.
struct WeatherFile: Sendable {
  let days: [(day: CivilDay, degreeDays: Double)]

  private static let base = 18.0

  init(_ bytes: [UInt8]) {
    let lines = String(decoding: bytes, as: UTF8.self).split(whereSeparator: \.isNewline)
    let separator: Character = lines.first?.contains(";") == true ? ";" : ","
    let table = lines.map { $0.split(separator: separator, omittingEmptySubsequences: false).map(Self.cell) }
    let names = (table.first ?? []).map { $0.lowercased() }
    func place(_ wanted: String...) -> Int? { wanted.lazy.compactMap { names.firstIndex(of: $0) }.first }
    let (day, sum) = (place("date", "day", "jour"), place("dju", "degreedays", "degree_days"))
    let (mean, least, most) = (place("temperature", "tm", "tmoy"), place("tn", "tmin"), place("tx", "tmax"))
    days = table.dropFirst().compactMap { cells in
      func number(_ place: Int?, _ decimal: Character = ",") -> Double? {
        place.flatMap { cells.indices.contains($0) ? Double(cells[$0].map { $0 == decimal ? "." : $0 }.asString) : nil }
      }
      guard let day, cells.indices.contains(day), let date = try? CivilDate(.text(cells[day])) else { return nil }
      if let known = number(sum) { return (date.day, known) }
      let middle = number(mean) ?? number(least).flatMap { low in number(most).map { (low + $0) / 2 } }
      return middle.map { (date.day, max(0, Self.base - $0)) }
    }.filter { (0...80).contains($0.1) }
  }

  private static func cell(_ text: Substring) -> String {
    String(text.filter { $0 != "\"" && $0 != " " && $0 != "\u{FEFF}" })
  }
}

extension [Character] {
  fileprivate var asString: String { String(self) }
}

extension CommunityFeature {
  /// What is known of the weather, as far as there is a source: without one savings are compared plainly, and say so.
  package func fetchWeather() async throws {
    guard let weather else { return }
    let days = WeatherFile(try await weather.read()).days
    try await database.execute(
      """
      insert into community_degree_days as d (day, degree_days, stored_at)
      select day, max(degree_days), \(clock.now) from unnest(\(days.map(\.day)), \(days.map(\.degreeDays)))
        as w (day, degree_days) group by day
      on conflict (day) do update set degree_days = excluded.degree_days, stored_at = excluded.stored_at
      where d.degree_days is distinct from excluded.degree_days
      """)
  }
}
