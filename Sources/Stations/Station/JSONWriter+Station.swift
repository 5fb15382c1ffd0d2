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

  /// Kilowatts, or null; as its division by a thousand would be written.
  mutating func member(_ name: StaticString, watts: Int32) {
    self.name(name)
    if watts == 0 { null() } else { write(watts, in: 1000) }
  }

  /// So many thousandths, or tenths.
  mutating func write(_ parts: some BinaryInteger, in whole: Int) {
    let (number, rest) = Int(parts).quotientAndRemainder(dividingBy: whole)
    if rest == 0 { return write(number) }
    withUnsafeTemporaryAllocation(byteCount: 24, alignment: 1) { buffer in
      var (place, digits, scale) = (24, rest, whole)
      while digits % 10 == 0 { (digits, scale) = (digits / 10, scale / 10) }
      while scale > 1 {
        place -= 1
        buffer[place] = UInt8(48 + digits % 10)
        (digits, scale) = (digits / 10, scale / 10)
      }
      place -= 1
      buffer[place] = UInt8(ascii: ".")
      digits = number
      repeat {
        place -= 1
        buffer[place] = UInt8(48 + digits % 10)
        digits /= 10
      } while digits > 0
      write(rawJSON: UnsafeRawBufferPointer(rebasing: buffer[place...]))
    }
  }

  mutating func write(_ sockets: Sockets) {
    array { json in for name in sockets.names { json.write(name.rawValue) } }
  }
}
