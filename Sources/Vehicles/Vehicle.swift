package import HTTP
import Postgres
package import Runtime
package import Stations

/// A vehicle that somebody drives.
package struct Vehicle: Codable, Sendable {
  package typealias ID = Identifier<Vehicle>

  package let id: ID
  package let name: String
  package let modelId: VehicleModel.ID?
  package let usableKwh: Double
  package let acKw: Double
  package let acPhases: Int
  package let dcKw: Double?
  package let sockets: [SocketName]
  package let curve: [CurvePoint]?
  package let isDefault: Bool
  package let _links: Links
}

extension Vehicle {
  /// The columns that `Versioned` reads, of the table `vehicles` under the name `v`.
  static let columns: SQL = """
    v.id, v.name, v.model_id, v.usable_kwh, v.ac_kw, v.ac_phases, v.dc_kw, v.sockets, v.curve_soc, v.curve_kw,
    v.is_default, v.version
    """

  struct Versioned: Sendable {
    let vehicle: Vehicle
    let tag: EntityTag

    init(_ row: inout Row) throws {
      let id = try row.next(Vehicle.ID.self)
      let path = "/api/vehicles/\(id)"
      let (name, model) = (try row.next(String.self), try row.next(VehicleModel.ID?.self))
      let facts = try VehicleFacts(&row)
      vehicle = Vehicle(
        id: id, name: name, modelId: model, usableKwh: facts.usableKwh, acKw: facts.acKw, acPhases: facts.acPhases,
        dcKw: facts.dcKw, sockets: facts.sockets, curve: facts.curve, isDefault: try row.next(),
        _links: Links().adding("self", path).adding("change", path, method: .patch)
          .adding("delete", path, method: .delete).adding("vehicles", "/api/vehicles"))
      tag = EntityTag(String(try row.next(Int.self)))
    }

    func response(_ status: Status = .ok) throws -> Response { try .json(vehicle, status: status).tagged(tag) }
  }
}

/// The facts that decide how a vehicle charges: of a model, or of one that its owner described.
struct VehicleFacts: Sendable {
  var usableKwh: Double
  var acKw: Double
  var acPhases: Int
  var dcKw: Double?
  var sockets: [SocketName]
  var curve: [CurvePoint]?
}

extension VehicleFacts {
  /// usable_kwh, ac_kw, ac_phases, dc_kw, sockets, curve_soc, curve_kw
  init(_ row: inout Row) throws {
    (usableKwh, acKw, acPhases, dcKw) = (try row.next(), try row.next(), try row.next(), try row.next())
    sockets = try row.next([String].self).compactMap(SocketName.init)
    let (soc, kw) = (try row.next([Double]?.self), try row.next([Double]?.self))
    curve = soc.flatMap { soc in kw.map { kw in zip(soc, kw).map { CurvePoint(soc: $0, kw: $1) } } }
  }

  /// The rules that join several fields.
  func check() throws {
    var faults: [Problem.Fault] = []
    if sockets.isEmpty || Set(sockets).count != sockets.count {
      let fault = FieldFault(
        "bad-list", fr: "Au moins une prise, chacune une fois.", en: "At least one socket, each once.")
      faults.append(Problem.Fault("/sockets", fault))
    }
    if dcKw != nil, !sockets.isEmpty, !sockets.contains(where: \.isDirectCurrent) {
      let fault = FieldFault(
        "needs-dc-socket", fr: "La charge rapide demande une prise ccs, chademo ou other.",
        en: "Fast charging needs a socket: ccs, chademo or other.")
      faults.append(Problem.Fault("/sockets", fault))
    }
    if let fault = curve?.fault(peak: dcKw) { faults.append(Problem.Fault("/curve", fault)) }
    if !faults.isEmpty { throw Problem(.validation, faults: faults) }
  }
}
