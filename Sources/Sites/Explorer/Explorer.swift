import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// The pages of sites and devices that work without a script: the same rights, the same rules.
struct PagePath: Decodable, Sendable {
  let id: String

  var site: EnergySite.ID { get throws { try PagePath.read(id) } }
  var device: Device.ID { get throws { try PagePath.read(id) } }

  /// What is no id names nothing that exists.
  static func read<Item>(_ text: String) throws -> Identifier<Item> {
    guard let id = Identifier<Item>(text) else { throw Problem(.notFound) }
    return id
  }
}

extension SitesFeature {
  var explorer: [Route] { siteList + sitePages + peoplePages + devicePages }

  typealias Draw<Path: Decodable & Sendable, Query: Decodable & Sendable, Body: BodyKind> =
    @Sendable (Call<Path, Query, Body>, PageReader) async throws -> PageAnswer

  func page<Path, Query>(
    _ pattern: StaticString, _ summary: StaticString, _ make: @escaping Draw<Path, Query, NoBody>
  ) -> Route {
    Route(.get, pattern, access: doorkeeper.visitor, summary, answers: .media(.html), .empty(.seeOther)) {
      (call: Call<Path, Query, NoBody>, visitor) in
      try await doorkeeper.show(call.request, visitor, home: "explorer/sites") { try await make(call, $0) }
    }
  }

  /// What a form of a page does, and where it leads. A form that is refused comes back as it was sent.
  func action<Path>(
    _ pattern: StaticString, _ summary: StaticString, home: @escaping @Sendable (Path) -> LocalLink,
    _ make: @escaping Draw<Path, Nothing, FormBody>
  ) -> Route {
    Route(.post, pattern, access: doorkeeper.visitor, summary, answers: .media(.html), .empty(.seeOther)) {
      (call: Call<Path, Nothing, FormBody>, visitor) in
      try await doorkeeper.show(call.request, visitor, call.body, home: home(call.path)) { try await make(call, $0) }
    }
  }

  /// Does what a form asks for, or draws its page again with what is to be changed.
  func trying(
    _ reader: PageReader, elsePage draw: (FilledForm) async throws -> ServerPage,
    _ act: () async throws -> PageAnswer
  ) async throws -> PageAnswer {
    do {
      return try await act()
    } catch let problem as Problem where [409, 412, 422].contains(problem.kind.status.code) {
      var page = try await draw(reader.refused(problem))
      page.status = problem.kind.status
      return .page(page)
    }
  }
}

extension Form {
  /// Refuses a form that was drawn before somebody else changed what it shows.
  func requireVersion(_ tag: EntityTag) throws {
    if let version = self["version"], version != tag.opaque { throw Problem(.preconditionFailed) }
  }

  /// Its fields, without what says which form it is.
  func fields<T: Decodable>(_ type: T.Type) throws -> T { try read(type, without: ["once", "version"]) }
}

extension PageReader {
  /// By the clock on the wall of a place.
  func time(_ instant: Instant, in zone: String) -> HTML {
    let local = (Zone.named(zone) ?? Zone.named("UTC"))?.local(instant)
    func digits(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }
    guard let local else { return HTML(instant.description) }
    let clock = "\(digits(local.second / 3600)):\(digits(local.second / 60 % 60))"
    let day = local.day
    return Tag.time(.the(.datetime, instant.description)) {
      text("\(digits(day.day))/\(digits(day.month))/\(day.year) \(clock)", "\(day.text) \(clock)")
    }
  }

  /// A value with its unit, as this language writes it.
  func value(_ value: Double, _ unit: String) -> String {
    let number = value.short
    return (language == .french ? number.replacing(".", with: ",") : number) + "\u{a0}" + unit
  }

  /// A section of a page.
  func card(_ title: String, @HTMLBuilder _ content: () -> HTML) -> HTML {
    let content = content()
    return Tag.section(.class("card")) {
      Tag.h2(title)
      content
    }
  }

  func tag(_ text: String, state: String? = nil) -> HTML {
    guard let state else { return Tag.span(text, .class("tag")) }
    return Tag.span(text, .class("tag"), .the(.state, state))
  }
}
