import HTTP
import Postgres
import Resources
import Runtime
import TestSupport
import Testing

@testable import Accounts
@testable import Sites

@Suite struct ExplorerTests {
  private func post(
    _ test: TestSites, _ person: TestPerson?, _ path: String, _ fields: [(String, String)] = []
  ) async throws -> TestAnswer {
    let body = fields.map { "\($0.0.percentEncoded)=\($0.1.percentEncoded)" }.joined(separator: "&")
    var headers = ["Content-Type", "application/x-www-form-urlencoded"]
    if let person { headers += ["Cookie", "watts_up_session=\(person.session)"] }
    return try await test.people.app.call(
      .post, path, from: "127.0.0.1", headers: headers, bytes: Array(body.utf8))
  }

  @Test func `a stranger is led to the sign-in and back`() async throws {
    let test = try await TestSites.make()
    let (app, site) = (test.people.app, try await test.site())
    let asked = try await app.call(.get, "/explorer/sites/\(site)")
    #expect(asked.status == 303)
    let turn = try #require(asked.headers["Location"])
    let door = try await app.call(.get, turn)
    let form = try #require(door.headers["Location"])
    #expect(door.status == 303 && form == "/explorer/sign-in?next=%2Fexplorer%2Fsites%2F\(site)")
    #expect(try await app.call(.get, form).text.contains("<input id=\"password\""))
    #expect(try await app.call(.get, form, "Accept-Language", "en").text.contains("<h1>Sign in</h1>"))
    let wrong = try await post(test, nil, "/explorer/sign-in", [("email", "olive@example.org"), ("password", "x")])
    #expect(wrong.status == 401 && wrong.text.contains("role=\"alert\"") && wrong.text.contains("value=\"olive@"))
    let right = try await post(
      test, nil, "/explorer/sign-in",
      [("email", "olive@example.org"), ("password", TestPeople.password), ("next", "/explorer/sites/\(site)")])
    #expect(right.status == 303 && right.headers["Location"] == "/explorer/sites/\(site)")
    #expect(right.cookie("watts_up_session") != nil && right.cookie("watts_up_refresh") != nil)
    let elsewhere = try await post(
      test, nil, "/explorer/sign-in",
      [("email", "olive@example.org"), ("password", TestPeople.password), ("next", "//evil.example/explorer")])
    #expect(elsewhere.headers["Location"] == "/explorer/sites")
  }

  @Test func `an address that asks for what there is not is answered by a page`() async throws {
    let test = try await TestSites.make()
    for (path, status) in [
      ("/explorer/sites?utm=x", 422), ("/explorer/sites?after=x", 404), ("/explorer/sites/x", 404),
    ] {
      let answer = try await test.owner.call(.get, path)
      #expect(answer.status == status && answer.text.contains("<h1>"), "\(path): \(answer.text)")
      #expect(answer.headers["Content-Type"]?.hasPrefix("text/html") == true)
      #expect(try await test.people.app.call(.get, path).status == 303, "a stranger signs in first")
    }
  }

  @Test func `a device that is signed in goes on by its refresh cookie`() async throws {
    let test = try await TestSites.make()
    let back = try await test.owner.call(.get, "/api/session/return?next=/explorer/sites")
    #expect(back.status == 303 && back.headers["Location"] == "/explorer/sites")
    #expect(back.cookie("watts_up_session") != nil)
  }

  @Test func `a page of another site cannot send our forms`() async throws {
    let test = try await TestSites.make()
    for headers in [["Origin", "https://evil.example"], ["Sec-Fetch-Site", "cross-site"]] {
      let answer = try await test.people.app.call(
        .post, "/explorer/sites", from: "127.0.0.1",
        headers: headers + [
          "Content-Type", "application/x-www-form-urlencoded", "Cookie", "watts_up_session=\(test.owner.session)",
        ], bytes: Array("name=X".utf8))
      #expect(answer.status == 403)
    }
    #expect(try await test.owner.call(.get, "/api/sites").json["items"]?.elements.isEmpty == true)
  }

  @Test func `a form makes a site once, and comes back with what was wrong`() async throws {
    let test = try await TestSites.make()
    let fields = [("name", "Atelier <b>"), ("timeZone", "Europe/Paris"), ("lat", ""), ("lon", ""), ("once", "abc")]
    let made = try await post(test, test.owner, "/explorer/sites", fields)
    #expect(made.status == 303 && made.cookie("watts_up_flash") == "created")
    let again = try await post(test, test.owner, "/explorer/sites", fields)
    #expect(again.headers["Location"] == made.headers["Location"])
    let page = try await test.owner.call(.get, try #require(made.headers["Location"]))
    #expect(page.status == 200 && page.text.contains("<h1>Atelier &lt;b&gt;</h1>") && !page.text.contains("<b>"))
    #expect(page.headers["Content-Security-Policy"]?.contains("default-src 'self'") == true)
    let refused = try await post(test, test.owner, "/explorer/sites", [("name", "Autre"), ("lat", "95"), ("lon", "2")])
    #expect(refused.status == 422 && refused.text.contains("value=\"Autre\"") && refused.text.contains("aria-invalid"))
    let flash = try await test.people.app.call(
      .get, "/explorer/sites", from: "127.0.0.1",
      headers: ["Cookie", "watts_up_session=\(test.owner.session); watts_up_flash=saved"])
    #expect(flash.text.contains("C&#39;est enregistré.") && flash.cookie("watts_up_flash") == "")
  }

  @Test func `a page shows what the role allows, and the forms keep to it`() async throws {
    let test = try await TestSites.make()
    let site = try await test.site()
    let device = try await test.device(at: site)
    let reader = try await test.person("sam@example.org", .reader, at: site)
    let stranger = try await test.people.person("kim@example.org")
    let (place, thing) = ("/explorer/sites/\(site)", "/explorer/devices/\(device)")
    #expect(try await test.owner.call(.get, place).text.contains("\(place)/invitations"))
    #expect(try await test.owner.call(.get, thing).text.contains("\(thing)/keys"))
    for path in [place, thing] {
      #expect(try await reader.call(.get, path).status == 200)
      #expect(try await stranger.call(.get, path).status == 404)
      #expect(try await test.people.app.call(.get, path).status == 303)
    }
    #expect(try await !reader.call(.get, place).text.contains("/invitations"))
    #expect(try await !reader.call(.get, thing).text.contains("/keys"))
    let forms = [
      (place + "/change", [("name", "X")]), (place + "/delete", []), (thing + "/keys", []), (thing + "/delete", []),
      (thing + "/change", [("name", "X")]), (place + "/invitations", [("email", "x@example.org"), ("role", "reader")]),
      (place + "/devices", [("kind", "meter"), ("name", "X"), ("metric", "energyDrawn")]),
      (place + "/people/\(test.owner.id)/change", [("role", "reader")]),
      (place + "/people/\(test.owner.id)/remove", []),
    ]
    for (path, fields) in forms {
      #expect(try await post(test, reader, path, fields).status == 403, "\(path)")
      #expect(try await post(test, stranger, path, fields).status == 404, "\(path)")
      #expect(try await post(test, nil, path, fields).status == 303, "\(path)")
    }
    #expect(try await test.owner.call(.get, "/explorer/sites/x").status == 404)
  }

  @Test func `a technician adds a device, makes a key and changes what nobody else has changed`() async throws {
    let test = try await TestSites.make()
    let site = try await test.site()
    let person = try await test.person("tom@example.org", .technician, at: site)
    let form = try await person.call(.get, "/explorer/sites/\(site)/new?kind=battery")
    #expect(form.text.contains("name=\"metric\" value=\"soc\""))
    let fields = [("kind", "battery"), ("name", "Batterie"), ("metric", "soc"), ("metric", "power")]
    let added = try await post(test, person, "/explorer/sites/\(site)/devices", fields)
    let device = try #require(added.headers["Location"])
    #expect(added.status == 303)
    let half = try await post(test, person, "/explorer/sites/\(site)/devices", Array(fields.dropLast()))
    #expect(half.status == 422 && half.text.contains("power"))
    let key = try await post(test, person, device + "/keys", [("once", "k1")])
    let secret = try #require(key.text.firstMatch(of: /<code class="secret">([A-Za-z0-9_-]{43})</)?.1)
    #expect(try await post(test, person, device + "/keys", [("once", "k1")]).status == 303)
    #expect(try await !person.call(.get, device).text.contains(secret))
    #expect(try await post(test, person, device + "/change", [("name", "B2"), ("version", "1")]).status == 303)
    let stale = try await post(test, person, device + "/change", [("name", "B3"), ("version", "1")])
    #expect(stale.status == 412 && stale.text.contains("value=\"B3\""))
    #expect(try await post(test, person, device + "/delete").headers["Location"] == "/explorer/sites/\(site)")
  }

  @Test func `an invitation is accepted on its page`() async throws {
    let test = try await TestSites.make()
    let site = try await test.site()
    let sam = try await test.people.person("sam@example.org")
    let invited = try await post(
      test, test.owner, "/explorer/sites/\(site)/invitations", [("email", "sam@example.org"), ("role", "reader")])
    #expect(invited.status == 303 && invited.cookie("watts_up_flash") == "invited")
    let page = "/explorer/invitations/" + (try await test.token(at: site))
    #expect(try await sam.call(.get, page).text.contains("action=\"\(page)\""))
    // A mail brings no cookie along: strangers are greeted, and a browser with scripts goes on in the app.
    let stranger = try await test.people.app.call(.get, page)
    #expect(stranger.status == 200 && stranger.text.contains("/api/session/return?next="))
    #expect(stranger.text.contains("<script type=\"module\" src=\"/app/sites/invited.js\"></script>"))
    #expect(!stranger.text.contains("action=\"\(page)\""))
    let joined = try await post(test, sam, page)
    #expect(joined.status == 303 && joined.headers["Location"] == "/explorer/sites/\(site)")
    #expect(try await post(test, sam, page).status == 404)
  }
}
