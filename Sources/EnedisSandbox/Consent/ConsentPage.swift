import HTTP

extension EnedisSandbox {
  /// Asks in the place of Enedis' page, and says that it is not Enedis'.
  func askPage(_ asked: AskedConsent, _ query: [(name: String, value: String)], fault: String?) -> Response {
    let kept = query.filter { !["decision", "prm", "test_person"].contains($0.name) }.map { name, value in
      "<input type=\"hidden\" name=\"\(name.escapedForHTML)\" value=\"\(value.escapedForHTML)\">"
    }
    let choices = offered.enumerated().map { index, person in
      """
      <label><input type="radio" name="test_person" value="\(person.prm)"\(index == 0 ? " checked" : "")>
      \(person.prm) · \(person.label.escapedForHTML)</label>
      """
    }
    return Page.html(
      "Partager mes données de consommation",
      """
      <p class="notice">Bac à sable : ce n'est pas une page d'Enedis, et aucune donnée réelle n'est partagée.</p>
      <p><strong>\(settings.application.escapedForHTML)</strong> demande l'accès à vos données pendant
      <strong>\(asked.duration.words)</strong>.</p>
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

  /// The points that a person may choose. Strangers get points that nobody has had before: one that was taken stays
  /// whose it is.
  private var offered: [Scenario] {
    guard settings.isShared else {
      return withState { $0.points.values.filter { !$0.label.isEmpty } }.sorted { $0.prm < $1.prm }
    }
    return [fresh(.both, "Avec des panneaux solaires"), fresh(.drawing, "Sans panneaux")]
  }

  private func fresh(_ kind: Scenario.Kind, _ label: String) -> Scenario {
    while true {
      var point = Scenario(prm: String(Int.random(in: 30_000_000_000_000..<40_000_000_000_000)))
      guard meters.kind(point.prm) == kind else { continue }
      point.label = label
      return point
    }
  }
}
