import Accounts
import HTTP
import Postgres
import Reservations
import Resources
import Runtime
import Stations
import Vehicles

/// GET /api/points/{id}/forecast: what half an hour there would give one's own car.
struct ForecastCharge: Decodable, Sendable {
  let startsAt: Instant?
  let vehicleId: Vehicle.ID?
  let soc: StateOfCharge?
  let targetSoc: StateOfCharge?
  /// Degrees outside.
  let temperature: Double?
}

struct Forecast: Codable, Sendable {
  let startsAt: Instant
  let endsAt: Instant
  let socStart: Double
  let socEnd: Double
  let energyKwh: Double
  let averageKw: Double
  /// Absent when 80 % is passed already or never reached.
  let minutesTo80: Int?
  /// Whether the half-hour reaches the target, or 80 %.
  let enough: Bool
  /// False where no plug fits.
  let fits: Bool
  let _links: Links
}

extension ChargingFeature {
  func forecast(_ call: Call<BookedPointPath, ForecastCharge, NoBody>, _ driver: Driver) async throws -> Response {
    let wanted = call.query
    let (car, outlet) = try await equipment(at: call.path.id, wanted.vehicleId, of: driver)
    let start = wanted.startsAt ?? clock.now
    let soc = wanted.soc?.value ?? 20
    let length = HalfHours.length
    let course = Acceptance(car, at: outlet, temperature: wanted.temperature ?? 25).map {
      ChargeCourse(car, $0, from: soc, to: max(soc, 100))
    }
    let end = course?.sample(after: length)
    let energy = end?.energyKwh ?? 0
    let target = wanted.targetSoc?.value ?? 80
    let to80 = soc < 80 ? course?.seconds(until: 80).map { Int(($0 / 60).rounded(.up)) } : nil
    let path = "/api/points/\(call.path.id)"
    return try .json(
      Forecast(
        startsAt: start, endsAt: start + length, socStart: soc, socEnd: (end?.soc ?? soc).cut(1),
        energyKwh: energy.cut(3), averageKw: (energy / length.inSeconds * 3600).cut(2), minutesTo80: to80,
        enough: (end?.soc ?? soc) >= target, fits: course != nil,
        _links: Links().adding("slots", path + "/slots").adding("reserve", "/api/reservations", method: .post)))
  }

  private func equipment(at point: ChargePoint.ID, _ vehicle: Vehicle.ID?, of driver: Driver) async throws -> (
    Car, Outlet
  ) {
    let found = try await database.first(
      """
      select \(sql: Car.columns), \(sql: Outlet.columns)
      from charge_points p left join vehicles v on v.account_id = \(driver.id)
        and (v.id = \(vehicle) or \(vehicle)::uuid is null and v.is_default)
      where p.id = \(point) and p.withdrawn_at is null
      """
    ) { row in (car: try Car(&row), outlet: try Outlet(&row)) }
    guard let found else { throw Problem(.notFound) }
    if vehicle != nil, found.car == nil {
      let fault = FieldFault(
        "unknown-vehicle", fr: "Ce véhicule n'est pas l'un des vôtres.", en: "This vehicle is not one of yours.")
      throw Problem(.validation, faults: [Problem.Fault("?vehicleId", fault)])
    }
    return (found.car ?? .ordinary, found.outlet)
  }
}
