import Runtime
import TestSupport
import Testing

private enum Driver {}

struct IdentifierTests {
  @Test func `the canonical text is read in either case and written in lower case`() throws {
    let id = try #require(Identifier<Driver>("01934F5E-2a00-7abc-8000-00000000000F"))
    #expect(id.description == "01934f5e-2a00-7abc-8000-00000000000f")
    #expect(id.high == 0x0193_4F5E_2A00_7ABC)
    #expect(id.low == 0x8000_0000_0000_000F)
  }

  @Test(arguments: [
    "", "01934f5e", "01934f5e2a0070008000000000000001", "01934f5e-2a00-7000-8000-00000000000",
    "01934f5e-2a00-7000-8000-0000000000001", "01934f5e-2a00-7000-8000-00000000000g",
    "{01934f5e-2a00-7000-8000-000000000001}", "01934f5e-2a00-7000-80000000-00000001-",
    " 01934f5e-2a00-7000-8000-000000000001",
    "01934f5e_2a00_7000_8000_000000000001", "01934f5e-2a00-7000-8000-00000000000１",
  ])
  func `anything else is no id`(text: String) {
    #expect(Identifier<Driver>(text) == nil)
  }

  @Test func `ids read back what they wrote`() {
    var random = SplitMix(seed: 7)
    for _ in 0..<20_000 {
      let id = Identifier<Driver>(high: random.next(), low: random.next())
      #expect(Identifier<Driver>(id.description) == id, "seed 7")
    }
  }

  @Test func `new ids have version 7, the variant of RFC 9562 and the milliseconds in front`() {
    let instant = Instant(microseconds: 1_645_557_742_000_999)
    for source in [IdentifierSource.random, .guessable, .counted()] {
      let id: Identifier<Driver> = source.next(at: instant)
      #expect(id.high >> 16 == 0x017F_22E2_79B0)
      #expect(id.high >> 12 & 15 == 7)
      #expect(id.low >> 62 == 2)
    }
  }

  @Test func `later ids are greater, as numbers and as text`() {
    let clock = ManualClock()
    var last: Identifier<Driver> = IdentifierSource.random.next(at: clock.now)
    for _ in 0..<1000 {
      clock.advance(by: .milliseconds(1))
      let next: Identifier<Driver> = IdentifierSource.random.next(at: clock.now)
      #expect(last < next && last.description < next.description)
      last = next
    }
  }

  @Test func `ids drawn on many threads at once are all different`() async {
    let instant = Instant(seconds: 1_795_000_000)
    for source in [IdentifierSource.random, .guessable] {
      let drawn = await withTaskGroup(of: Set<Identifier<Driver>>.self) { group in
        for _ in 0..<8 {
          group.addTask { Set((0..<5000).map { _ in source.next(at: instant) }) }
        }
        return await group.reduce(into: Set()) { $0.formUnion($1) }
      }
      #expect(drawn.count == 40_000)
    }
  }

  @Test func `a clock before 1970 gives the first ids`() {
    let id: Identifier<Driver> = IdentifierSource.random.next(at: Instant(seconds: -5))
    #expect(id.high >> 16 == 0)
  }
}
