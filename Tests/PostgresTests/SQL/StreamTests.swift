import Postgres
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct StreamTests {
  @Test func `a stream reads every row in order, whatever its length, beside another one`() async throws {
    let database = try await TestDatabase.make().database
    var numbers: [Int] = []
    var texts: [String] = []
    try await database.transaction(isolation: .snapshot) { transaction in
      let most = 10_000
      try await transaction.stream("numbers", "select i from generate_series(1, \(most)) i order by i") { row in
        numbers.append(try row.next())
      }
      try await transaction.stream("texts", "select 'a'::text where false") { row in texts.append(try row.next()) }
      try await transaction.stream("more", "select 'b'::text") { row in texts.append(try row.next()) }
    }
    #expect(numbers == Array(1...10_000))
    #expect(texts == ["b"])
  }

  @Test func `who stops reading ends the transaction and not the connection`() async throws {
    struct Enough: Error {}
    let database = try await TestDatabase.make().database
    await #expect(throws: Enough.self) {
      try await database.transaction { transaction in
        try await transaction.stream("numbers", "select i from generate_series(1, 100000) i") { _ in throw Enough() }
      }
    }
    let answer = try await database.first("select 1") { row in try row.next(Int32.self) }
    #expect(answer == 1)
  }
}
