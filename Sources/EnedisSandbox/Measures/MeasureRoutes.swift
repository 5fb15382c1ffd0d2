import HTTP
import Runtime

extension EnedisSandbox {
  var measures: [Route] {
    [
      present("/mesure_synchrone_auto/v2/courbe_de_charge_consommation", "Load curve drawn", .curve(.drawn)),
      present("/mesure_synchrone_auto/v2/courbe_de_charge_production", "Load curve injected", .curve(.injected)),
      present("/mesure_synchrone_auto/v2/consommation_quotidienne", "Energy drawn, by day", .daily(.drawn)),
      present("/mesure_synchrone_auto/v2/production_quotidienne", "Energy injected, by day", .daily(.injected)),
      present("/mesure_synchrone_auto/v2/puissance_conso_max_quotidienne", "Highest power, by day", .peak),
      present("/mesure_synchrone_auto/v2/index_consommation", "Register drawn", .index(.drawn)),
      present("/mesure_synchrone_auto/v2/index_production", "Register injected", .index(.injected)),
    ]
  }

  /// Gone after a day that can be chosen.
  var oldMeasures: [Route] {
    [
      old("/metering_data_clc/v5/consumption_load_curve", "Load curve drawn, until autumn 2026", .curve(.drawn)),
      old("/metering_data_plc/v5/production_load_curve", "Load curve injected, until autumn 2026", .curve(.injected)),
      old("/metering_data_dc/v5/daily_consumption", "Energy drawn, until autumn 2026", .daily(.drawn)),
      old("/metering_data_dp/v5/daily_production", "Energy injected, until autumn 2026", .daily(.injected)),
      old("/metering_data_dcmp/v5/daily_consumption_max_power", "Highest power, until autumn 2026", .peak),
    ]
  }

  private func present(_ path: StaticString, _ summary: StaticString, _ measure: Question.Measure) -> Route {
    .immediate(.get, path, summary, answers: .media(.json)) { [self] request in
      gate(request) { [self] now throws(Refusal) in try answer(measure, .present, request, at: now) }
    }
  }

  private func old(_ path: StaticString, _ summary: StaticString, _ measure: Question.Measure) -> Route {
    .immediate(.get, path, summary, answers: .media(.json)) { [self] request in
      gate(request) { [self] now throws(Refusal) in
        let end = withState { $0.knobs.oldEnds }
        guard Paris.zone.local(now).day < end else { throw .gone }
        return try answer(measure, .old, request, at: now)
      }
    }
  }

  private func answer(
    _ measure: Question.Measure, _ form: Question.Form, _ request: Request, at now: Instant
  ) throws(Refusal) -> Response {
    let question = try Question(measure, form, request.target.query, at: now)
    let (point, hasConsent) = look(at: question.prm, at: now)
    try question.check(point, hasConsent: hasConsent, at: now)
    let measured = measured(question, point, at: now)
    guard !measured.isEmpty else { throw .nothingMeasured }
    return .json(form == .present ? measured.present(question) : measured.old(question))
  }

  /// A point, and whether it may be asked about.
  func look(at prm: String, at now: Instant) -> (point: Scenario, hasConsent: Bool) {
    let found = withState {
      (known: $0.points[prm], hasConsent: settings.isShared || $0.hasConsent(prm, at: now))
    }
    return (found.known ?? ordinary(prm), found.hasConsent)
  }

  /// A point that nobody has described is as its household is.
  func ordinary(_ prm: String) -> Scenario {
    var point = Scenario(prm: prm)
    point.kind = meters.kind(prm)
    return point
  }
}
