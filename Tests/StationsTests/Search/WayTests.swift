import Glibc
import HTTP
import Postgres
import TestSupport
import Testing

@testable import Stations

/// What may be asked along a way: 200 kilometres and 100 corners, once it is as simple as 50 metres allow.
@Suite struct WayTests {
  private func way(_ places: [Coordinates]) throws(FieldFault) -> Way { try Way(.text(polyline(places))) }

  private func code(_ places: [Coordinates]) -> String? {
    do {
      _ = try way(places)
      return nil
    } catch {
      return error.code
    }
  }

  /// To the north from 45°, a corner so many metres after the other and so many to the side of the line in turns.
  private func zigzag(_ corners: Int, metres: Double, aside: Double) -> [Coordinates] {
    (0..<corners).map { number in
      Coordinates(
        longitude: 3 + (number.isMultiple(of: 2) ? 0 : aside / 78_847),
        latitude: 45 + Double(number) * metres / 111_195)
    }
  }

  @Test func `so long and so crooked a way may be, and no more`() throws {
    #expect(code(zigzag(2, metres: 199_000, aside: 0)) == nil)
    #expect(code(zigzag(2, metres: 201_000, aside: 0)) == "too-long")
    #expect(code(zigzag(500, metres: 600, aside: 0)) == "too-long", "in small steps as in one")
    #expect(code(zigzag(100, metres: 100, aside: 200)) == nil)
    #expect(code(zigzag(101, metres: 100, aside: 200)) == "too-many-corners")
    #expect(code(zigzag(4000, metres: 1, aside: 2000)) == "too-many-corners")
    #expect(code(zigzag(4000, metres: 40, aside: 40)) == nil, "what does not matter does not count")
    #expect(try way(zigzag(4000, metres: 40, aside: 40)).points.count < 10)
    #expect(try way(zigzag(90, metres: 40, aside: 40)).points.count == 90, "what is small is asked as it is")
    #expect(code(Array(repeating: Coordinates(longitude: 3, latitude: 45), count: 3000)) == nil)
    // There and back again: what is far from both ends is a corner, though they are one place.
    let loop = (0...200).map { Coordinates(longitude: 3 + 0.5 * sin(Double($0) * .pi / 200), latitude: 45) }
    #expect(try way(loop).points.contains { abs($0.longitude - 3.5) < 0.001 })
  }

  @Test(arguments: [1, 2, 3] as [UInt64])
  func `no corner lies more than fifty metres off what is left of the way`(seed: UInt64) async throws {
    let database = try await TestDatabase.make().database
    var dice = SplitMix(seed: seed)
    for _ in 0..<5 {
      var (heading, place) = (Double.random(in: 0..<6.28, using: &dice), Coordinates(longitude: 2, latitude: 47))
      var drawn = [place]
      for _ in 0..<600 {
        heading += .random(in: -0.25...0.25, using: &dice)
        place = Coordinates(
          longitude: place.longitude + sin(heading) * 0.0012, latitude: place.latitude + cos(heading) * 0.0009)
        drawn.append(place)
      }
      let points = try way(drawn).points
      let farthest = try await database.first(
        """
        with line as (
          select st_makeline(array_agg(st_setsrid(st_makepoint(x, y), 4326) order by n))::geography as way
          from unnest(\(points.map(\.longitude)), \(points.map(\.latitude))) with ordinality as p (x, y, n)
        )
        select max(st_distance(st_setsrid(st_makepoint(x, y), 4326)::geography, way, false))
        from line, unnest(\(drawn.map(\.longitude)), \(drawn.map(\.latitude))) as d (x, y)
        """
      ) { try $0.next(Double.self) }
      #expect(points.count <= 100 && points.first == drawn.first.map(rounded) && points.last == drawn.last.map(rounded))
      #expect(try #require(farthest) < 51.5, "seed \(seed)")
    }
  }

  private func rounded(_ point: Coordinates) -> Coordinates {
    Coordinates(longitude: (point.longitude * 1e5).rounded() / 1e5, latitude: (point.latitude * 1e5).rounded() / 1e5)
  }

  @Test func `the refusal names the way, and says what to do`() async throws {
    let country = try await TestCountry.make()
    for (places, code) in [
      (zigzag(2, metres: 300_000, aside: 0), "too-long"), (zigzag(500, metres: 100, aside: 2000), "too-many-corners"),
    ] {
      let query = polyline(places).utf8.map { "%" + String($0, radix: 16) }.joined()
      let answer = try await country.find("along=\(query)&corridor=50000")
      #expect(answer.status == 422 && answer.problem == "validation" && answer.pointers == ["?along"])
      #expect(answer.json["errors"]?.elements.first?["code"] == .string(code))
    }
  }
}

/// As map services encode it, five decimals.
func polyline(_ places: [Coordinates]) -> String {
  var (text, last) = ("", (0, 0))
  for place in places {
    let next = (Int((place.latitude * 1e5).rounded()), Int((place.longitude * 1e5).rounded()))
    for step in [next.0 - last.0, next.1 - last.1] {
      var rest = step < 0 ? ~(step << 1) : step << 1
      while rest >= 32 {
        text.unicodeScalars.append(Unicode.Scalar(UInt8((rest & 31 | 32) + 63)))
        rest >>= 5
      }
      text.unicodeScalars.append(Unicode.Scalar(UInt8(rest + 63)))
    }
    last = next
  }
  return text
}
