import Accounts
import HTTP
import Runtime
import TestSupport
import Testing

/// Who may call what, for every route that the program serves: a route that is added later is called here too.
@Suite struct WallTests {
  private enum Caller: String, CaseIterable {
    case nobody, driver, technician, administrator

    var role: Account.Role? {
      switch self {
      case .nobody: nil
      case .driver: .driver
      case .technician: .technician
      case .administrator: .admin
      }
    }

    /// What a door with this name says; nil lets in.
    func refusal(at access: String) -> Int? {
      switch (access, self) {
      case ("public", _), ("page", _), ("operator", _), ("driver", .driver), ("driver", .technician),
        ("driver", .administrator):
        nil
      case ("technician", .technician), ("technician", .administrator), ("admin", .administrator): nil
      // Nobody's session is the key of a device or of a box.
      case (_, .nobody), ("device", _), ("box", _): 401
      default: 403
      }
    }
  }

  private static let known: Set = ["public", "page", "driver", "technician", "admin", "operator", "device", "box"]

  @Test func `every route says who may call it, and keeps to it`() async throws {
    let program = try await TestProgram.make()
    let (people, app) = (program.people, program.app)
    #expect(app.application.routes.count > 30)
    for caller in Caller.allCases {
      for route in app.application.routes where !route.isSocket {
        #expect(Self.known.contains(route.access), "\(route.line)")
        // A session of its own for each call: some routes end it.
        var person: TestPerson?
        if let role = caller.role { person = try await people.person("\(caller.rawValue)@example.org", role: role) }
        let answer = try await call(route, as: person, at: app)
        let expected = caller.refusal(at: route.access)
        if let expected {
          #expect(answer.status == expected, "\(caller) \(route.line): \(answer.text)")
          #expect(answer.json["errors"] == nil, "\(route.line) tells a stranger about the body")
        } else if route.line != "POST /api/session public" {
          #expect(![401, 403].contains(answer.status), "\(caller) \(route.line): \(answer.text)")
        }
        #expect(answer.status < 500, "\(caller) \(route.line): \(answer.text)")
      }
    }
  }

  @Test func `what is private is kept by no cache`() async throws {
    let program = try await TestProgram.make()
    let (people, app) = (program.people, program.app)
    for route in app.application.routes where !route.isSocket && route.access != "public" && route.access != "operator"
    {
      let person = try await people.person("chef@example.org", role: .admin)
      let answer = try await call(route, as: person, at: app)
      #expect(answer.headers["Cache-Control"] == "no-store", "\(route.line)")
    }
  }

  @Test func `a page of another site is refused at every route that changes something`() async throws {
    let program = try await TestProgram.make()
    let (people, app) = (program.people, program.app)
    let person = try await people.person("chef@example.org", role: .admin)
    for route in app.application.routes where !route.method.isSafe {
      let answer = try await call(route, as: person, at: app, "Origin", "https://elsewhere.example")
      #expect(answer.status == 403, "\(route.line): \(answer.text)")
    }
    #expect(try await person.call(.get, "/api/account").status == 200)
  }

  /// With an id where one belongs, that of nothing; and an empty object where there may be a body.
  private func call(_ route: Route, as person: TestPerson?, at app: TestApp, _ headers: String...) async throws
    -> TestAnswer
  {
    let path = route.pattern.description.split(separator: "/").map { segment in
      segment.hasPrefix("{") ? "00000000-0000-7000-8000-000000000000" : String(segment)
    }.joined(separator: "/")
    let body: JSON? = route.method.isSafe ? nil : .object([])
    guard let person else {
      return try await app.call(route.method, "/" + path, from: "127.0.0.1", headers: headers, json: body)
    }
    return try await TestPerson(app, person).call(route.method, "/" + path, headers: headers, json: body)
  }
}
