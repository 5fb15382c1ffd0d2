import HTTP
import Runtime

/// The pages that a browser sees on its way back from Enedis: no script, and the same words as the app.
struct ReturnPage: Sendable {
  private let request: Request
  private var language: Language { request.language }

  init(_ request: Request) { self.request = request }

  /// A redirect would belong to the chain that began at Enedis; a page of ours that asks anew does not.
  func askingAgain() -> Response {
    let address = "callback?\(request.target.queryText)&again=1"
    return page(
      .ok, Text(fr: "Retour d'Enedis", en: "Back from Enedis"),
      Text(fr: "Un instant, nous vérifions votre accord…", en: "One moment, we are checking your consent…"),
      (address, Text(fr: "Continuer", en: "Continue")), refresh: address)
  }

  func signedOut() -> Response {
    page(
      401, Text(fr: "Vous n'êtes plus connecté", en: "You are signed out"),
      Text(
        fr: "Connectez-vous dans Watts Up, puis revenez sur cette page et rechargez-la.",
        en: "Sign in to Watts Up, then come back to this page and load it again."),
      ("../connexion", Text(fr: "Se connecter", en: "Sign in")))
  }

  func incomplete() -> Response {
    page(
      .badRequest, Text(fr: "Adresse incomplète", en: "The address is incomplete"),
      Text(
        fr: "Recommencez depuis Ma maison : cette adresse ne dit pas quel accord elle concerne.",
        en: "Begin again from My home: this address does not say which consent it is about."), toHome)
  }

  func unknown() -> Response {
    page(
      .notFound, Text(fr: "Accord inconnu", en: "Unknown consent"),
      Text(
        fr: "Aucun accord de votre compte n'attend ce retour. Recommencez depuis Ma maison.",
        en: "No consent of your account waits for this. Begin again from My home."), toHome)
  }

  func usedAlready() -> Response {
    page(
      409, Text(fr: "Cette adresse a déjà servi", en: "This address was used already"),
      Text(
        fr: "Elle ne sert qu'une fois. Recommencez depuis Ma maison.",
        en: "It is good for one time. Begin again from My home."), toHome)
  }

  func outcome(of consent: Consent?, home: Home.ID?) -> Response {
    guard let consent else { return unknown() }
    let title =
      switch consent.state {
      case .active: Text(fr: "C'est fait", en: "Done")
      case .pending: Text(fr: "Enedis prépare votre accès", en: "Enedis is preparing your access")
      default: Text(fr: "Sans accord", en: "No consent")
      }
    let status: Status = consent.state == .failed ? 409 : .ok
    return page(status, title, Explanation.of(consent.state, consent.reason), toHome)
  }

  private var toHome: (String, Text) { ("../maison", Text(fr: "Ma maison", en: "My home")) }

  private func page(
    _ status: Status, _ title: Text, _ words: Text, _ link: (String, Text), refresh: String? = nil
  ) -> Response {
    let next = refresh.map { "<meta http-equiv=\"refresh\" content=\"0;url=\($0.escapedForHTML)\">\n" } ?? ""
    let html = """
      <!doctype html>
      <html lang="\(language.rawValue)">
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <meta name="referrer" content="no-referrer">
      <meta name="robots" content="noindex">
      \(next)<title>Watts Up – \(title(in: language).escapedForHTML)</title>
      <link rel="stylesheet" href="../style/page.css">
      <main class="docs">
      <h1>\(title(in: language).escapedForHTML)</h1>
      <p>\(words(in: language).escapedForHTML)</p>
      <p><a href="\(link.0.escapedForHTML)">\(link.1(in: language).escapedForHTML)</a></p>
      </main>
      </html>

      """
    return Response(status, .bytes(Bytes(html)), type: .html).header("Content-Language", language.rawValue)
      .header("Referrer-Policy", "no-referrer")
  }
}
