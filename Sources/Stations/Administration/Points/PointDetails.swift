/// The fields of a point in POST and PATCH. A field that is not named stays; null takes away.
struct PointDetails: Decodable, Sendable {
  let columns: ColumnChanges<ChargePoint>
  let terms: TermsDetails

  init(from decoder: any Decoder) throws {
    columns = try ColumnChanges(of: ChargePoint.manualColumns, from: decoder)
    terms = try TermsDetails(from: decoder)
  }

  func apply(to point: inout ChargePoint) throws {
    try columns.apply(to: &point)
    terms.apply(to: &point.terms)
  }
}
