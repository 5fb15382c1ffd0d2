import HTTP
import Resources

/// What POST and PATCH may say of a station, its name and its place apart. What is not named stays; null takes away.
struct StationDetails: Decodable, Sendable {
  struct Address: Decodable, Sendable {
    let street: Line??
    let postcode: Postcode??
    let city: Line??
    let inseeCode: InseeCode??

    private enum Key: String, CodingKey { case street, postcode, city, inseeCode }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      (street, postcode) = (try fields.change(.street), try fields.change(.postcode))
      (city, inseeCode) = (try fields.change(.city), try fields.change(.inseeCode))
    }
  }

  let brand: Line??
  let `operator`: Line??
  let owner: Line??
  let contact: Line??
  let phone: Line??
  let placement: Station.Placement??
  let address: Address?
  let timeZone: ZoneName?
  let maxHeightM: MaxHeight??
  let notes: Prose??
  let gridConnection: Station.GridConnection??
  let terms: TermsDetails

  private enum Key: String, CodingKey {
    case brand, `operator`, owner, contact, phone, placement, address, timeZone, maxHeightM, notes, gridConnection
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    (brand, self.operator) = (try fields.change(.brand), try fields.change(.operator))
    (owner, contact) = (try fields.change(.owner), try fields.change(.contact))
    (phone, placement) = (try fields.change(.phone), try fields.change(.placement))
    address = try fields.decodeIfPresent(Address.self, forKey: .address)
    timeZone = try fields.decodeIfPresent(ZoneName.self, forKey: .timeZone)
    (maxHeightM, notes) = (try fields.change(.maxHeightM), try fields.change(.notes))
    gridConnection = try fields.change(.gridConnection)
    terms = try TermsDetails(from: decoder)
  }

  func apply(to station: inout Station) {
    if let brand { station.brand = brand?.text }
    if let name = self.operator { station.operator = name?.text }
    if let owner { station.owner = owner?.text }
    if let contact { station.contact = contact?.text }
    if let phone { station.phone = phone?.text }
    if let placement { station.placement = placement }
    address?.apply(to: &station)
    if let timeZone { station.timeZone = timeZone.text }
    terms.apply(to: &station.shared)
    if let maxHeightM { station.maxHeightM = maxHeightM?.metres }
    if let notes { station.notes = notes?.text }
    if let gridConnection { station.gridConnection = gridConnection }
  }
}

extension StationDetails.Address {
  fileprivate func apply(to station: inout Station) {
    if let street { station.street = street?.text }
    if let postcode { station.postcode = postcode?.text }
    if let city { station.city = city?.text }
    if let inseeCode { station.inseeCode = inseeCode?.text }
  }
}
