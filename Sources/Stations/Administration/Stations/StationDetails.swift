/// The fields of a station in POST and PATCH, its name and its place apart. A field that is not named stays; null takes away.
struct StationDetails: Decodable, Sendable {
  struct Address: Decodable, Sendable {
    let columns: ColumnChanges<Station>

    init(from decoder: any Decoder) throws { columns = try ColumnChanges(of: Station.address, from: decoder) }
  }

  let about: ColumnChanges<Station>
  let address: Address?
  let more: ColumnChanges<Station>
  let terms: TermsDetails

  private enum Key: CodingKey { case address }

  init(from decoder: any Decoder) throws {
    about = try ColumnChanges(of: Station.about, from: decoder)
    address = try decoder.container(keyedBy: Key.self).decodeIfPresent(Address.self, forKey: .address)
    more = try ColumnChanges(of: Station.more, from: decoder)
    terms = try TermsDetails(from: decoder)
  }

  func apply(to station: inout Station) throws {
    for part in [about, address?.columns, more] { try part?.apply(to: &station) }
    terms.apply(to: &station.shared)
  }
}
