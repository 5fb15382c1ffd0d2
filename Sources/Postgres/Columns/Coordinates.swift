/// A place on the ground in WGS 84: a PostGIS point with SRID 4326. Longitude first, as PostGIS has it.
package struct Coordinates: Hashable, Column, ArrayElement {
  package var longitude: Double
  package var latitude: Double

  package init(longitude: Double, latitude: Double) {
    self.longitude = longitude
    self.latitude = latitude
  }

  package static var type: SQLType { .point }

  /// Any type of the database's own, as geometry and geography are: the bytes tell whether they are a point.
  package static func accepts(_ oid: UInt32) -> Bool {
    oid == SQLType.bytea.oid || oid >= SQLType.firstOfDatabase
  }

  // EWKB, little-endian: 1, then 1 (point) with the flag "an SRID follows", the SRID, x, y.
  private static let pointWithSRID: UInt32 = 0x2000_0001

  package static func decode(_ cell: Cell) -> Coordinates? {
    guard cell.bytes.count == 25, cell.bytes[0] == 1, little(cell, at: 1, as: UInt32.self) == pointWithSRID,
      little(cell, at: 5, as: UInt32.self) == 4326
    else { return nil }
    let point = Coordinates(
      longitude: Double(bitPattern: little(cell, at: 9)), latitude: Double(bitPattern: little(cell, at: 17)))
    return point.longitude.isFinite && point.latitude.isFinite ? point : nil
  }

  private static func little<Number: FixedWidthInteger>(
    _ cell: Cell, at offset: Int, as: Number.Type = Number.self
  ) -> Number {
    Number(littleEndian: cell.bytes.loadUnaligned(fromByteOffset: offset, as: Number.self))
  }

  package func encode(into writer: inout BinaryWriter) {
    // PostGIS reads a point without numbers as an empty one.
    if !longitude.isFinite || !latitude.isFinite { writer.refuse("a point without finite coordinates") }
    writer.append(UInt8(1))
    writer.append(Self.pointWithSRID.byteSwapped)
    writer.append(UInt32(4326).byteSwapped)
    writer.append(longitude.bitPattern.byteSwapped)
    writer.append(latitude.bitPattern.byteSwapped)
  }
}
