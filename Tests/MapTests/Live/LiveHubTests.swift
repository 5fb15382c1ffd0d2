import HTTP
import Runtime
import Testing

@testable import Map
@testable import Stations

/// Who missed what, without a socket.
@Suite struct LiveHubTests {
  private func change(_ number: Int) -> PointChanges.Change {
    (number, ChargePoint.ID(high: 1, low: UInt64(number)))
  }

  @Test(arguments: [1, 2, 3, 4] as [UInt64])
  func `what was missed is what a search through all would find, in whatever order it was noted`(seed: UInt64) {
    var dice = Dice(seed: seed)
    var remembered = RememberedChanges()
    var all: [PointChanges.Change] = []
    var newest = 1000
    for _ in 0..<200 {
      newest += dice.below(5)
      // Now and then a transaction ends that began long ago.
      let batch = (0..<dice.below(6)).map { _ in change(max(1, newest - (dice.below(8) == 0 ? dice.below(300) : 0))) }
      remembered.add(batch)
      all += batch
      let since = newest - dice.below(400)
      let expected = all.filter { $0.number >= since }.map(\.number).sorted()
      #expect(remembered.since(since)?.map { Int($0.low) } == expected, "seed \(seed)")
    }
  }

  @Test func `so much is remembered and no more, and who asks further back is told to load the map again`() throws {
    var remembered = RememberedChanges(from: 5, (5..<60_000).map(change))
    #expect(remembered.since(4) == nil && remembered.since(59_000)?.count == 1000)
    #expect(remembered.since(5) == nil, "too much to be told one by one")
    remembered.add((60_000..<120_000).map(change))
    #expect(remembered.count == RememberedChanges.most / 2)
    #expect(remembered.from == 120_000 - RememberedChanges.most / 2 && remembered.since(remembered.from - 1) == nil)
    #expect(remembered.since(120_000)?.isEmpty == true && remembered.since(119_999)?.count == 1)
  }

  @Test func `what happens while somebody is told what they missed is neither lost nor overwritten by what is older`()
    async throws
  {
    let random = RandomCountry(seed: 41)
    let moment = CountryMoment(country: random.country, states: random.states)
    let box = try BoundingBox(.text("-180,-90,180,90"))
    let watcher = LiveWatcher()
    watcher.look(at: box)
    let newer = PointNews(7, at: moment)
    watcher.tell([newer], number: 12)
    let states = PointStates(of: random.country, [], [:], at: RandomCountry.now)
    let older = PointNews(7, at: CountryMoment(country: random.country, states: states))
    watcher.catchUp(with: [older, PointNews(8, at: moment)], number: 11)
    let text = try #require(await watcher.next())
    let said = try JSONParser.parse(text.array)
    #expect(said["type"] == "status" && said["seq"] == .number("12"))
    guard case .array(let points)? = said["points"] else { return }
    let statuses = points.filter { $0["id"] == .string(newer.id.description) }.map { $0["status"] }
    #expect(points.count == 2 && statuses == [.string(newer.status.rawValue)])
  }

  @Test func `a socket may say so much at once, and so much a second`() {
    let start = Instant(seconds: 1_795_248_000)
    var allowance = MessageAllowance(at: start)
    let first = (0..<60).map { _ in allowance.take(at: start) }
    #expect(!first.contains(false))
    let refused = allowance.take(at: start)
    let early = allowance.take(at: start + .milliseconds(99))
    let late = allowance.take(at: start + .milliseconds(100))
    let again = allowance.take(at: start + .milliseconds(150))
    // A clock that went back gives nothing and takes nothing.
    let back = allowance.take(at: start - .seconds(100))
    let afterwards = allowance.take(at: start - .seconds(99))
    #expect(!refused && !early && late && !again && !back && afterwards)
  }
}
