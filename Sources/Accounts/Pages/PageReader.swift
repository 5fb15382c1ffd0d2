package import HTTP
import Postgres
package import Resources
import Runtime

/// Whoever looks at a page that the server draws: signed in, or not yet.
package struct PageVisitor: Sendable {
  package let driver: Driver?
  package let frame: PageFrame
}

/// Somebody who is signed in, before a page.
package struct PageReader: Sendable {
  package let driver: Driver
  package let language: Language
  package let form: Form

  package func text(_ french: String, _ english: String) -> String { Text(fr: french, en: english)(in: language) }

  /// A form of the page, empty.
  package var blank: FilledForm { FilledForm(language) }

  /// The same as it was sent, and refused.
  package func refused(_ problem: Problem) -> FilledForm { FilledForm(language, form, refused: problem) }
}

package enum PageAnswer: Sendable {
  case page(ServerPage)
  case seeOther(LocalLink, Flash? = nil)
}

extension Doorkeeper {
  /// A page refuses nobody at the door: it shows strangers the way to sign in.
  package var visitor: Access<PageVisitor> {
    Access("page") { request in
      let driver = try await someone(request)
      let known = try await known(driver)
      let language = known?.language ?? request.language
      var frame = PageFrame(language: language, person: known?.name, folder: site.prefix, flash: Flash(of: request))
      frame.sections = sections(in: language)
      return PageVisitor(driver: driver, frame: frame)
    }
  }

  private func sections(in language: Language) -> [ServerPage.Crumb] {
    [
      .init(Text(fr: "Sites", en: "Sites")(in: language), "explorer/sites"),
      .init(Text(fr: "Abonnements", en: "Subscriptions")(in: language), "explorer/subscriptions"),
    ]
  }

  private func someone(_ request: Request) async throws -> Driver? {
    do {
      return try await driver.prove(request)
    } catch let problem as Problem where problem.kind == .unauthenticated {
      return nil
    }
  }

  private func known(_ driver: Driver?) async throws -> (name: String, language: Language)? {
    guard let driver else { return nil }
    return try await database.first("select display_name, language from accounts where id = \(driver.id)") { row in
      (name: try row.next(), language: try row.word())
    }
  }

  /// Draws a page for somebody who is signed in. Strangers are led to where they sign in, and back; a refusal is a page as well.
  /// - Parameter home: where to come back to after a form that could not be sent.
  package func show(
    _ request: Request, _ visitor: PageVisitor, _ form: Form = Form(), home: LocalLink,
    _ make: (PageReader) async throws -> PageAnswer
  ) async throws -> Response {
    guard let driver = visitor.driver else {
      let wanted = request.method.isSafe ? LocalLink(request.target.path, below: "explorer") : nil
      return .seeOther("api/session/return?next=\((wanted ?? home).path)", below: site.prefix)
    }
    let reader = PageReader(driver: driver, language: visitor.frame.language, form: form)
    do {
      return answer(try await make(reader), in: visitor.frame)
    } catch let error as any ProblemConvertible where error.problem.kind.status.code < 500 {
      return answer(.page(reader.refusal(error.problem, home: home)), in: visitor.frame)
    }
  }

  package func answer(_ answer: PageAnswer, in frame: PageFrame) -> Response {
    switch answer {
    case .page(let page):
      let response = frame.response(page)
      return frame.flash == nil
        ? response : Flash.cleared(on: response, below: site.prefix, isSecure: site.isSecure)
    case .seeOther(let link, let flash):
      let response = Response.seeOther(link, below: site.prefix)
      return flash.map { $0.set(on: response, below: site.prefix, isSecure: site.isSecure) } ?? response
    }
  }
}

extension PageReader {
  fileprivate func refusal(_ problem: Problem, home: LocalLink) -> ServerPage {
    ServerPage(
      problem.kind.title(in: language), status: problem.kind.status,
      content: HTML([
        Tag.p(problem.detail(in: language)),
        Tag.p { Tag.a(.class("button"), .to(home)) { text("Retour", "Back") } },
      ]))
  }
}
