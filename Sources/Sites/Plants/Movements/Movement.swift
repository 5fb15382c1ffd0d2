import HTTP
import Postgres
import Resources
import Runtime

/// Something that was declared of a reserve.
struct Movement: Codable, Sendable {
  typealias ID = Identifier<Movement>

  enum Kind: String, CaseIterable, Field { case charge, consume, count, reversal }

  let id: ID
  let plantId: Plant.ID
  let kind: Kind
  /// As it was declared; null for a count.
  let wh: Int?
  /// The instant; null for what took a time.
  let at: Instant?
  let from: Instant
  let to: Instant
  /// The factor that held then.
  let efficiency: Double
  /// What the reserve gains by it, or loses: what is kept below the Wh is not shown.
  let storedWh: Int
  /// What was counted, and by how much the declared level was off. Late declarations before a count change its correction; a
  /// count that was reversed corrects nothing any more.
  let levelWh: Int?
  let correctionWh: Int?
  let reverses: ID?
  let reversedBy: ID?
  /// The name of whoever declared it; null once they have left.
  let declaredBy: String?
  let createdAt: Instant
  let _links: Links
}

extension Movement {
  /// What is read of `reserve_movements` as `m`. A count corrects the level that the rows before it in its instant lead to.
  static func select(where condition: SQL, limit: Int = 1) -> SQL {
    """
    select m.id, m.plant_id, m.kind, m.declared_wh, m.from_at, m.to_at, m.efficiency::double precision,
      whole_wh(m.effect_wh), m.level_wh, whole_wh(correction.wh), m.reverses,
      (select r.id from reserve_movements r where r.reverses = m.id), a.display_name, m.created_at
    from (select * from reserve_movements m where \(sql: condition) order by m.from_at desc, m.number desc limit \(limit)) m
      left join accounts a on a.id = m.account_id
      left join lateral (
        select m.level_wh - coalesce(earlier.level_wh, l.before_wh) - coalesce(sum(i.effect_wh), 0) as wh
        from reserve_levels l
          left join lateral (
            select c.place, c.level_wh from reserve_movements c
            where c.plant_id = m.plant_id and c.from_at = m.from_at and c.kind = 'count' and c.place < m.place
              and (select count(*) from reserve_movements r where r.root_id = c.id) % 2 = 1
            order by c.place desc limit 1
          ) earlier on true
          left join reserve_movements i on i.plant_id = m.plant_id and i.from_at = m.from_at and i.to_at = m.from_at
            and i.place < m.place and i.place > coalesce(earlier.place, 0)
        where l.plant_id = m.plant_id and l.at = m.from_at
          and (select count(*) from reserve_movements r where r.root_id = m.id) % 2 = 1
        group by earlier.level_wh, l.before_wh
      ) correction on m.kind = 'count'
    order by m.from_at desc, m.number desc
    """
  }

  init(_ row: inout Row) throws {
    (id, plantId, kind, wh) = (try row.next(), try row.next(), try row.word(), try row.next())
    (from, to) = (try row.next(), try row.next())
    at = from == to ? from : nil
    (efficiency, storedWh) = (try row.next(), try row.next())
    (levelWh, correctionWh) = (try row.next(), try row.next())
    (reverses, reversedBy) = (try row.next(), try row.next())
    (declaredBy, createdAt) = (try row.next(), try row.next())
    let path = "/api/plants/\(plantId)/movements"
    let links = Links().adding("self", "\(path)/\(id)").adding("plant", "/api/plants/\(plantId)")
      .adding("movements", path)
    _links = reversedBy == nil ? links.adding("reverse", "\(path)/\(id)/reversal", method: .post) : links
  }
}

/// The ids in a path below the movements of a plant.
struct MovementPath: Decodable, Sendable {
  let id: Plant.ID
  let movementId: Movement.ID
}
