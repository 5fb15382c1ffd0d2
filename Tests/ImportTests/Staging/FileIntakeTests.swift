import HTTP
import Postgres
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Import

/// What is held of a file while it is read, whatever comes.
@Suite struct FileIntakeTests {
  /// A row of 100 bytes for each record, and a reject for those that begin with an x.
  private struct Plain: RecordIntake {
    var counts = Progress.Counts()
    var rows: [UInt8] = []
    var rejects = WaitingRows(statement: "copy nothing from stdin")
    var footprint = 0
    let statement: SQL = "copy nothing from stdin"
    var ready: Int { rows.count }
    var waiting: Int { rejects.rows.bytes.count }

    mutating func take(_ record: Record) {
      counts.rowsRead += 1
      footprint += 8
      if record.cells.first?.first == UInt8(ascii: "x") {
        rejects.rows.add(String(repeating: "y", count: 100))
      } else {
        rows += [UInt8](repeating: 97, count: 100)
      }
    }

    mutating func takeRows() -> [UInt8] {
      defer { rows = [] }
      return rows
    }

    mutating func takeWaiting() -> [WaitingRows] { [rejects.take()] }
  }

  private typealias Intake = FileIntake<RecordStream, Plain>

  private func intake(memory: Int = 1 << 30) throws -> Intake {
    Intake(try RecordStream(contentType: nil, contentEncoding: nil), Plain(), memory: memory)
  }

  /// A piece of a file as it comes, of so many lines.
  private func piece(_ lines: Int, _ start: String) -> [UInt8] {
    zipped((0..<lines).flatMap { Array("\(start)\($0 / 8),\($0 % 8)\n".utf8) })
  }

  @Test(arguments: ["a", "x"]) func `a piece that holds much is handed over in small steps`(_ start: String)
    async throws
  {
    let (steps, out) = AsyncThrowingStream<Intake.Step, any Error>.makeStream()
    let (way, intake, piece) = (StepWay(to: out, ahead: 1000), try intake(), piece(100_000, start))
    #expect(piece.count < 262_144)
    try await blocking { try intake.take(piece, isLast: true, way) }
    out.finish()
    var (largest, rows, waiting, last) = (0, 0, 0, false)
    for try await step in steps {
      let waits = step.waiting.reduce(0) { $0 + $1.rows.bytes.count }
      largest = max(largest, step.rows.count + waits)
      (rows, waiting, last) = (rows + step.rows.count, waiting + waits, step.isLast)
    }
    #expect(largest < 800_000)
    #expect((start == "a" ? rows : waiting) >= 10_000_000 && last)
  }

  @Test func `who reads waits when nobody takes the steps, and is let go when nobody will`() async throws {
    let (steps, out) = AsyncThrowingStream<Intake.Step, any Error>.makeStream()
    let (way, intake, piece) = (StepWay(to: out, ahead: 2), try intake(), piece(100_000, "a"))
    let reading = Task { try await blocking { try intake.take(piece, isLast: true, way) } }
    var taken = 0
    for try await _ in steps {
      taken += 1
      if taken == 2 { break }
    }
    way.close()
    await #expect(throws: CancellationError.self) { try await reading.value }
  }

  @Test func `what holds no record at all is given up as well`() async throws {
    let (_, out) = AsyncThrowingStream<Intake.Step, any Error>.makeStream()
    let (way, intake) = (StepWay(to: out, ahead: 2), try intake())
    way.close()
    let cell = zipped([UInt8](repeating: 97, count: 500_000))
    await #expect(throws: CancellationError.self) { try await blocking { try intake.take(cell, isLast: false, way) } }
  }

  @Test func `a file that names more than can be remembered is refused`() async throws {
    let (_, out) = AsyncThrowingStream<Intake.Step, any Error>.makeStream()
    let (way, intake, piece) = (StepWay(to: out, ahead: 1000), try intake(memory: 100_000), piece(100_000, "a"))
    await #expect(throws: SourceFault.tooManyPoints) {
      try await blocking { try intake.take(piece, isLast: true, way) }
    }
  }

  @Test func `a country's file that names too many points is refused by name, and leaves nothing`() async throws {
    let country = try await Country(memory: 40_000)
    let many = IRVEFile.of { for number in 0..<3000 { $0.add("S\(number)", 1, ["nbre_pdc": "1"]) } }
    await #expect(throws: SourceFault.tooManyPoints) { try await country.load(many) }
    #expect(try await country.names() == [])
    let few = IRVEFile.of { for number in 0..<300 { $0.add("S\(number)", 1, ["nbre_pdc": "1"]) } }
    #expect(try await country.load(few).changes == Changes(added: 300))
  }

  /// Points of one station identifier, more than a kilometre from one another.
  private func scattered(_ count: Int) -> IRVEFile {
    IRVEFile.of {
      for number in 0..<count {
        let (east, north) = (1000 + number % 100 * 20, 46_000 + number / 100 * 10)
        $0.add("A", number, ["coordonneesXY": "[\(Double(east) / 1000), \(Double(north) / 1000)]"])
      }
    }
  }

  @Test func `a file with one station identifier for more than 1,000 places is refused by name, and leaves nothing`()
    async throws
  {
    let country = try await Country()
    await #expect(throws: SourceFault.tooManyPlaces) { try await country.load(scattered(1100)) }
    #expect(try await country.names() == [])
    #expect(try await country.load(scattered(1000)).changes == Changes(added: 1000))
    await #expect(throws: SourceFault.tooManyPlaces) { try await country.load(scattered(1001)) }
    #expect(try await country.names().count == 1000)
  }

  // MARK: In the middle of it

  /// The database takes none of the rows that were refused, the thread that reads waits for it, and both let go.
  @Test func `cancelled while the database keeps it waiting, an import ends and the next one is read`() async throws {
    let country = try await Country()
    let file = IRVEFile.of { for number in 0..<20_000 { $0.add("A", number, ["coordonneesXY": ""]) } }
    let running = Shared<Task<Country.Outcome, any Error>?>(nil)
    try await country.database.transaction(timeout: .seconds(60)) { transaction in
      try await transaction.execute("lock table import_rejects in share mode")
      let task = Task { try await country.receive(file.body(pieces: 100_000)) }
      running.change { $0 = task }
      try await eventually("waiting for a lock") {
        try await country.database.first(
          """
          select exists (select from pg_locks l join pg_database d on d.oid = l.database
            where d.datname = current_database() and not l.granted and l.locktype = 'relation')
          """
        ) { row in try row.next(Bool.self) } == true
      }
      task.cancel()
      await #expect(throws: (any Error).self) { try await task.value }
    }
    #expect(try await country.load(IRVEFile.of { $0.add("A", 1) }).changes == Changes(added: 1))
  }

  @Test func `cancelled inside of a cell that never ends, an import ends`() async throws {
    let country = try await Country()
    let pieces = Shared(0)
    let head = Array((IRVEFile.columns.joined(separator: ",") + "\n\"").utf8)
    let body = BodyStream {
      pieces.countOne()
      return pieces.value == 1 ? head : [UInt8](repeating: 97, count: 65_536)
    }
    let task = Task { try await country.receive(body) }
    try await eventually("much of it") { pieces.value > 200 }
    task.cancel()
    await #expect(throws: (any Error).self) { try await task.value }
    #expect(try await country.load(IRVEFile.of { $0.add("A", 1) }).changes == Changes(added: 1))
  }
}
