import Foundation
import Postgres

/// Stations alone and in lists at 136 000 points: beside nginx, which answers the very questions with a file of as many bytes, as
/// fast as one client gets them, and one question at a time. Making up the questions costs the client the same on both sides.
enum SearchBenchmark {
  private static let rounds = 5

  @Sendable
  static func run() async throws -> [Line] {
    let country = try await StoredCountry.make("bench_search", points: 136_000)
    let figures = try await CountryFigures(of: country)
    let lines = try await besideNginx(country)
    await country.close()
    return lines + [
      Line("search: the nearest 20, filtered", ours: figures.nearest, limit: 5, unit: "ms median", aim: .atMost(1)),
      Line("search: by words", ours: figures.words, limit: 20, unit: "ms median", aim: .atMost(1)),
    ]
  }

  /// Another place each time, but for the station alone.
  private static let questions = [
    ("nearest", #"string.format("/api/stations?near=%.4f,%.4f&limit=20", y, x)"#),
    ("box", #"string.format("/api/stations?bbox=%.3f,%.3f,%.3f,%.3f&facets=1&limit=20", x, y, x + 0.2, y + 0.15)"#),
    ("words", #"string.format("/api/stations?limit=20&q=%s", words[math.random(5)])"#),
    ("slips", #"string.format("/api/stations?limit=20&q=%s", slip(towns[math.random(#towns)]))"#),
  ]

  private static func besideNginx(_ country: StoredCountry) async throws -> [Line] {
    let server = try await Server.start("DATABASE_URL=\(country.url)")
    defer { server.stop() }
    let id = try await country.database.first("select id::text from stations order by id offset 1000 limit 1") { row in
      try row.next(String.self)
    }
    let station = #""/api/stations/\#(id ?? "")""#
    let aims = [("station", station, 0.8)] + zip(questions, [0.35, 0.35, 0.2, 0.2]).map { ($0.0, $0.1, $1) }
    let towns = try await country.database.query(
      "select distinct (plain_words(city))[1] as town from stations where length(city) > 5 order by town limit 2000"
    ) { row in try row.next(String?.self) }.compactMap { $0 }
    var lines: [Line] = []
    for (name, path, aim) in aims {
      let script = try script(name, path, towns, server)
      defer { try? FileManager.default.removeItem(atPath: script) }
      let size = try await size(script, server)
      let nginx = try await Nginx.start(files: [name: size], always: name)
      defer { nginx.stop() }
      var rates: [(ours: Double, peer: Double)] = []
      for _ in 0..<rounds {
        rates.append(
          (
            try Wrk.rate(of: try await wrk("-s", script, server.url(""))),
            try Wrk.rate(of: try await wrk("-s", script, "http://127.0.0.1:\(nginx.port)"))
          ))
      }
      lines.append(
        Line("search: \(name), nginx with \(size) bytes", rounds: rates, unit: "requests/s", aim: .atLeast(aim)))
    }
    return lines
  }

  private static func wrk(_ words: String...) async throws -> String {
    try await Program.run(["wrk", "-t1", "-c8", "-d3"] + words)
  }

  private static func script(
    _ name: String, _ path: String, _ towns: [String], _ server: Server
  ) throws -> String {
    let file = server.folder + "-\(name).lua"
    try """
    words = {"paris", "lyon", "tesla", "gare", "ionity"}
    towns = {\(towns.map { "\"\($0)\"" }.joined(separator: ", "))}
    function slip(word)
      local place = math.random(#word)
      return word:sub(1, place - 1) .. word:sub(place + 1)
    end
    request = function()
      local x, y = -1 + math.random() * 7, 43.5 + math.random() * 6
      return wrk.format("GET", \(path))
    end
    """.write(toFile: file, atomically: true, encoding: .utf8)
    return file
  }

  /// Of an answer on average, by what wrk has read.
  private static func size(_ script: String, _ server: Server) async throws -> Int {
    let output = try await wrk("-s", script, server.url(""))
    let words = output.split(whereSeparator: \.isWhitespace).map(String.init)
    guard let place = words.firstIndex(of: "requests"), place > 0, let requests = Double(words[place - 1]),
      let read = words.firstIndex(of: "read"), read > 0
    else { throw Program.Failure(description: "wrk: \(output)") }
    let text = words[read - 1]
    let units = [("GB", 1_073_741_824.0), ("MB", 1_048_576), ("KB", 1024), ("B", 1)]
    guard let (unit, factor) = units.first(where: { text.hasSuffix($0.0) }),
      let number = Double(text.dropLast(unit.count))
    else { throw Program.Failure(description: "wrk: \(output)") }
    return Int(number * factor / requests)
  }
}
