import HTTP
import Runtime

extension EnedisSandbox {
  var controlPage: Response {
    let now = now
    let (clock, knobs, points, counters) = withState {
      ($0.clock, $0.knobs, $0.points, $0.quotas.counters)
    }
    return Page.html(
      "Bac à sable Data Connect",
      """
      <p class="notice">Double d'Enedis pour essais : aucune donnée réelle.</p>
      <h2>Horloge</h2><p>\(now.stamp)\(clock.isHeld ? " (arrêtée)" : "")</p>
      \(clockForms(isHeld: clock.isHeld))
      <h2>Réglages</h2>\(form("/sandbox/knobs", knobs.json))
      <h2>Un point</h2>\(pointForm)
      <h2>Points décrits</h2>\(table(["PRM", "", "Sens", "Refus", "Trous"], rows(points)))
      <h2>Appels de l'heure</h2>\(table(["API", "Appels"], counters.map { [$0.api, "\($0.calls)"] }))
      <h2>Dernières requêtes</h2>\(table(["Heure", "Requête", "Statut", "Note"], requestRows))
      <form method="post" action="/sandbox/reset"><button>Tout oublier</button></form>
      """)
  }

  private func clockForms(isHeld: Bool) -> String {
    let steps = [("3600", "+ 1 h"), ("86400", "+ 1 jour"), ("604800", "+ 1 semaine")].map { seconds, label in
      "<button name=\"advance\" value=\"\(seconds)\">\(label)</button>"
    }
    return """
      <form method="post" action="/sandbox/clock" class="row">\(steps.joined())
      <button name="held" value="\(isHeld ? "off" : "on")">\(isHeld ? "Relancer" : "Arrêter")</button></form>
      """
  }

  /// A field for each member of what is set so far.
  private func form(_ action: String, _ json: JSON) -> String {
    guard case .object(let members) = json else { return "" }
    let fields = members.map { name, value -> String in
      let text: String =
        switch value {
        case .string(let text), .number(let text): text
        case .bool(let flag): flag ? "true" : "false"
        default: ""
        }
      return "<label>\(name)<br><input name=\"\(name)\" value=\"\(text.escapedForHTML)\"></label>"
    }
    return """
      <form method="post" action="\(action)" class="row">\(fields.joined())<button>Appliquer</button></form>
      """
  }

  private var pointForm: String {
    let kinds = Scenario.Kind.allCases.map { "<option>\($0.rawValue)</option>" }.joined()
    let refusals = Scenario.Refused.allCases.map { "<option>\($0.rawValue)</option>" }.joined()
    return """
      <form method="post" action="/sandbox/points" class="row">
      <label>prm<br><input name="prm" maxlength="14" required></label>
      <label>kind<br><select name="kind">\(kinds)</select></label>
      <label>refused<br><select name="refused">\(refusals)</select></label>
      <label>holes<br><input name="holes" placeholder="points,night,null"></label>
      <label>late<br><input name="late" placeholder="2026-11-29:5"></label>
      <label>drift %<br><input name="drift" value="0"></label>
      <button>Décrire</button></form>
      """
  }

  private func rows(_ points: [String: Scenario]) -> [[String]] {
    points.values.sorted { $0.prm < $1.prm }.map { point in
      [
        point.prm, point.label, point.kind.rawValue, point.refused.rawValue,
        point.holes.map(\.rawValue).sorted().joined(separator: ", "),
      ]
    }
  }

  private var requestRows: [[String]] {
    entries.prefix(60).map { [$0.at.stamp, "\($0.method) \($0.target)", "\($0.status)", $0.note] }
  }

  private func table(_ heads: [String], _ rows: [[String]]) -> String {
    let head = heads.map { "<th>\($0.escapedForHTML)</th>" }.joined()
    let body = rows.map { "<tr>" + $0.map { "<td>\($0.escapedForHTML)</td>" }.joined() + "</tr>" }
    return "<table><thead><tr>\(head)</tr></thead><tbody>\(body.joined(separator: "\n"))</tbody></table>"
  }
}
