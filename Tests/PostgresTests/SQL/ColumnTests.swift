import Postgres
import Runtime
import TestSupport
import Testing

private enum Station {}

@Suite(.timeLimit(.minutes(1))) struct ColumnTests {
  /// Sends the value, lets the server compare it with its own idea of it, and reads it back.
  private func roundTrip<Value: Column & Equatable>(
    _ value: Value, _ literal: SQL, on database: Database, location: SourceLocation = #_sourceLocation
  ) async throws {
    let sql: SQL = "select \(value), (\(value)) is not distinct from (\(sql: literal))"
    let found = try await database.first(sql) { row in (try row.next(Value.self), try row.next(Bool.self)) }
    #expect(found?.0 == value, sourceLocation: location)
    #expect(found?.1 == true, "the server saw something else", sourceLocation: location)
  }

  @Test func `numbers`() async throws {
    let database = try await TestDatabase.make().database
    try await roundTrip(true, "true", on: database)
    try await roundTrip(Int16.min, "'-32768'::int2", on: database)
    try await roundTrip(Int32.max, "2147483647", on: database)
    try await roundTrip(Int64.min, "'-9223372036854775808'::int8", on: database)
    try await roundTrip(-1, "'-1'::int8", on: database)
    try await roundTrip(Float(1.5), "1.5::float4", on: database)
    try await roundTrip(0.1, "0.1::float8", on: database)
    try await roundTrip(-Double.infinity, "'-infinity'::float8", on: database)
    let nan = try await database.first("select \(Double.nan)") { try $0.next(Double.self) }
    #expect(nan?.isNaN == true)
  }

  @Test func `narrow columns widen, wide ones do not shrink`() async throws {
    let database = try await TestDatabase.make().database
    #expect(try await database.first("select 7::int2") { try $0.next(Int.self) } == 7)
    #expect(try await database.first("select 7::int4") { try $0.next(Int64.self) } == 7)
    #expect(try await database.first("select 0.5::float4") { try $0.next(Double.self) } == 0.5)
    let error = await #expect(throws: ColumnError.self) {
      try await database.first("select 7::int8 as seven") { try $0.next(Int32.self) }
    }
    #expect(error?.description == #"column 1 "seven" has type int8, int4 is read"#)
  }

  @Test func `texts`() async throws {
    let database = try await TestDatabase.make().database
    try await roundTrip("", "''::text", on: database)
    try await roundTrip("Saint-Étienne 🔌 '\";--", #"U&'Saint-\00c9tienne \+01f50c ''";--'::text"#, on: database)
    #expect(try await database.first("select 'ab'::varchar(9)") { try $0.next(String.self) } == "ab")
    #expect(try await database.first("select 'ab'::char(3)") { try $0.next(String.self) } == "ab ")
    #expect(try await database.first("select current_database()") { try $0.next(String.self) }?.isEmpty == false)
    let long = String(repeating: "é", count: 300_000)
    #expect(try await database.first("select \(long)") { try $0.next(String.self) } == long)
  }

  @Test func `bytes`() async throws {
    let database = try await TestDatabase.make().database
    try await roundTrip([UInt8](), #"'\x'::bytea"#, on: database)
    try await roundTrip([0, 255, 0] as [UInt8], #"'\x00ff00'::bytea"#, on: database)
    try await roundTrip([[1], []] as [[UInt8]], #"array['\x01'::bytea, '\x']"#, on: database)
  }

  @Test func `identifiers`() async throws {
    let database = try await TestDatabase.make().database
    let id = Identifier<Station>(high: 0x0190_0000_0000_7000, low: 0x8000_0000_0000_0001)
    try await roundTrip(id, "'01900000-0000-7000-8000-000000000001'::uuid", on: database)
  }

  @Test func `instants, days and ranges`() async throws {
    let database = try await TestDatabase.make().database
    let instant = try #require(Instant(rfc3339: "2026-03-29T02:30:00.123456+02:00"))
    try await roundTrip(instant, "'2026-03-29 00:30:00.123456Z'::timestamptz", on: database)
    try await roundTrip(Instant(seconds: -5_000_000_000), "to_timestamp(-5000000000)", on: database)
    try await roundTrip(CivilDay(year: 2024, month: 2, day: 29), "'2024-02-29'::date", on: database)
    try await roundTrip(CivilDay(year: 1889, month: 12, day: 31), "'1889-12-31'::date", on: database)
    try await roundTrip(
      instant..<instant + .seconds(1800),
      "tstzrange('2026-03-29 00:30:00.123456Z', '2026-03-29 01:00:00.123456Z')", on: database)
    for bad: SQL in ["'infinity'::timestamptz", "'-infinity'::timestamptz"] {
      await #expect(throws: ColumnError.self) {
        try await database.first("select \(sql: bad)") { try $0.next(Instant.self) }
      }
    }
    for bad: SQL in [
      "'empty'::tstzrange", "tstzrange(null, '2026-01-01Z')", "tstzrange('2026-01-01Z', null)",
      "tstzrange('2026-01-01Z', '2026-01-02Z', '[]')",
    ] {
      await #expect(throws: ColumnError.self) {
        try await database.first("select \(sql: bad)") { try $0.next(Range<Instant>.self) }
      }
    }
  }

  @Test func `decimal numbers are exact`() async throws {
    let database = try await TestDatabase.make().database
    try await roundTrip(Decimal(units: 0), "0::numeric", on: database)
    try await roundTrip(Decimal(units: -12345, scale: 2), "'-123.45'::numeric", on: database)
    try await roundTrip(Decimal(units: 5, scale: 7), "0.0000005", on: database)
    try await roundTrip(Decimal(units: 100_000_000, scale: 4), "10000.0000", on: database)
    try await roundTrip(Decimal(units: 3, scale: 40), "'3e-40'::numeric", on: database)
    for scale in 0...9 {
      for units: Int128 in [1, 10, 9999, 10_000, 10_001, 123_456_789_012_345_678_901] {
        let decimal = Decimal(units: -units, scale: scale)
        let text = try await database.first("select (\(decimal))::text") { try $0.next(String.self) }
        #expect(text == decimal.description)
        let back = try await database.first("select (\(decimal.description))::text::numeric") {
          try $0.next(Decimal.self)
        }
        #expect(back == decimal)
      }
    }
    for bad: SQL in ["'NaN'::numeric", "'infinity'::numeric", "1e40::numeric"] {
      await #expect(throws: ColumnError.self) {
        try await database.first("select \(sql: bad)") { try $0.next(Decimal.self) }
      }
    }
  }

  @Test func `JSON passes as text`() async throws {
    let database = try await TestDatabase.make().database
    try await roundTrip(JSONText(#"{"a": [1, null]}"#), #"'{"a": [1, null]}'::jsonb"#, on: database)
    let json = try await database.first(#"select '{"b":1}'::json"#) { try $0.next(JSONText.self) }
    #expect(json == JSONText(#"{"b":1}"#))
    let field = try await database.first(#"select \#(JSONText(#"{"a": 7}"#)) ->> 'a'"#) { try $0.next(String.self) }
    #expect(field == "7")
  }

  @Test func `points`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table place (id int4, ground geometry(Point, 4326))")
    let brest = Coordinates(longitude: -4.4861, latitude: 48.3904)
    try await database.execute("insert into place values (1, \(brest))")
    let found = try await database.first("select ground, st_x(ground), st_astext(ground) from place") { row in
      (try row.next(Coordinates.self), try row.next(Double.self), try row.next(String.self))
    }
    #expect(found?.0 == brest && found?.1 == -4.4861 && found?.2 == "POINT(-4.4861 48.3904)")
    let metres = try await database.first(
      "select st_distance(ground::geography, (\(Coordinates(longitude: -4.4861, latitude: 48.4904)))::geometry::geography) from place"
    ) { try $0.next(Double.self) }
    #expect(metres.map { (11_000...11_200).contains($0) } == true)
    for bad: SQL in [
      "st_geomfromtext('LINESTRING(0 0, 1 1)', 4326)", "st_setsrid(st_makepoint(1, 2), 2154)",
      "st_geomfromtext('POINT EMPTY', 4326)", "st_setsrid(st_makepoint(1, 2, 3), 4326)",
    ] {
      await #expect(throws: ColumnError.self) {
        try await database.first("select \(sql: bad)") { try $0.next(Coordinates.self) }
      }
    }
    await #expect(throws: ParameterError.self) {
      try await database.execute("insert into place values (2, \(Coordinates(longitude: .nan, latitude: 0)))")
    }
  }

  @Test func `arrays, with and without NULL`() async throws {
    let database = try await TestDatabase.make().database
    try await roundTrip([Int](), "'{}'::int8[]", on: database)
    try await roundTrip([1, 2, 3], "'{1,2,3}'::int8[]", on: database)
    try await roundTrip(["a", nil, ""] as [String?], "array['a', null, '']", on: database)
    try await roundTrip([true, false], "array[true, false]", on: database)
    try await roundTrip([0.5, -1.0], "'{0.5,-1}'::float8[]", on: database)
    try await roundTrip([Instant(seconds: 0)], "array[to_timestamp(0)]", on: database)
    try await roundTrip([Decimal(units: 15, scale: 1)], "array[1.5]", on: database)
    try await roundTrip(
      [Instant(seconds: 0)..<Instant(seconds: 1)], "array[tstzrange(to_timestamp(0), to_timestamp(1))]", on: database)
    let id = Identifier<Station>(high: 1, low: 2)
    try await roundTrip([id], "array['00000000-0000-0001-0000-000000000002'::uuid]", on: database)
    await #expect(throws: ColumnError.self) {
      try await database.first("select array[1, null]::int8[]") { try $0.next([Int].self) }
    }
    await #expect(throws: ColumnError.self) {
      try await database.first("select array[[1, 2], [3, 4]]::int8[]") { try $0.next([Int].self) }
    }
    await #expect(throws: ColumnError.self) {
      try await database.first("select array['1']") { try $0.next([Int].self) }
    }
    await #expect(throws: ColumnError.self) {
      try await database.first("select 'no array at all, but long enough'::text") { try $0.next([Int].self) }
    }
  }

  @Test func `many rows go out as arrays`() async throws {
    let database = try await TestDatabase.make().database
    try await database.execute("create table p (id int8, name text, ground geometry(Point, 4326))")
    let ids = Array(1...5000)
    let names = ids.map { $0.isMultiple(of: 3) ? nil : "n\($0)" }
    let places = ids.map { Coordinates(longitude: Double($0) / 1000, latitude: 45) }
    let count = try await database.execute(
      """
      insert into p select i, n, g::geometry from unnest(\(ids), \(names), \(places)) as t(i, n, g)
      """)
    #expect(count == 5000)
    let found = try await database.first(
      "select count(*), count(name), sum(st_x(ground)) from p"
    ) { row in (try row.next(Int.self), try row.next(Int.self), try row.next(Double.self)) }
    #expect(found?.0 == 5000 && found?.1 == 3334)
    #expect(found.map { abs($0.2 - 12_502.5) < 0.001 } == true)
  }

  @Test func `a row is read strictly`() async throws {
    let database = try await TestDatabase.make().database
    let null = await #expect(throws: ColumnError.self) {
      try await database.first("select null::text as name") { try $0.next(String.self) }
    }
    #expect(null?.description == #"column 1 "name" is NULL where text is read"#)
    #expect(try await database.first("select null::text") { try $0.next(String?.self) } == .some(nil))
    let missing = await #expect(throws: ColumnError.self) {
      try await database.first("select 1") { row in
        _ = try row.next(Int.self)
        return try row.next(Int.self)
      }
    }
    #expect(missing?.reason == .missing)
    let raw = try await database.first("select 'a', null::text, 'c'") { row in
      let first = try row.nextBytes().map(Array.init)
      let second = try row.nextBytes().map(Array.init)
      row.skip()
      return (first, second)
    }
    #expect(raw?.0 == Array("a".utf8) && raw?.1 == nil)
  }
}
