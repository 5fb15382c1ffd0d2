import HTTP
import Runtime
import Sites
import TestSupport
import Testing

@testable import Telemetry

@Suite struct PageTests {
  private func post(_ test: TestTelemetry, _ person: TestPerson, _ path: String, _ body: String) async throws
    -> TestAnswer
  {
    try await test.app.call(
      .post, path, from: "127.0.0.1",
      headers: [
        "Content-Type", "application/x-www-form-urlencoded", "Cookie", "watts_up_session=\(person.session)",
      ], bytes: Array(body.utf8))
  }

  @Test func `a subscription is made, looked at and ended without a script`() async throws {
    let test = try await TestTelemetry.make()
    let (person, stranger) = (try await test.person(), try await test.person("dominique"))
    let device = try await test.power(at: try await test.site(of: person))
    _ = try await device.send(.power, [Sample(at: test.now, value: 1234)])
    let form = "name=Toits+%3Cb%3E&key=power&key=soc&above=1000&below=&seconds=0&once=x"
    let made = try await post(test, person, "/explorer/subscriptions", form)
    let page = try #require(made.headers["Location"], "\(made.text)")
    #expect(made.status == 303)
    #expect(try await post(test, person, "/explorer/subscriptions", form).headers["Location"] == page)
    try await test.telemetry.evaluateAlarms()
    let shown = try await person.call(.get, page)
    #expect(shown.status == 200 && shown.text.contains("1234") && shown.text.contains("Toits &lt;b&gt;"))
    #expect(shown.text.contains("series/chart.svg?") && shown.text.contains("alarme") && shown.text.contains("Toit"))
    #expect(try await person.call(.get, "/explorer/subscriptions").text.contains(page.dropFirst()))
    #expect(try await test.app.call(.get, page).status == 303)
    #expect(try await stranger.call(.get, page).status == 404)
    #expect(try await post(test, stranger, page + "/delete", "").status == 404)
    for (bad, status) in [
      ("name=&key=power", 422), ("name=a", 422), ("name=a&key=power&above=1&seconds=x", 422),
    ] {
      #expect(try await post(test, person, "/explorer/subscriptions", bad).status == status, "\(bad)")
    }
    #expect(try await post(test, person, page + "/delete", "").status == 303)
    #expect(try await person.call(.get, page).status == 404)
  }
}
