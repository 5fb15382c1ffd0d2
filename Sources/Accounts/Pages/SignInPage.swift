import HTTP
import Postgres
import Resources
import Runtime
import Secrets

/// /explorer/sign-in: a form, for those whose browser runs no script. The same sign-in, the same cookies.
struct NextPage: Decodable, Sendable {
  let next: String?

  var link: LocalLink { next.flatMap { LocalLink($0, below: "explorer") } ?? "explorer/sites" }
}

extension AccountsFeature {
  var pages: [Route] {
    [
      Route(
        .get, "/api/session/return", access: .public,
        "Go on with the session of this device and return to a page, by way of the sign-in where it is over",
        answers: .empty(.seeOther), handler: returnToPage),
      Route(
        .get, "/explorer/sign-in", access: doorkeeper.visitor, "A page to sign in, without a script",
        answers: .media(.html), handler: showSignIn),
      Route(
        .post, "/explorer/sign-in", access: doorkeeper.visitor, "Sign in from that page", answers: .empty(.seeOther),
        handler: signInFromPage),
      Route(
        .post, "/explorer/sign-out", access: doorkeeper.visitor, "Sign out from a page", answers: .empty(.seeOther),
        handler: signOutFromPage),
    ]
  }

  /// The cookie that renews a session is sent below /api/session alone, so that pages come here for it. Another site that leads
  /// somebody here brings no cookie along.
  func returnToPage(_ call: Call<Nothing, NextPage, NoBody>, _: Void) async throws -> Response {
    let next = call.query.link
    let away = Response.seeOther("explorer/sign-in?next=\(next.path)", below: site.prefix)
    guard let token = call.request.cookie(.refresh, at: site).flatMap(Token.init) else { return away }
    guard let renewed = try await renewed(token, call.request) else { return away }
    return setting(renewed, on: .seeOther(next, below: site.prefix))
  }

  func showSignIn(_ call: Call<Nothing, NextPage, NoBody>, _ visitor: PageVisitor) async throws -> Response {
    if visitor.driver != nil { return .seeOther(call.query.link, below: site.prefix) }
    let form = FilledForm(visitor.frame.language)
    return doorkeeper.answer(.page(signInPage(form, next: call.query.link, asksCode: false)), in: visitor.frame)
  }

  func signInFromPage(_ call: Call<Nothing, Nothing, FormBody>, _ visitor: PageVisitor) async throws -> Response {
    let next = NextPage(next: call.body["next"]).link
    do {
      let wanted = try call.body.read(SignIn.self, keeping: ["email", "password"], without: ["next"])
      let signedIn = try await signIn(wanted, call.request)
      var response = Response.seeOther(next, below: site.prefix)
      for cookie in signedIn.headers.all("Set-Cookie") { response.headers.add("Set-Cookie", cookie) }
      return response
    } catch let problem as Problem where problem.kind.status.code < 500 {
      let form = FilledForm(visitor.frame.language, call.body, refused: problem)
      let asksCode = problem.kind == .secondFactorRequired || call.body["code"] != nil
      var page = signInPage(form, next: next, asksCode: asksCode)
      page.status = problem.kind.status
      return doorkeeper.answer(.page(page), in: visitor.frame)
    }
  }

  private func signInPage(_ form: FilledForm, next: LocalLink, asksCode: Bool) -> ServerPage {
    ServerPage(
      Text(fr: "Connexion", en: "Sign in")(in: form.language),
      content: HTML([
        form.refusal,
        Tag.form(.class("form card"), .posts(to: "explorer/sign-in")) {
          form.hidden("next", next.path)
          form.field(
            "email", Text(fr: "Adresse e-mail", en: "E-mail address"), type: "email", .the(.autocomplete, "username"),
            .is(.required))
          form.field(
            "password", Text(fr: "Mot de passe", en: "Password"), type: "password",
            .the(.autocomplete, "current-password"), .is(.required))
          if asksCode {
            form.field(
              "code", Text(fr: "Code de vérification", en: "Verification code"), .the(.autocomplete, "one-time-code"))
          }
          Tag.button(Text(fr: "Se connecter", en: "Sign in")(in: form.language), .class("button primary"))
        },
      ]))
  }

  func signOutFromPage(_ call: Call<Nothing, Nothing, FormBody>, _ visitor: PageVisitor) async throws -> Response {
    if let driver = visitor.driver {
      try await database.execute("delete from sessions where id = \(driver.session)")
    }
    return clearingCookies(on: .seeOther("explorer/sign-in", below: site.prefix))
  }
}
