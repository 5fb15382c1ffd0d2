package import Postgres

/// The number by which drivers tell the points of a station apart: the end of its identifier, as on the label, where those of all
/// of them end in numbers of their own; else its place in their order.
package enum PointNumber {
  /// Of the point `p` of `charge_points`; null once it is withdrawn.
  package static let column: SQL =
    "(select numbered.number from (\(sql: numbers(of: "p.station_id"))) as numbered where numbered.id = p.id)"

  /// `id` and `number` of each point that is there.
  static func numbers(of station: SQL) -> SQL {
    """
    select o.id, case when said.is_so then ltrim(substr(o.irve_id, said.shared + 1), '0')::integer
      else (row_number() over (order by length(o.irve_id), o.irve_id))::integer end as number
    from charge_points o cross join (
      select named.shared, bool_and(ending ~ '^0*[1-9][0-9]{0,2}$')
        and count(distinct ltrim(ending, '0')) = count(*) as is_so
      from (
        select common.shared, substr(q.irve_id, common.shared + 1) as ending
        from charge_points q cross join (\(sql: shared(station))) as common
        where q.station_id = \(sql: station) and q.withdrawn_at is null
      ) as named group by named.shared
    ) as said
    where o.station_id = \(sql: station) and o.withdrawn_at is null
    """
  }

  /// How long the beginning is that all identifiers share: the first and the last in their order share no more.
  private static func shared(_ station: SQL) -> SQL {
    """
    select count(*)::integer as shared
    from (
      select min(irve_id) as first, max(irve_id) as last from charge_points
      where station_id = \(sql: station) and withdrawn_at is null
    ) as ends cross join generate_series(1, length(ends.first)) as i
    where left(ends.first, i) = left(ends.last, i)
    """
  }
}

/// The same numbers, of the identifiers of all points of a station.
extension PointNumber {
  static func numbers(_ identifiers: [String]) -> [Int] {
    let endings = endings(of: identifiers)
    let said = endings.compactMap(number)
    if said.count == identifiers.count, Set(said).count == said.count { return said }
    let order = identifiers.indices.sorted { left, right in
      let (first, second) = (identifiers[left].utf8, identifiers[right].utf8)
      return first.count != second.count ? first.count < second.count : first.lexicographicallyPrecedes(second)
    }
    var numbers = [Int](repeating: 0, count: identifiers.count)
    for (place, index) in order.enumerated() { numbers[index] = place + 1 }
    return numbers
  }

  /// Without the beginning that all of them share.
  private static func endings(of identifiers: [String]) -> [Substring.UTF8View] {
    guard let first = identifiers.first?.utf8 else { return [] }
    let shared = identifiers.reduce(first.count) { shared, other in
      min(shared, zip(first, other.utf8).prefix(shared).prefix { $0.0 == $0.1 }.count)
    }
    return identifiers.map { Substring($0).utf8.dropFirst(shared) }
  }

  /// Nil for what is no number of three digits at the most, whatever zeros stand before it.
  private static func number(_ ending: Substring.UTF8View) -> Int? {
    let digits = ending.drop { $0 == UInt8(ascii: "0") }
    guard (1...3).contains(digits.count), digits.allSatisfy({ 48...57 ~= $0 }) else { return nil }
    return digits.reduce(0) { $0 * 10 + Int($1) - 48 }
  }
}
