import TestSupport
import Testing

@testable import Import

@Suite struct DefectTests {
  @Test func `the wanted share of the rows is spoilt, the others are as they were`() async throws {
    let clean = Array(Demonstration.Rows(of: try await GeneratedCountry.make(points: 20_000, seed: 5)))
    let dirty = Array(Demonstration.Rows(of: try await GeneratedCountry.make(points: 20_000, seed: 5, dirty: 0.03)))
    let spoilt = zip(clean, dirty).count { $0 != $1 }
    #expect(clean.count == dirty.count)
    #expect((500...700).contains(spoilt), "\(spoilt)")
  }

  @Test func `every defect changes the row it is given`() async throws {
    let rows = Array(Demonstration.Rows(of: try await GeneratedCountry.make(points: 400)))
    var dice = Demonstration.Dice(seed: 1)
    for defect in Demonstration.Defect.all {
      for (before, row) in zip(rows, rows.dropFirst()) {
        var spoilt = row
        defect.spoil(&spoilt, before, &dice)
        #expect(spoilt != row, "\(defect.name): \(row.cells)")
      }
    }
  }

  @Test func `whatever an id looks like, it can be seen to be a demonstration`() async throws {
    for row in Demonstration.Rows(of: try await GeneratedCountry.make(points: 5000, dirty: 1)) {
      let id = row[.pointID] == "Non concerné" ? row[.pointLocalID] : row[.pointID]
      let plain = id.uppercased().filter { $0.isLetter || $0.isNumber }
      #expect(plain.hasPrefix("FRDEME"), "\(row.cells)")
    }
  }

  @Test func `a country of defects is a file all the same`() async throws {
    let records = GeneratedCountry.records(
      GeneratedCountry.bytes(try await GeneratedCountry.make(points: 5000, dirty: 1)))
    #expect(records.count == 5001)
    let widths = records.reduce(into: [Int: Int]()) { $0[$1.count, default: 0] += 1 }
    #expect(Set(widths.keys) == [39, 40, 41])
    for text in ["HÃ´tel", "kW", "Non concerné", "VRAI", "\u{A0}", "E0", "\n", "0000-00-00"] {
      #expect(records.contains { $0.contains { $0.contains(text) } }, "\(text)")
    }
  }
}
