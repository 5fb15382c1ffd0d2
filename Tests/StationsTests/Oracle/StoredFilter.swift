import Postgres
import Runtime

@testable import Stations

/// The filter as conditions of a query: what the country in memory is held to.
extension StationFilter {
  /// On `stations` under the name `s`; withdrawn ones match no filter.
  func stationCondition(at now: Instant) -> SQL {
    var condition: SQL = "s.withdrawn_at is null"
    if let brand { condition = "\(sql: condition) and s.brand = \(brand)" }
    if let name = self.operator { condition = "\(sql: condition) and s.operator = \(name)" }
    // The column is a real: 2.1 as a double is more than 2.1 as a real.
    if let height { condition = "\(sql: condition) and coalesce(s.max_height_m >= \(height)::real, true)" }
    return condition
  }

  /// On `terms`; nil where the filter asks nothing of them.
  private var termsCondition: SQL? {
    var conditions: [SQL] = []
    if onlyOpenAccess { conditions.append("access = 'open'") }
    if onlyFree { conditions.append("free") }
    if onlyCard { conditions.append("pay_card") }
    if let twoWheelers { conditions.append("two_wheelers_only = \(twoWheelers)") }
    if onlyOpen24h { conditions.append("open_24h") }
    guard let first = conditions.first else { return nil }
    return conditions.dropFirst().reduce(first) { "\(sql: $0) and \(sql: $1)" }
  }

  /// On `charge_points` under the name `p`, beside the `time_zone` of its station under the name `s`.
  func pointCondition(at now: Instant) -> SQL {
    var condition: SQL = "p.withdrawn_at is null"
    if let minPower { condition = "\(sql: condition) and p.power_w >= \(minPower)" }
    if !sockets.isEmpty { condition = "\(sql: condition) and p.sockets & \(sockets.rawValue) <> 0" }
    if onlyAccessible { condition = "\(sql: condition) and p.accessibility in ('reserved', 'accessible')" }
    if let termsCondition {
      condition = "\(sql: condition) and p.terms_id in (select id from terms where \(sql: termsCondition))"
    }
    if let moment = available?.instant(now) {
      condition = "\(sql: condition) and not \(sql: ChargePoint.isClosed(at: moment))"
    }
    switch available {
    case .now?: condition = "\(sql: condition) and \(sql: ChargePoint.isFree(at: now))"
    case .at(let instant)?:
      condition = """
        \(sql: condition) and not p.out_of_service
        and not exists (select from point_status t where t.point_id = p.id and t.condition = 'outOfService')
        and not \(sql: ChargePoint.isTaken(at: instant, seen: now))
        """
    case nil: break
    }
    return condition
  }
}

extension StationFilter.Availability {
  fileprivate func instant(_ now: Instant) -> Instant {
    switch self {
    case .now: now
    case .at(let instant): instant
    }
  }
}

extension ChargePoint {
  /// Whether the hours of the point `p` are known and say that nobody is let in, by the clock of the station `s`.
  fileprivate static func isClosed(at instant: Instant) -> SQL {
    """
    exists (select from terms o where o.id = p.terms_id and not o.open_24h
      and not coalesce(is_open(o.hours, s.time_zone, \(instant)), true))
    """
  }
}
