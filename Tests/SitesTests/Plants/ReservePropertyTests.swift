import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

/// Declarations at random, late, at the same instant, overlapping: after each of them the levels are those of the model, a refusal
/// names exactly what the model finds by trying, and no level ever lies outside. `make fuzz-reserve` makes 100,000.
@Suite struct ReservePropertyTests {
  private struct Figures {
    let steps = Shared(0)
    let refusals = Shared(0)
  }

  private struct Walk {
    let plants: TestPlants
    let seed: UInt64
    var random: SplitMix
    var model: ReserveModel
    let plant: String
    let grain: Int
    let figures: Figures
    var place = 0

    static let start = 1_795_132_800

    static func text(_ at: Int) -> String { Instant(seconds: Int64(at)).description }

    /// The levels are compared after each step, or after each tenth where there are many.
    mutating func step(_ number: Int) async throws {
      let from = Self.start + grain * Int.random(in: 0..<24, using: &random)
      switch Int.random(in: 0..<100, using: &random) {
      case ..<72: try await declare(from)
      case ..<85: try await count(from)
      default: try await reverse()
      }
      figures.steps.countOne()
      if !FuzzScale.isLong || number % 10 == 9 { try await compare() }
    }

    private mutating func declare(_ from: Int) async throws {
      let to = Bool.random(using: &random) ? from : from + grain * Int.random(in: 1..<12, using: &random)
      let isCharge = Bool.random(using: &random)
      let most = model.capacity / (Int.random(in: 0..<5, using: &random) == 0 ? 1 : 3) + 1
      let wh = Int.random(in: 1...most, using: &random)
      let answer = try await plants.declare(
        isCharge ? "charge" : "consume", wh, Self.text(from), from == to ? nil : Self.text(to), in: plant)
      guard answer.status == 201 else {
        figures.refusals.countOne()
        let largest = answer.json["largestWh"]?.whole ?? -1
        let blocked = answer.json["blockedAt"]?.instant.map { Int($0.seconds) } ?? -1
        #expect(answer.problem == (isCharge ? "reserve-full" : "reserve-empty"), "seed \(seed): \(answer.text)")
        #expect(
          wh > largest && model.forbids(moreThan: largest, charging: isCharge, from, to, at: blocked),
          "seed \(seed): \(answer.text)")
        return
      }
      try #require(model.fault(charging: isCharge, wh, from, to) == nil, "seed \(seed): \(answer.text)")
      place += 1
      model.entries.append(
        ReserveModel.Entry(
          id: answer.json["id"]?.text ?? "", from: from, to: to, effect: model.effect(charging: isCharge, wh),
          place: place, root: place))
    }

    private mutating func count(_ at: Int) async throws {
      let level = Int.random(in: 0..<model.capacity + 3, using: &random)
      let entry = ReserveModel.Entry(
        from: at, to: at, effect: 0, counted: level, place: place + 1, root: place + 1)
      let fault = model.fault(with: entry)
      let answer = try await plants.count(level, Self.text(at), in: plant)
      guard answer.status == 201 else {
        figures.refusals.countOne()
        #expect(fault != nil && answer.status == 409, "seed \(seed): \(answer.text)")
        return
      }
      #expect(fault == nil, "seed \(seed): a count of \(level) broke \(fault ?? 0)")
      place += 1
      model.entries.append(entry)
      model.entries[model.entries.count - 1].id = answer.json["id"]?.text ?? ""
    }

    private mutating func reverse() async throws {
      guard let index = model.entries.indices.randomElement(using: &random) else { return }
      let entry = model.entries[index]
      guard !entry.id.isEmpty else { return }
      let answer = try await plants.owner.call(
        .post, "/api/plants/\(plant)/movements/\(entry.id)/reversal", json: nil)
      let opposite = ReserveModel.Entry(
        from: entry.from, to: entry.to, effect: -entry.effect, counted: entry.counted, place: entry.place,
        root: entry.root, isReversal: true)
      let fault = entry.isReversed ? -1 : model.fault(with: opposite)
      guard answer.status == 201 else {
        figures.refusals.countOne()
        #expect(fault != nil && answer.status == 409, "seed \(seed): \(answer.text)")
        return
      }
      #expect(fault == nil, "seed \(seed): a reversal broke \(fault ?? 0)")
      model.entries[index].isReversed = true
      model.entries.append(opposite)
      model.entries[model.entries.count - 1].id = answer.json["id"]?.text ?? ""
    }

    private func compare() async throws {
      let id = plant
      let rows = try await plants.database.query(
        """
        select at, whole_wh(before_wh), whole_wh(wh),
          round(before_wh, 9) between 0 and previous_capacity_wh and round(wh, 9) between 0 and capacity_wh
        from reserve_levels where plant_id = \(id)::text::uuid and previous_at is not null order by at
        """
      ) { row in
        (
          at: Int(try row.next(Instant.self).seconds), before: try row.next(Int.self), after: try row.next(Int.self),
          isInside: try row.next(Bool.self)
        )
      }
      let points = model.points(model.entries)
      #expect(rows.map(\.at) == points.map(\.at), "seed \(seed)")
      for (row, point) in zip(rows, points) {
        #expect(row.isInside, "seed \(seed) at \(row.at)")
        let (before, after) = (Parts.rounded(point.before), Parts.rounded(point.after))
        #expect(row.before == before && row.after == after, "seed \(seed) at \(row.at)")
      }
    }
  }

  private typealias Efficiency = ReserveModel.Efficiency
  private static let efficiencies: [(in: Efficiency, out: Efficiency)] = [
    (Efficiency(above: 1, below: 1), Efficiency(above: 1, below: 1)),
    (Efficiency(above: 95, below: 100), Efficiency(above: 9, below: 10)),
    (Efficiency(above: 93, below: 100), Efficiency(above: 87, below: 100)),
  ]
  private static let lanes = 4

  @Test func `levels and refusals are those of a model that adds everything up`() async throws {
    let plants = try await TestPlants.make()
    let first = UInt64.random(in: 0 ... .max)
    let (figures, began) = (Figures(), ContinuousClock.now)
    try await withThrowingTaskGroup { group in
      for lane in 0..<Self.lanes {
        group.addTask {
          var seeds = SplitMix(seed: first &+ UInt64(lane))
          for _ in 0..<FuzzScale.count(2, long: 1700 / Self.lanes) {
            try await Self.walk(seeds.next(), plants, figures)
          }
        }
      }
      try await group.waitForAll()
    }
    guard FuzzScale.isLong else { return }
    print(
      "reserve: \(figures.steps.value) steps from \(first), \(figures.refusals.value) refused, in \(ContinuousClock.now - began)"
    )
  }

  private static func walk(_ seed: UInt64, _ plants: TestPlants, _ figures: Figures) async throws {
    var random = SplitMix(seed: seed)
    let efficiency = efficiencies[Int.random(in: 0..<3, using: &random)]
    let capacity = [97, 100, 1000][Int.random(in: 0..<3, using: &random)]
    let grain = [1, 60, 1800, 3600][Int.random(in: 0..<4, using: &random)]
    let plant = try await plants.plant(
      capacity: capacity, efficiencyIn: efficiency.in.value, efficiencyOut: efficiency.out.value)
    var walk = Walk(
      plants: plants, seed: seed, random: random,
      model: ReserveModel(capacity: capacity, efficiencyIn: efficiency.in, efficiencyOut: efficiency.out),
      plant: plant, grain: grain, figures: figures)
    for number in 0..<60 { try await walk.step(number) }
  }

  @Test func `the order in which the same declarations arrive makes no difference`() async throws {
    let plants = try await TestPlants.make()
    let seed = UInt64.random(in: 0 ... .max)
    var random = SplitMix(seed: seed)
    // Half full, and less than half in all either way: each is legal wherever it comes.
    var all: [(kind: String, wh: Int, from: Int, to: Int)] = []
    for number in 0..<24 {
      let from = Walk.start + 1800 * Int.random(in: 1..<20, using: &random)
      let to = number.isMultiple(of: 3) ? from : from + 1800 * Int.random(in: 1..<6, using: &random)
      all.append((number.isMultiple(of: 2) ? "charge" : "consume", Int.random(in: 1...3000, using: &random), from, to))
    }
    var outcomes: [[String]] = []
    for _ in 0..<3 {
      let plant = try await plants.plant()
      #expect(try await plants.declare("charge", 50_000, Walk.text(Walk.start), in: plant).status == 201)
      for one in all.shuffled(using: &random) {
        let answer = try await plants.declare(
          one.kind, one.wh, Walk.text(one.from), one.from == one.to ? nil : Walk.text(one.to), in: plant)
        #expect(answer.status == 201, "seed \(seed): \(answer.text)")
      }
      outcomes.append(try await plants.levels(of: plant))
    }
    #expect(outcomes[0].count > 12 && Set(outcomes).count == 1, "seed \(seed)")
  }
}
