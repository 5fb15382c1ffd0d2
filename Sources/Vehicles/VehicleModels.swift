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
}

/// GET /api/vehicle-models?q=: every word of `q` begins a word of the name, or the whole is close enough to it.
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
        select m.*, word_similarity(asked.q, unaccent(lower(m.name))) as likeness,
          not exists (
            select from regexp_split_to_table(asked.q, '[[:space:]]+') as word
            where position(' ' || word in ' ' || unaccent(lower(m.name))) = 0
          ) as has_all
        from vehicle_models m, asked
      )
      select id, name, brand, model, variant, year, kind, usable_kwh, ac_kw, ac_phases, dc_kw, sockets, curve_soc, curve_kw
      from rated where has_all or likeness >= 0.4
      order by has_all desc, case when has_all then 0 else likeness end desc, name collate "C", year desc nulls last, id
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
      curve: facts.curve)
  }
}

struct VehicleModelList: Codable, Sendable {
  let items: [VehicleModel]
  let _links: Links
}
