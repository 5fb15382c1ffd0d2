import HTTP

/// What became of samples: accepted + duplicates + refused are as many as were sent, and `late` are some of the accepted.
struct Verdict: Codable, Sendable {
  var accepted = 0
  var duplicates = 0
  var late = 0
  var refused: [Refused] = []
}

/// A sample that is not kept; its place among those sent, from 0.
struct Refused: Codable, Sendable {
  let index: Int
  let code: RefusalCode
}

enum RefusalCode: String, CaseIterable, Field {
  case malformed
  case unknownMetric = "unknown-metric"
  case notANumber = "not-a-number"
  case badTime = "bad-time"
  case outOfRange = "out-of-range"
  case inTheFuture = "in-the-future"
  case tooOld = "too-old"
}

/// The body of POST /api/telemetry, for the documentation: it is read sample by sample, as a bad one keeps no other out.
struct TelemetryBody: Codable, Sendable {
  struct Item: Codable, Sendable {
    let metric: String
    let at: String
    let value: Double
  }

  let samples: [Item]
}
