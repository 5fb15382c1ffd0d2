import HTTP

extension EnedisSandbox {
  /// Asks in the place of Enedis' page, and says that it is not Enedis'.
  func askPage(_ asked: AskedConsent, _ query: [(name: String, value: String)], fault: String?) -> Response {
    let kept = query.filter { !["decision", "prm", "test_person"].contains($0.name) }.map { name, value in
      "<input type=\"hidden\" name=\"\(name.escapedForHTML)\" value=\"\(value.escapedForHTML)\">"
    }
    let persons = withState { $0.points.values.filter { !$0.label.isEmpty } }.sorted { $0.prm < $1.prm }
    let choices = persons.enumerated().map { index, person in
      """
      <label><input type="radio" name="test_person" value="\(person.prm)"\(index == 0 ? " checked" : "")>
      \(person.prm) · \(person.label.escapedForHTML)</label>
      """
    }
    return Page.html(
      "Partager mes données de consommation",
      """
      <p class="notice">Bac à sable : ce n'est pas une page d'Enedis, et aucune donnée réelle n'est partagée.</p>
      <p><strong>\(settings.application.escapedForHTML)</strong> demande l'accès à vos données pour la durée
      <strong>\(asked.duration.escapedForHTML)</strong>.</p>
      \(fault.map { "<p class=\"fault\" role=\"alert\">\($0)</p>" } ?? "")
      <form method="get">
      \(kept.joined(separator: "\n"))
      <label>Mon point de livraison (14 chiffres)
      <input name="prm" inputmode="numeric" autocomplete="off" maxlength="14"></label>
      <fieldset><legend>Ou un point d'essai</legend>
      \(choices.joined(separator: "\n"))
      </fieldset>
      <p class="deeds"><button name="decision" value="accept">J'accepte</button>
      <button name="decision" value="refuse" class="second">Je refuse</button></p>
      </form>
      """)
  }
}
