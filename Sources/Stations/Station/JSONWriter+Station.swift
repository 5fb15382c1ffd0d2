import HTTP
import Postgres

/// Members that stations and points are written with; null for what is not there.
extension JSONWriter {
  mutating func member(_ name: StaticString, _ value: String?) {
    self.name(name)
    if let value { write(value) } else { null() }
  }

  mutating func member(_ name: StaticString, _ value: Double?) {
    self.name(name)
    if let value { write(value) } else { null() }
  }

  mutating func member(_ name: StaticString, _ value: Int) {
    self.name(name)
    write(value)
  }

  mutating func member(_ name: StaticString, _ value: Bool?) {
    self.name(name)
    if let value { write(value) } else { null() }
  }

  mutating func write(_ place: Coordinates) {
    object { json in
      json.member("lat", place.latitude)
      json.member("lon", place.longitude)
    }
  }

  mutating func write(_ sockets: Sockets) {
    array { json in for name in sockets.names { json.write(name.rawValue) } }
  }
}
