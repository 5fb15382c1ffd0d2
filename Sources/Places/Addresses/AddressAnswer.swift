import HTTP
import Resources

/// The places of an answer in GeoCodeJSON. Somebody else wrote it: what makes no sense is left out.
struct AddressAnswer: Sendable {
  let places: [FoundPlace]

  init(_ json: JSON) throws {
    guard case .array(let features)? = json["features"] else {
      throw AddressTransfer.Failure(description: "an answer without features")
    }
    places = features.compactMap(FoundPlace.init(address:))
  }
}

extension FoundPlace {
  /// Nil for what has no name or no place, and for towns, which stand among the places by themselves.
  fileprivate init?(address feature: JSON) {
    guard let said = feature["properties"], let label = said.word("label"), said.word("type") != "municipality",
      case .array(let position)? = feature["geometry"]?["coordinates"], position.count >= 2,
      let longitude = position[0].number(in: -180...180), let latitude = position[1].number(in: -90...90)
    else { return nil }
    (id, kind, name) = ("a" + (said.word("id") ?? label), .address, label)
    (inseeCode, city) = (said.word("citycode"), said.word("city"))
    postcodes = [said.word("postcode")].compactMap { $0 }
    department = said.word("context").flatMap(Department.init(context:))
    location = Location(lat: latitude, lon: longitude)
    _links = Links().adding("stations", "/api/stations?near=\(latitude),\(longitude)")
  }
}

extension FoundPlace.Department {
  /// `80, Somme, Hauts-de-France`
  fileprivate init?(context: String) {
    let parts = context.split(separator: ",").map { String($0).trimmed }
    guard parts.count > 1 else { return nil }
    (code, name) = (parts[0], parts[1])
  }
}

extension JSON {
  fileprivate func word(_ name: String) -> String? {
    guard case .string(let text)? = self[name], !text.isEmpty, text.utf8.count <= 300 else { return nil }
    return text
  }

  fileprivate func number(in range: ClosedRange<Double>) -> Double? {
    guard case .number(let text) = self, let number = Double(text), range.contains(number) else { return nil }
    return number
  }
}
