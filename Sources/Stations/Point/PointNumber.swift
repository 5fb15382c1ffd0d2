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
