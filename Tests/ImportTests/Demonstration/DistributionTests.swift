import TestSupport
import Testing

@testable import Import

/// Against the figures of the real files: seed 1, 40 000 points of 8 900 stations, so a share of a tenth is known to one
/// hundredth.
@Suite struct DistributionTests {
  private static let rows = Task { Array(Demonstration.Rows(of: try await GeneratedCountry.make(points: 40_000))) }

  private func shares(_ value: (Demonstration.Row) -> String) async throws -> [String: Double] {
    let rows = try await Self.rows.value
    return rows.reduce(into: [:]) { $0[value($1), default: 0] += 1 }.mapValues { (count: Double) in
      count / Double(rows.count)
    }
  }

  private func expect(
    _ shares: [String: Double], _ expected: [String: Double], within tolerance: Double,
    sourceLocation: SourceLocation = #_sourceLocation
  ) {
    for (name, share) in expected {
      let found = shares[name] ?? 0
      let allowed = share * tolerance + 0.004
      #expect(
        (share - allowed...share + allowed).contains(found), "\(name): \(found), not \(share)",
        sourceLocation: sourceLocation)
    }
  }

  @Test func `powers come as often as in the real file`() async throws {
    // Of 142 000 points that say one.
    let shares = try await shares { $0[.power].hasSuffix(".0") ? String($0[.power].dropLast(2)) : $0[.power] }
    expect(
      shares, ["22": 0.413, "7.4": 0.076, "7": 0.067, "50": 0.059, "300": 0.055, "150": 0.040, "22.08": 0.034],
      within: 0.15)
  }

  @Test func `departements hold their share, those overseas too`() async throws {
    let rows = try await Self.rows.value
    let towns = try await GeneratedCountry.towns.value
    #expect(Set(Demonstration.departements.values) == towns.departements)
    let known = rows.filter { !$0[.inseeCode].isEmpty }
    let found = known.reduce(into: [String: Double]()) { counts, row in
      let code = row[.inseeCode]
      counts[String(code.prefix(code.hasPrefix("97") ? 3 : 2)), default: 0] += 1 / Double(known.count)
    }
    expect(found, ["75": 0.054, "59": 0.036, "33": 0.031, "13": 0.030, "69": 0.0135, "23": 0.0013], within: 0.25)
  }

  @Test func `operators hold their share`() async throws {
    let shares = try await shares { $0[.operator] }
    expect(
      shares,
      [
        "Bouygues Energies & Services": 0.093, "Power Dot France": 0.075, "Freshmile | FR*FR1": 0.062,
        "TESLA France SARL": 0.027, "SPBR1 | FR*EBN": 0.025, "": 0.031,
      ], within: 0.25)
  }

  @Test func `sockets follow power, and are as common as counted`() async throws {
    let rows = try await Self.rows.value
    func share(_ column: Demonstration.Column) -> Double {
      Double(rows.count { $0[flag: column] }) / Double(rows.count)
    }
    #expect((0.55...0.75).contains(share(.type2)), "\(share(.type2))")
    #expect((0.22...0.36).contains(share(.ccs)), "\(share(.ccs))")
    #expect((0.03...0.09).contains(share(.chademo)), "\(share(.chademo))")
    let fast = rows.filter { (Double($0[.power]) ?? 0) >= 100 }
    #expect(Double(fast.count { $0[flag: .ccs] }) > 0.9 * Double(fast.count))
  }

  @Test func `stations have four and a half points, most of them two`() async throws {
    let sizes = try await Self.rows.value.reduce(into: [String: Int]()) { $0[$1[.stationID], default: 0] += 1 }
    let average = 40_000 / Double(sizes.count)
    #expect((4.2...4.8).contains(average), "\(average)")
    let pairs = Double(sizes.values.count { $0 == 2 }) / Double(sizes.count)
    #expect((0.38...0.43).contains(pairs), "\(pairs)")
  }

  @Test func `what is missing is missing as often, and rows are as long as real ones`() async throws {
    let rows = try await Self.rows.value
    for (column, share) in Demonstration.missing {
      let found = Double(rows.count { $0[column].isEmpty }) / Double(rows.count)
      #expect((share - 0.03...share + 0.03).contains(found), "\(column): \(found), not \(share)")
    }
    let hours = try await shares { $0[.hours] }
    expect(hours, ["24/7": 0.78, "Mo-Su 00:00-23:57": 0.092], within: 0.1)
    let length = GeneratedCountry.bytes(try await GeneratedCountry.make(points: 5000)).count / 5000
    #expect((440...500).contains(length), "\(length)")
  }
}
