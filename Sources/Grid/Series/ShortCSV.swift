import HTTP
import Runtime

extension Response {
  /// A short list as a file for spreadsheets: the same as its JSON.
  static func csv(_ columns: [String], _ rows: [[String?]]) -> Response {
    let lines = [CSVLine(columns)] + rows.map { row in CSVLine(row.map { $0 ?? "" }) }
    let bytes = Bytes(lines.map(\.text).joined())
    return Response(.ok, .bytes(bytes), type: .csv, cache: .revalidated).tagged(EntityTag(of: bytes))
      .header("Vary", "Accept")
  }
}

extension Instant {
  var onTheWall: String { text(in: Paris.zone) }
}
