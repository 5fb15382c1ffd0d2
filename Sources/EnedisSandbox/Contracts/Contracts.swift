import HTTP
import Household
import Runtime

extension EnedisSandbox {
  var contracts: [Route] {
    [
      Route(
        .post, "/subscribed_services/v1", access: .public, "The services of a consent", answers: .media(.json),
        handler: listServices),
      about("/situation_contrat_auto/v1/{prm}", "The contracts of a point", situation),
      about("/synth_contrat_auto/v1/{prm}", "The contracts of a point in short", summary),
      about("/comptage_auto/v1/{prm}", "The meter of a point", meter),
      about("/alimentation_auto/v1/{prm}", "How a point is fed", { _, _ in ["etatAlimentation": "Alimenté"] }),
      about("/donnees_generales_auto/v1/{prm}", "Where a point is", general),
    ]
  }

  private func about(
    _ path: StaticString, _ summary: StaticString, _ write: @escaping @Sendable (Scenario, CivilDay) -> JSON
  ) -> Route {
    .immediate(.get, path, summary, answers: .media(.json)) { [self] request in
      gate(request) { [self] now throws(Refusal) in
        let prm = request.target.segments.last ?? ""
        guard request.target.query.isEmpty else { throw .undocumented }
        guard prm.isPoint else { throw .invalid("The usage point id must have 14 digits.") }
        let (point, hasConsent) = look(at: prm, at: now)
        guard hasConsent, point.refused != .revoked else { throw .noConsent }
        if point.refused == .moved { throw .moved(point.refusedStatus) }
        return .json(write(point, Paris.zone.local(now).day))
      }
    }
  }

  /// Two contracts where a point draws and injects.
  private func situation(_ point: Scenario, _: CivilDay) -> JSON {
    let start = JSON.string(point.activatedOn.inContracts)
    let person: JSON = ["title": "", "lastname": "BAC A SABLE", "firstname": ""]
    var contracts: [JSON] = []
    if point.measures(.drawn) {
      contracts.append([
        "usage_point_id": .string(point.prm), "contract_start": start, "contract_type": "Contrat GRD-F",
        "contractor": "FOURNISSEUR D'ESSAI", "distribution_tariff": "Tarif BT<=36kVA Courte Utilisation",
        "subscribed_power": ["unit": "kVA", "value": .string("\(point.subscribedKva)")], "segment": "C5",
        "person": person,
      ])
    }
    if point.measures(.injected) {
      contracts.append([
        "usage_point_id": .string(point.prm), "contract_start": start, "contract_type": "Contrat GRD-A",
        "segment": "P4", "person": person,
      ])
    }
    return .array(contracts)
  }

  private func summary(_ point: Scenario, _: CivilDay) -> JSON {
    var members: [(String, JSON)] = []
    let date = JSON.string(point.activatedOn.inContracts)
    let segments = [(Direction.drawn, "C5"), (.injected, "P4")].filter { point.measures($0.0) }
    members.append(("segments", .array(segments.map { ["segment": .string($0.1)] })))
    if point.measures(.injected) { members.append(("generation_last_activation_date", date)) }
    if point.measures(.drawn) { members.append(("consumption_last_activation_date", date)) }
    members.append(("services_level", "Communicant (ouvert aux services)"))
    return .object(members)
  }

  private func meter(_ point: Scenario, _ today: CivilDay) -> JSON {
    [
      "compteurs": [
        [
          "numeroSerie": .string(serial(of: point, on: today)), "typeCompteur": "CCB",
          "datePose": .string((point.meterChange ?? point.activatedOn).text),
        ]
      ],
      "relais": ["plageHeuresCreuses": "HC (22H00-6H00)"],
    ]
  }

  private func general(_ point: Scenario, _: CivilDay) -> JSON {
    ["pointId": .string(point.prm), "adresse": ["codePostal": "00000", "commune": "BAC A SABLE"]]
  }

  /// The wire's own until another meter is put in.
  func serial(of point: Scenario, on day: CivilDay) -> String {
    let first = meters.house(point)?.serial ?? ""
    guard let change = point.meterChange, day >= change else { return first }
    return "09" + first.dropFirst(2)
  }
}

extension CivilDay {
  /// `2018-03-01T00:00:00+0100`
  fileprivate var inContracts: String {
    let offset = Paris.zone.offset(at: hours.lowerBound) / 3600
    return "\(text)T00:00:00+0\(offset)00"
  }
}
