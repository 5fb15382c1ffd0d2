import Postgres
import Runtime

/// A value that a field of a COPY can hold. It writes its length, then its bytes.
protocol CopyValue {
  func write(to rows: inout CopyRows)
}

extension Optional: CopyValue where Wrapped: CopyValue {
  @inline(__always)
  func write(to rows: inout CopyRows) {
    guard let self else { return rows.null() }
    self.write(to: &rows)
  }
}

extension Int16: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(2))
    rows.append(self)
  }
}

extension Int32: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(4))
    rows.append(self)
  }
}

extension Int64: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(8))
    rows.append(self)
  }
}

extension Float: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(4))
    rows.append(bitPattern)
  }
}

extension Bool: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(1))
    rows.append(self ? 1 as UInt8 : 0)
  }
}

extension CivilDay: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(4))
    rows.append(Int32(clamping: daysSince1970 - 10_957))
  }
}

extension Instant: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(8))
    rows.append(microseconds - 946_684_800_000_000)
  }
}

extension Identifier: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(16))
    rows.append(high)
    rows.append(low)
  }
}

extension StaticString: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(utf8CodeUnitCount))
    rows.append(contentsOf: UnsafeBufferPointer(start: utf8Start, count: utf8CodeUnitCount))
  }
}

extension String: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(utf8.count))
    rows.append(contentsOf: utf8)
  }
}

extension CellText: CopyValue {
  func write(to rows: inout CopyRows) {
    switch self {
    case .absent: rows.null()
    case .borrowed(let cell):
      rows.append(Int32(cell.count))
      rows.append(contentsOf: cell)
    case .owned(let text): text.write(to: &rows)
    }
  }
}

extension Coordinates: CopyValue {
  func write(to rows: inout CopyRows) {
    rows.append(Int32(25))
    rows.append(1 as UInt8)
    rows.append(UInt32(0x2000_0001).byteSwapped)
    rows.append(UInt32(4326).byteSwapped)
    rows.append(longitude.bitPattern.byteSwapped)
    rows.append(latitude.bitPattern.byteSwapped)
  }
}

/// jsonb travels as text behind the number of its format.
struct CopiedJSON: CopyValue {
  let bytes: [UInt8]

  func write(to rows: inout CopyRows) {
    rows.append(Int32(bytes.count + 1))
    rows.append(1 as UInt8)
    rows.append(contentsOf: bytes)
  }
}
