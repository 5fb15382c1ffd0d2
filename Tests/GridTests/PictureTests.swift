import HTTP
import Runtime
import TestSupport
import Testing

@testable import Grid

@Suite struct PictureTests {
  @Test func `a year as squares: a column a day where there is room, else for a few`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2025-01-01T00:00:00Z", "2025-12-31T22:30:00Z")
    let path = "/api/grid/consumption/chart.svg?kind=heat&from=2025-01-01T00:00&to=2025-12-31T23:30"
    let wide = try await grid.get(path + "&width=800&height=260", "Accept-Language", "en")
    #expect(wide.status == 200 && wide.text.contains("A column a day.") && wide.text.contains("crispEdges"))
    let narrow = try await grid.get(path + "&width=320&height=200", "Accept-Language", "en")
    #expect(narrow.text.contains("A column for 2 days."))
    // A small picture is not made of as many squares as a large one.
    #expect(narrow.text.utf8.count < wide.text.utf8.count && wide.text.utf8.count < 1_000_000)
    let png = try await grid.get(path.replacing(".svg", with: ".png") + "&width=320&height=200&theme=dark")
    #expect(png.status == 200 && png.headers["Content-Type"] == "image/png")
    #expect(try await grid.get(path + "&kind=pie").status == 422)
    #expect(try await grid.get("/api/grid/mix/chart.svg?kind=heat").status == 422)
  }

  @Test func `a step too fine for a picture is drawn coarser`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2015-01-01T00:00:00Z", "2016-01-01T00:00:00Z", minutes: 15)
    let path = "/api/grid/consumption/chart.svg?from=2010-01-01T00:00&to=2020-01-01T00:00"
    let fine = try await grid.get(path + "&step=PT15M")
    #expect(fine.status == 200 && fine.text.utf8.count < 100_000)
    #expect(try await grid.get(path).text == fine.text)
  }

  @Test func `pictures of all sizes that are allowed are drawn, and no other`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2026-11-20T23:00:00Z", "2026-11-21T09:00:00Z")
    for (size, status) in [
      ("width=40&height=40", 200), ("width=16000&height=250", 200), ("width=40&height=16000", 200),
      ("width=2000&height=500&scale=2", 200), ("width=2001&height=500&scale=2", 422), ("width=32768&height=40", 422),
      ("width=32767&height=122", 200), ("width=1&height=1", 200), ("width=3&height=32767", 200),
      ("width=16384&height=9&scale=2", 422),
      ("width=0&height=0", 422), ("width=-5", 422), ("width=9223372036854775807&height=2", 422), ("scale=3", 422),
      ("theme=pink", 422),
    ] {
      for path in ["consumption", "mix", "outlook"] {
        #expect(try await grid.get("/api/grid/\(path)/chart.png?\(size)").status == status, "\(path) \(size)")
      }
    }
  }

  @Test func `whoever wants many large pictures at once waits behind themselves`() async throws {
    let grid = try await TestGrid()
    try await grid.fill("2026-11-20T23:00:00Z", "2026-11-21T09:00:00Z")
    let app = grid.app
    let large = "/api/grid/consumption/chart.png?width=1000&height=1000"
    try await withThrowingTaskGroup(of: Int.self) { group in
      for _ in 0..<60 {
        group.addTask { try await app.call(.get, large, from: "203.0.113.9").status }
      }
      let honest = try await app.call(.get, "/api/grid/mix/chart.png?width=320&height=200", from: "198.51.100.7")
      #expect(honest.status == 200)
      var statuses: [Int: Int] = [:]
      for try await status in group { statuses[status, default: 0] += 1 }
      // Some find their own line full, or wait in it for too long, and are told to come again.
      #expect(Set(statuses.keys).isSubset(of: [200, 503]) && statuses[200] != nil, "\(statuses)")
    }
  }
}
