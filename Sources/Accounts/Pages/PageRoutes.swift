package import HTTP
package import Resources
package import Runtime

/// The routes of pages that work without a script: those that show, and those that a form is sent to.
extension Doorkeeper {
  package typealias Draw<Path: Decodable & Sendable, Query: Decodable & Sendable, Body: BodyKind> =
    @Sendable (Call<Path, Query, Body>, PageReader) async throws -> PageAnswer

  package func page<Path, Query>(
    _ pattern: StaticString, _ summary: StaticString, _ make: @escaping Draw<Path, Query, NoBody>
  ) -> Route {
    Route(.get, pattern, access: visitor, summary, answers: .media(.html), .empty(.seeOther)) {
      (call: Call<Path, Query, NoBody>, visitor) in
      try await show(call.request, visitor, home: "explorer/sites") { try await make(call, $0) }
    }.surrounded(by: refusingOnAPage)
  }

  /// An address that asks for what there is not is answered by a page too.
  private func refusingOnAPage(
    _ request: Request, _ work: @Sendable () async throws -> Response
  ) async throws -> Response {
    do {
      return try await work()
    } catch let error as any ProblemConvertible where error.problem.kind.status.code < 500 {
      return try await show(request, visitor.prove(request), home: "explorer/sites") { _ in throw error }
    }
  }

  /// What a form of a page does, and where it leads. A form that is refused comes back as it was sent.
  package func action<Path>(
    _ pattern: StaticString, _ summary: StaticString, home: @escaping @Sendable (Path) -> LocalLink,
    _ make: @escaping Draw<Path, Nothing, FormBody>
  ) -> Route {
    Route(.post, pattern, access: visitor, summary, answers: .media(.html), .empty(.seeOther)) {
      (call: Call<Path, Nothing, FormBody>, visitor) in
      try await show(call.request, visitor, call.body, home: home(call.path)) { try await make(call, $0) }
    }
  }
}

extension PageReader {
  /// Does what a form asks for, or draws its page again with what is to be changed.
  package func trying(
    elsePage draw: (FilledForm) async throws -> ServerPage, _ act: () async throws -> PageAnswer
  ) async throws -> PageAnswer {
    do {
      return try await act()
    } catch let problem as Problem where [409, 412, 422].contains(problem.kind.status.code) {
      var page = try await draw(refused(problem))
      page.status = problem.kind.status
      return .page(page)
    }
  }
}

/// An id in the path of a page, read late: what is none names nothing that exists, and that is told on a page.
package struct PagePath: Decodable, Sendable {
  package let id: String

  package func read<Item>(_: Item.Type = Item.self) throws -> Identifier<Item> { try PagePath.read(id) }

  package static func read<Item>(_ text: String) throws -> Identifier<Item> {
    guard let id = Identifier<Item>(text) else { throw Problem(.notFound) }
    return id
  }
}

extension Form {
  /// Refuses a form that was drawn before somebody else changed what it shows.
  package func requireVersion(_ tag: EntityTag) throws {
    if let version = self["version"], version != tag.opaque { throw Problem(.preconditionFailed) }
  }

  /// Its fields, without what says which form it is.
  package func fields<T: Decodable>(_ type: T.Type) throws -> T { try read(type, without: ["once", "version"]) }
}
