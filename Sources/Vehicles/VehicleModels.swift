import HTTP
import Postgres
import Resources
package import Runtime
import Stations

/// A vehicle as it is sold.
package struct VehicleModel: Codable, Sendable {
  package typealias ID = Identifier<VehicleModel>

  let id: ID
  let name: String
  let brand: String
  let model: String
  let variant: String
  let year: Int?
  let kind: String
  let usableKwh: Double
  let acKw: Double
  let acPhases: Int
  let dcKw: Double?
  let sockets: [SocketName]
  let curve: [CurvePoint]?
  /// Who says so.
  let source: String
}

/// GET /api/vehicle-models?q=: every word of `q` is or begins one of the name, or is a part of it as people run names together,
/// or the whole is close enough to it. Of models as close as one another the newest come first.
struct FindVehicleModels: Decodable, Sendable {
  let q: String?
  let limit: PageLimit?
}

extension VehiclesFeature {
  func findVehicleModels(_ call: Call<Nothing, FindVehicleModels, NoBody>, _: Void) async throws -> Response {
    let limit = call.query.limit?.count ?? 20
    let wanted = String((call.query.q ?? "").trimmed.prefix(100))
    let models = try await database.query(
      """
      with asked as (select unaccent(lower(\(wanted))) as q),
      rated as (
        select m.*, asked.q, word_similarity(asked.q, unaccent(lower(m.name))) as likeness, words.*
        from vehicle_models m cross join asked cross join lateral (
          select bool_and(position(' ' || word || ' ' in ' ' || unaccent(lower(m.name)) || ' ') > 0) as are_whole,
            bool_and(position(' ' || word in ' ' || unaccent(lower(m.name))) > 0) as begin,
            bool_and(length(squeezed(word)) > 2 and position(squeezed(word) in squeezed(m.name)) > 0) as are_in
          from regexp_split_to_table(asked.q, '[[:space:]]+') as word
        ) as words
      )
      select id, name, brand, model, variant, year, kind, usable_kwh, ac_kw, ac_phases, dc_kw, sockets, curve_soc, curve_kw,
        source
      from rated where begin or are_in or likeness >= 0.4
      order by are_whole desc, begin desc, are_in desc, case when begin or are_in then 0 else likeness end desc,
        case when q <> '' then year end desc nulls last, name collate "C", year desc nulls last, id
      limit \(limit)
      """, model)
    let links = Links().adding("self", "/api/vehicle-models").adding("find", "/api/vehicle-models{?q,limit}")
    return try .json(VehicleModelList(items: models, _links: links), cache: .seconds(3600))
  }

  private func model(_ row: inout Row) throws -> VehicleModel {
    let (id, name) = (try row.next(VehicleModel.ID.self), try row.next(String.self))
    let (brand, model, variant) = (try row.next(String.self), try row.next(String.self), try row.next(String.self))
    let (year, kind) = (try row.next(Int?.self), try row.next(String.self))
    let facts = try VehicleFacts(&row)
    return VehicleModel(
      id: id, name: name, brand: brand, model: model, variant: variant, year: year, kind: kind,
      usableKwh: facts.usableKwh, acKw: facts.acKw, acPhases: facts.acPhases, dcKw: facts.dcKw, sockets: facts.sockets,
      curve: facts.curve, source: try row.next())
  }
}

struct VehicleModelList: Codable, Sendable {
  let items: [VehicleModel]
  let _links: Links
}
