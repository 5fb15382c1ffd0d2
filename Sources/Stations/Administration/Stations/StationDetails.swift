import HTTP

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

  struct Payment: Decodable, Sendable {
    let perUse: Bool??
    let card: Bool??
    let other: Bool??
    let free: Bool??

    private enum Key: String, CodingKey { case perUse, card, other, free }

    init(from decoder: any Decoder) throws {
      let fields = try decoder.container(keyedBy: Key.self)
      (perUse, card) = (try fields.change(.perUse), try fields.change(.card))
      (other, free) = (try fields.change(.other), try fields.change(.free))
    }
  }

  struct Hours: Decodable, Sendable {
    let text: WrittenHours
  }

  let brand: Line??
  let `operator`: Line??
  let owner: Line??
  let contact: Line??
  let phone: Line??
  let placement: Station.Placement??
  let address: Address?
  let timeZone: ZoneName?
  let access: Station.Access?
  let hours: Hours??
  let twoWheelersOnly: Bool?
  let maxHeightM: MaxHeight??
  let payment: Payment?
  let tariff: Prose??
  let notes: Prose??
  let gridConnection: Station.GridConnection??

  private enum Key: String, CodingKey {
    case brand, `operator`, owner, contact, phone, placement, address, timeZone, access, hours, twoWheelersOnly
    case maxHeightM, payment, tariff, notes, gridConnection
  }

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: Key.self)
    (brand, self.operator) = (try fields.change(.brand), try fields.change(.operator))
    (owner, contact) = (try fields.change(.owner), try fields.change(.contact))
    (phone, placement) = (try fields.change(.phone), try fields.change(.placement))
    address = try fields.decodeIfPresent(Address.self, forKey: .address)
    timeZone = try fields.decodeIfPresent(ZoneName.self, forKey: .timeZone)
    access = try fields.decodeIfPresent(Station.Access.self, forKey: .access)
    hours = try fields.change(.hours)
    twoWheelersOnly = try fields.decodeIfPresent(Bool.self, forKey: .twoWheelersOnly)
    maxHeightM = try fields.change(.maxHeightM)
    payment = try fields.decodeIfPresent(Payment.self, forKey: .payment)
    (tariff, notes) = (try fields.change(.tariff), try fields.change(.notes))
    gridConnection = try fields.change(.gridConnection)
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
    if let access { station.access = access }
    if let hours {
      station.hoursText = hours?.text.text
      station.hours = hours?.text.hours.description
      station.open24h = hours?.text.hours.isAlways ?? false
    }
    if let twoWheelersOnly { station.twoWheelersOnly = twoWheelersOnly }
    if let maxHeightM { station.maxHeightM = maxHeightM?.metres }
    payment?.apply(to: &station)
    if let tariff { station.tariff = tariff?.text }
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

extension StationDetails.Payment {
  fileprivate func apply(to station: inout Station) {
    if let perUse { station.payPerUse = perUse }
    if let card { station.payCard = card }
    if let other { station.payOther = other }
    if let free { station.free = free }
  }
}
