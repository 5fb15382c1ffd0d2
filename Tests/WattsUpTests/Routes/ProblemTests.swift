import Accounts
import Foundation
import Homes
import Resources
import Runtime
import Sites
import TestSupport
import Testing
import Vehicles

@testable import Charging
@testable import HTTP
@testable import Import
@testable import Reservations
@testable import WattsUp

/// Whatever goes wrong, the answer says in the caller's language what to do.
@Suite struct ProblemTests {
  private static let kinds: [Problem.Kind] = [
    .malformed, .timeout, .payloadTooLarge, .unsupportedMediaType, .validation, .rateLimited, .unauthenticated,
    .forbidden, .notFound, .methodNotAllowed, .rangeNotSatisfiable, .upgradeRequired, .conflict, .preconditionFailed,
    .internal, .unavailable, .quotaReached, .slotTaken, .driverBusy, .pointUnavailable, .outsideHours,
    .inThePast, .tooFarAhead, .idempotencyMismatch, .notInSlot, .importBusy, .fileRefused,
    .withdrawalsUnconfirmed, .targetTooLong, .headTooLarge, .versionNotSupported, .secondFactorRequired,
    .passwordRequired,
    .noSuchTime, .lastOwner, .reserveFull, .reserveEmpty, .noReserve,
    .noSuchTime, .lastOwner,
    .usagePointTaken, .enedisUnavailable, .otherPoint, .unreadableFile,
    .badCode, .boxUnknown, .boxNotPaired, .relayNotArmed,
  ]

  /// Names of kinds as they are defined, wherever that is.
  private static func defined() throws -> Set<String> {
    var names: Set<String> = []
    for folder in ["Sources", "Import"] {
      let root = URL(filePath: TestCluster.packageFolder).appending(path: folder)
      let files = try #require(FileManager.default.enumerator(at: root, includingPropertiesForKeys: nil))
      // A box at home has problems of its own.
      for case let file as URL in files where file.pathExtension == "swift" && !file.path().contains("/Sources/Box/") {
        let text = try String(contentsOf: file, encoding: .utf8)
        for found in text.matches(of: /static let \S+ = (?:Problem\.Kind|Self)\(\s*"([a-z-]+)", [0-9]{3},/) {
          names.insert(String(found.1))
        }
      }
    }
    return names
  }

  @Test func `every kind of problem says what to do, in both languages`() throws {
    #expect(Set(Self.kinds.map(\.name)) == (try Self.defined()))
    for kind in Self.kinds {
      let detail = Problem(kind).detail
      #expect(detail == kind.detail && detail.french.count > 10 && detail.english.count > 10, "\(kind.name)")
      #expect(detail.french != detail.english && detail != kind.title, "\(kind.name)")
    }
  }

  private func check(_ answer: TestAnswer, _ status: Int, _ what: String) throws -> String {
    #expect(answer.status == status, "\(what): \(answer.text)")
    #expect(answer.headers["Content-Type"] == "application/problem+json", "\(what)")
    let detail = try #require(answer.json["detail"]?.text, "\(what): \(answer.text)")
    #expect(detail.count > 10 && detail != answer.json["title"]?.text, "\(what)")
    return detail
  }

  @Test func `every refusal over HTTP has a detail in French and in English`() async throws {
    let program = try await TestProgram.make()
    let driver = TestPerson(program.app, try await program.people.person())
    let nothing = "00000000-0000-7000-8000-000000000000"
    let asked: [(Int, HTTP.Method, String, Bool, [String], [UInt8]?)] = [
      (404, .get, "/api/nowhere", false, [], nil), (404, .get, "/api/stations/\(nothing)", false, [], nil),
      (404, .get, "/api/stations/x", false, [], nil), (404, .get, "/api/reservations/\(nothing)", true, [], nil),
      (401, .get, "/api/account", false, [], nil), (403, .get, "/api/admin/overview", true, [], nil),
      (403, .post, "/api/accounts", false, ["Origin", "https://elsewhere.example"], Array("{}".utf8)),
      (405, .delete, "/api/stations", false, [], nil),
      (412, .patch, "/api/account", true, ["If-Match", "\"99\""], Array(#"{"displayName": "X"}"#.utf8)),
      (413, .post, "/api/accounts", false, [], Array(repeating: 32, count: 70_000)),
      (415, .post, "/api/accounts", false, ["Content-Type", "text/plain"], [120]),
      (400, .post, "/api/accounts", false, [], Array("{".utf8)),
      (400, .post, "/api/accounts", false, [], Array(#"{"x": 1}"#.utf8)),
      (422, .post, "/api/session", false, [], Array("{}".utf8)), (422, .get, "/api/stations?limit=0", false, [], nil),
      (426, .get, "/api/live", false, [], nil),
    ]
    for (status, method, path, isSignedIn, headers, body) in asked {
      var details: [String] = []
      for language in ["fr", "en"] {
        let cookie = isSignedIn ? ["Cookie", "watts_up_session=\(driver.session)"] : []
        let answer = try await program.app.call(
          method, path, from: "127.0.0.1", headers: headers + cookie + ["Accept-Language", language], bytes: body)
        details.append(try check(answer, status, "\(method) \(path) \(language)"))
      }
      #expect(details[0] != details[1], "\(method) \(path)")
    }
  }

  @Test func `who asks too often and who comes too early is told how long to wait`() async throws {
    let people = try await TestPeople.make()
    var settings = Application.Settings()
    settings.limits?.ordinary = .init(perSecond: 1, burst: 1)
    let vehicles = VehiclesFeature(
      database: people.database, doorkeeper: people.accounts.doorkeeper, clock: people.clock.wall)
    let app = TestApp(
      try Application(routes: vehicles.feature.routes, settings: settings, log: .silent, clock: people.clock.wall),
      clock: people.clock.wall)
    _ = try await app.call(.get, "/api/vehicle-models")
    let refused = try await app.call(.get, "/api/vehicle-models")
    #expect(try check(refused, 429, "429").contains("Retry-After") && refused.headers["Retry-After"] != nil)
    let early = try await TestProgram.make(isFilled: false).app.call(.get, "/health/ready")
    #expect(try check(early, 503, "503").contains("Retry-After") && early.headers["Retry-After"] != nil)
  }
}
