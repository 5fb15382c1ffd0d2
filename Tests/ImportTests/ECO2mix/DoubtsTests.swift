import Grid
import Runtime
import Testing

@testable import Import

/// What is known without the database of whether it has to be asked.
@Suite struct DoubtsTests {
  private func median(_ loads: [Int32]) -> Double {
    let sorted = loads.sorted()
    return Double(sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  @Test func `whatever the loads, none that is far from the median is overlooked`() {
    var random = SystemRandomNumberGenerator()
    var quiet = 0
    for round in 0..<400 {
      let level = Int32.random(in: 1...200_000, using: &random)
      let spread = round.isMultiple(of: 2) ? level / 4 : level * 2
      let loads = (0..<Int.random(in: 49...300, using: &random)).map { _ in
        level + Int32.random(in: -spread...spread, using: &random)
      }
      var known = Loads()
      loads.forEach { known.add($0) }
      let middle = median(loads)
      let isFar = loads.contains { Double($0) < Outliers.low * middle || Double($0) > Outliers.high * middle }
      #expect(known.mayBeFar || !isFar, "\(loads)")
      if !known.mayBeFar { quiet += 1 }
    }
    // Loads like those of a country ask for nothing.
    #expect(quiet > 150)
  }

  @Test func `few loads have no median that counts, and those of a country's year are near theirs`() {
    var (few, year) = (Loads(), Loads())
    for load in [Int32(1), 50_000, 100_000] { few.add(load) }
    for half in 0..<17_520 { year.add(Int32(29_000 + half * 3)) }
    #expect(!few.mayBeFar && !year.mayBeFar)
    year.add(300)
    #expect(year.mayBeFar)
  }

  @Test func `the hour after the clock is put forward is compared with the one before it`() {
    let three = Instant(seconds: 1_743_296_400)  // 30 March 2025, 03:00 in Paris
    func doubts(_ before: Int32, _ after: Int32, at instant: Instant) -> Bool {
      var (doubts, row) = (Doubts(), GridRow())
      for (at, load) in [(instant, after), (instant - .seconds(3600), before)] {
        row.at = at
        row.values[GridColumn.consumption] = load
        doubts.note(row, isOfChange: true)
      }
      return doubts.mayRepeat
    }
    #expect(doubts(47_361, 47_361, at: three))
    #expect(!doubts(47_361, 46_542, at: three) && !doubts(47_361, 47_361, at: three + .seconds(1800)))
  }
}
