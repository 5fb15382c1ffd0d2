import Accounts
import HTTP
import Postgres
import Runtime

/// POST /api/homes/{id}/readings/file: Enedis' own exports, brought by hand. They could be made up, so that they are
/// provisional and count for nothing in the game.
struct TakenFile: Codable, Sendable {
  let kind: ReadingKind
  let direction: Direction
  let quality: Quality
  let from: Instant
  let to: Instant
  let readings: Int
  let days: Int
}

struct FileQuery: Decodable, Sendable {
  /// Where the file does not say.
  let direction: Direction?
}

extension HomesFeature {
  /// Three years of half-hours are 3 MB as CSV, 8 MB as JSON.
  private static let longestFile = 32 << 20

  /// No meter that writes such files is older.
  static let firstDay = CivilDay(year: 2000, month: 1, day: 1)

  func takeFile(_ call: Call<HomePath, FileQuery, Upload>, _ driver: Driver) async throws -> Response {
    let home = try await home(call.path.id, of: driver, in: database)
    let isPacked = try call.request.isPackedFile
    let sent = try await whole(call.body)
    let wanted = call.query.direction
    let days = Self.firstDay..<Paris.zone.local(clock.now).day.adding(2)
    let (answers, placed) = try await files.run {
      let answers = try MeterFile.read(isPacked ? Self.unpacked(sent) : sent, direction: wanted)
      return (answers, answers.map { PlacedReadings($0, on: days) })
    }
    if let point = answers.lazy.compactMap(\.point).first, let own = home.point, point != own {
      throw Problem(.otherPoint)
    }
    guard let series = answers.first?.series, let taken = TakenFile(placed, of: series) else {
      throw Problem(.unreadableFile)
    }
    try await database.transaction(timeout: .seconds(60)) { transaction in
      let home = try await hold(home.id, of: driver, in: transaction)
      for part in placed { try await write(part, of: home.id, series, .provisional, in: transaction) }
    }
    return try .json(taken, status: .created).header("Location", "/api/homes/\(home.id)/readings")
  }

  private static func unpacked(_ bytes: [UInt8]) throws -> [UInt8] {
    do throws(Gzip.Fault) {
      return try Gzip.unpack(bytes, limit: longestFile)
    } catch .tooLarge {
      throw Problem(.payloadTooLarge)
    } catch {
      throw Problem(.unreadableFile)
    }
  }

  private func whole(_ stream: BodyStream) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in stream {
      guard bytes.count + piece.count <= Self.longestFile else { throw Problem(.payloadTooLarge) }
      bytes += piece
    }
    return bytes
  }
}

extension Request {
  /// Whether the file that comes with it is packed with gzip.
  fileprivate var isPackedFile: Bool {
    get throws {
      switch headers["Content-Encoding"]?.lowercased() {
      case nil, "identity": return false
      case "gzip", "x-gzip": return true
      default:
        throw Problem(
          .unsupportedMediaType,
          Text(fr: "Content-Encoding attendu : gzip, ou aucun.", en: "Expected Content-Encoding: gzip, or none."))
      }
    }
  }
}

extension TakenFile {
  /// Nil for a file without readings.
  init?(_ parts: [PlacedReadings], of series: Series) {
    let (curves, values) = (parts.flatMap(\.curves), parts.flatMap(\.values))
    let days = (curves.map(\.day) + values.map(\.day)).sorted()
    guard let first = days.first, let last = days.last else { return nil }
    (kind, direction, quality) = (series.kind, series.direction, .provisional)
    (from, to) = (first.span.lowerBound, last.span.upperBound)
    readings = values.count + curves.reduce(0) { $0 + $1.watts.count { $0 != nil } }
    self.days = Set(days).count
  }
}
