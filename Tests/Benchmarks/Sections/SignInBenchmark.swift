import Foundation

/// The program itself on a database of its own: what signing in costs those who do not, and what its timing tells.
enum SignInBenchmark {
  private static let rounds = 5
  private static let tries = 200

  @Sendable
  static func run() async throws -> [Line] {
    let server = try await Server.start()
    defer { server.stop() }
    try await server.post(
      "accounts", #"{"email":"known@example.org","password":"une longue phrase","displayName":"K"}"#)
    var crowd: [(ours: Double, peer: Double)] = []
    for _ in 0..<rounds {
      let calm = try await server.medianOfGet()
      async let signIns: Void = server.signInCrowd()
      try await Task.sleep(for: .milliseconds(500))
      crowd.append((try await server.medianOfGet(), calm))
      try await signIns
    }
    var known: [Double] = []
    var unknown: [Double] = []
    // In turns: what slows the machine slows both.
    for _ in 0..<tries {
      known.append(try await server.secondsOfSignIn("known@example.org"))
      unknown.append(try await server.secondsOfSignIn("nobody@example.org"))
    }
    let (one, other) = (median(known) * 1000, median(unknown) * 1000)
    return [
      Line("signin: a public GET while 100 sign in, alone", rounds: crowd, unit: "µs median", aim: .atMost(2)),
      Line(
        "signin: wrong password, known against unknown", ours: max(one, other), limit: min(one, other),
        unit: "ms median",
        aim: .atMost(1.1)),
    ]
  }
}

extension Server {
  func post(_ path: String, _ body: String) async throws {
    _ = try await Program.run(
      "curl", "-sf", "-H", "Content-Type: application/json", "-d", body, url("api/" + path))
  }

  /// Microseconds.
  func medianOfGet() async throws -> Double {
    let output = try await Program.run(
      "wrk", "-t1", "-c1", "-d2", "--latency", url("health/ready"))
    return try Wrk.percentile("50%", of: output)
  }

  /// A hundred sign-ins at once, again and again for four seconds. Those beyond the queue are told to come back; curl
  /// waits as long as the answer says, as a client should.
  func signInCrowd() async throws {
    let body = #"{"email":"known@example.org","password":"une longue phrase"}"#
    // A fragment is not sent: a thousand times the same address.
    _ = try await Program.run(
      "sh", "-c",
      "timeout 4 curl -s --parallel --parallel-immediate --parallel-max 100 --retry 5 -o /dev/null "
        + "-H 'Content-Type: application/json' -d '\(body)' '\(url("api/session"))#[1-1000]' || true")
  }

  func secondsOfSignIn(_ email: String) async throws -> Double {
    let output = try await Program.run(
      "curl", "-s", "-o", "/dev/null", "-w", "%{time_total}", "-H", "Content-Type: application/json", "-d",
      "{\"email\":\"\(email)\",\"password\":\"un autre mot de passe\"}", url("api/session"))
    return Double(output) ?? .nan
  }
}
