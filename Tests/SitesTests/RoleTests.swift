import HTTP
import Postgres
import Runtime
import TestSupport
import Testing

@testable import Accounts
@testable import Sites

/// Roles and routes: who is let in where, told that their role is too small, or told nothing.
@Suite struct RoleTests {
  private enum Who: String, CaseIterable { case anonymous, stranger, reader, technician, owner, admin }

  private struct Line {
    let method: HTTP.Method
    let path: String
    let needs: SiteRole
    var body: JSON?
  }

  @Test func `each route lets in whoever has the role`() async throws {
    let test = try await TestSites.make()
    for who in Who.allCases {
      // A site for each, as some of what they do ends it.
      let site = try await test.site()
      let device = try await test.device(at: site)
      let key = try await test.owner.call(.post, "/api/devices/\(device)/keys").json["id"]?.text ?? ""
      let guest = try await test.person("guest-\(who)@example.org", .reader, at: site)
      let person = try await self.person(who, at: site, test)
      for line in lines(site, device, key, guest.id) {
        let answer = try await call(line, as: person, test)
        let expected = expectation(who, line)
        if let expected {
          #expect(answer.status == expected, "\(who) \(line.method) \(line.path): \(answer.text)")
        } else {
          #expect(answer.status < 300, "\(who) \(line.method) \(line.path): \(answer.text)")
        }
      }
    }
  }

  private func expectation(_ who: Who, _ line: Line) -> Int? {
    switch who {
    case .anonymous: 401
    case .stranger: 404
    default: (SiteRole(rawValue: who.rawValue) ?? .reader) >= line.needs ? nil : 403
    }
  }

  private func person(_ who: Who, at site: String, _ test: TestSites) async throws -> TestPerson? {
    switch who {
    case .anonymous: nil
    case .stranger: try await test.people.person("stranger@example.org")
    case .reader: try await test.person("reader@example.org", .reader, at: site)
    case .technician: try await test.person("technician@example.org", .technician, at: site)
    case .owner: test.owner
    case .admin: try await test.people.person("chef@example.org", role: .admin)
    }
  }

  private func call(_ line: Line, as person: TestPerson?, _ test: TestSites) async throws -> TestAnswer {
    guard let person else {
      return try await test.people.app.call(
        line.method, line.path, from: "127.0.0.1", headers: ["If-Match", "*"], json: line.body)
    }
    return try await person.call(line.method, line.path, headers: ["If-Match", "*"], json: line.body)
  }

  /// In an order in which nothing is missing that a later one needs.
  private func lines(_ site: String, _ device: String, _ key: String, _ guest: String) -> [Line] {
    let (place, thing) = ("/api/sites/\(site)", "/api/devices/\(device)")
    let invited: JSON = ["email": "new@example.org", "role": "reader"]
    return [
      Line(method: .get, path: place, needs: .reader),
      Line(method: .get, path: place + "/people", needs: .reader),
      Line(method: .get, path: place + "/people/\(guest)", needs: .reader),
      Line(method: .get, path: place + "/devices", needs: .reader),
      Line(method: .get, path: thing, needs: .reader),
      Line(method: .get, path: thing + "/keys", needs: .technician),
      Line(method: .post, path: thing + "/keys", needs: .technician),
      Line(method: .delete, path: thing + "/keys/\(key)", needs: .technician),
      Line(method: .post, path: place + "/devices", needs: .technician, body: TestSites.meter),
      Line(method: .patch, path: thing, needs: .technician, body: ["name": "Autre"]),
      Line(method: .delete, path: thing, needs: .technician),
      Line(method: .get, path: place + "/invitations", needs: .owner),
      Line(method: .post, path: place + "/invitations", needs: .owner, body: invited),
      Line(method: .patch, path: place + "/people/\(guest)", needs: .owner, body: ["role": "technician"]),
      Line(method: .delete, path: place + "/people/\(guest)", needs: .owner),
      Line(method: .patch, path: place, needs: .owner, body: ["name": "Autre"]),
      Line(method: .delete, path: place, needs: .owner),
    ]
  }
}
