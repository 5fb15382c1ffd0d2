import Postgres

/// The stored points and stations, as one import compares a file with them.
struct KnownCountry: Sendable {
  var points: KnownPoints
  var stations: KnownStations

  var isEmpty: Bool { points.isEmpty && stations.stored == 0 }

  /// Reads it within the import's transaction. The seed is of this import alone, so that nobody can prepare identifiers
  /// that meet in the table.
  static func read(in transaction: Transaction) async throws -> KnownCountry {
    let seed = UInt64.random(in: 1 ... .max)
    // The planner's estimate is near enough to make room by, and costs nothing.
    let counts = try await transaction.query(
      """
      select greatest(reltuples, 0)::bigint from pg_class
      where oid in ('charge_points'::regclass, 'stations'::regclass) order by relname
      """
    ) { row in try row.next(Int.self) }
    var known = KnownCountry(
      points: KnownPoints(seed: seed, expecting: counts[0]),
      stations: KnownStations(seed: seed, expecting: counts[1]))
    try await known.readPoints(in: transaction)
    try await known.readStations(in: transaction)
    return known
  }

  /// A point that was withdrawn has no content: to be named again is a change. One that an administrator withdrew stays.
  private mutating func readPoints(in transaction: Transaction) async throws {
    try await transaction.copyOut(
      """
      copy (select irve_id, case when withdrawn_at is null or 'withdrawn_at' = any (manual_fields) then content_hash else 0 end,
          withdrawn_at is null and source = 'irve' and manual_fields <> '{withdrawn_at}'
        from charge_points) to stdout (format binary)
      """
    ) { chunks in
      var reader = BinaryRows()
      for try await chunk in chunks {
        reader.read(chunk) { fields in
          points.store(fields[0], hash: fields[1].bigEndian(), isCounted: fields[2].first == 1)
        }
      }
    }
  }

  private mutating func readStations(in transaction: Transaction) async throws {
    for which in ["place = 0", "place > 0 order by place"] as [SQL] {
      try await transaction.copyOut(
        """
        copy (select irve_id, place, content_hash, st_x(coalesce(first_location, location)),
            st_y(coalesce(first_location, location))
          from stations where \(sql: which)) to stdout (format binary)
        """
      ) { chunks in
        var reader = BinaryRows()
        for try await chunk in chunks {
          reader.read(chunk) { fields in
            let place = Coordinates(longitude: fields[3].double, latitude: fields[4].double)
            stations.store(fields[0], number: fields[1].bigEndian(), hash: fields[2].bigEndian(), spot: Spot(place))
          }
        }
      }
    }
  }

  /// Ids of the points that a full file does not name, as rows of a COPY.
  func missing(in transaction: Transaction) async throws -> Spool {
    let spool = try Spool()
    var rows = CopyRows()
    try await transaction.copyOut("copy (select irve_id, id from charge_points) to stdout (format binary)") { chunks in
      var reader = BinaryRows()
      for try await chunk in chunks {
        reader.read(chunk) { fields in
          if points.isMissing(fields[0]) { rows.addGone(fields[1]) }
        }
        try spool.append(rows.take())
      }
    }
    return spool
  }
}

/// Rows of `copy ... to stdout (format binary)` of columns that are never null.
private struct BinaryRows {
  private var isBegun = false
  private var fields: [UnsafeRawBufferPointer] = []

  mutating func read(_ chunk: [UInt8], _ take: ([UnsafeRawBufferPointer]) -> Void) {
    chunk.withUnsafeBytes { bytes in
      var rest = UnsafeRawBufferPointer(rebasing: bytes[...])
      if !isBegun { rest = rest.dropping(CopyRows.header.count) }
      isBegun = true
      while rest.count >= 2 {
        let count: Int16 = rest.bigEndian()
        rest = rest.dropping(2)
        if count < 0 { return }
        fields.removeAll(keepingCapacity: true)
        for _ in 0..<count {
          let length: Int32 = rest.bigEndian()
          fields.append(UnsafeRawBufferPointer(rebasing: rest[4..<4 + Int(length)]))
          rest = rest.dropping(4 + Int(length))
        }
        take(fields)
      }
    }
  }
}

extension UnsafeRawBufferPointer {
  fileprivate func bigEndian<Number: FixedWidthInteger>() -> Number {
    Number(bigEndian: loadUnaligned(as: Number.self))
  }

  fileprivate var double: Double { Double(bitPattern: bigEndian()) }

  fileprivate func dropping(_ count: Int) -> UnsafeRawBufferPointer { UnsafeRawBufferPointer(rebasing: self[count...]) }
}

extension CopyRows {
  fileprivate mutating func addGone(_ id: UnsafeRawBufferPointer) {
    row(fields: 1)
    add(CellText.borrowed(id))
  }
}
