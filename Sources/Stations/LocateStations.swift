import Postgres
package import Runtime

/// Which commune a station lies in: its code, town, postcode and clock, found by its position. An import brings stations
/// without; any server looks them up soon after, side by side with the others.
extension StationsFeature {
  private static let batch = 1000
  /// After each telling all servers load the country again.
  private static let batchesUntold = 16

  /// Soon after an import, wherever it ran.
  package var work: [BackgroundWork] {
    [
      BackgroundWork("stations", every: .seconds(3), beginsAtOnce: false) {
        do {
          try await learnNetworks()
          let count = try await locateStations()
          if count > 0 { log.info("stations got their communes", ["stations": .integer(count)]) }
        } catch let error as PostgresError where error.sqlState == PostgresError.lockNotAvailable {
          // An import is filling them.
        }
      }
    ]
  }

  /// Looks up all that wait and returns how many those were. Without communes to look into, they go on waiting.
  @discardableResult
  package func locateStations() async throws -> Int {
    let isPossible = try await database.first("select exists (select from communes)") { try $0.next(Bool.self) }
    guard isPossible == true else { return 0 }
    var (count, batches, isChanged) = (0, 0, false)
    while true {
      batches += 1
      let tells = batches.isMultiple(of: Self.batchesUntold)
      let located = try await database.transaction { [isChanged] transaction in
        let changes = try await locate(Self.batch, in: transaction)
        let hasNews = isChanged || changes.contains(true)
        let isLast = changes.count < Self.batch
        if hasNews, tells || isLast { try await StationsVersion.bump(in: transaction) }
        return (count: changes.count, isChanged: hasNews && !tells, isLast: isLast)
      }
      (count, isChanged) = (count + located.count, located.isChanged)
      if located.isLast { return count }
      try Task.checkCancellation()
    }
  }

  /// For each station whether it is another one now.
  ///
  /// A code stays when it is that of the commune or of the city it is a part of, or one that is out of use in the same
  /// departement: communes merge, files do not follow. A postcode in its place, and a code of elsewhere, are replaced, and
  /// the address with them. Of several postcodes nobody knows which one, unless the file does. Where code and postcode agree
  /// on a place more than two kilometres away it is the position that is doubted, and the address stays.
  ///
  /// Codes and postcodes are joined and not asked for one by one: the planner believes that one is found at once, and reads all
  /// communes for each station that has a code of none (with a stock `work_mem`: for ever).
  private func locate(_ limit: Int, in transaction: Transaction) async throws -> [Bool] {
    try await transaction.query(
      """
      with waiting as (
        select * from stations where located_at is null order by id limit \(limit) for no key update skip locked
      ), found as materialized (
        select *, commune_at(location) as code from waiting
      ), placed as materialized (
        select f.*, c.city as town, c.postcodes, c.time_zone as clock, c.department as area,
          f.code is not null and not 'insee_code' = any(f.manual_fields) and not coalesce(
            f.insee_code in (c.insee_code, c.parent_code)
            or left(f.insee_code, length(c.department)) = c.department
              and known.insee_code is null and used.code is null,
            false) as is_wrong
        from found f left join communes c on c.insee_code = f.code
          left join communes known on known.insee_code = f.insee_code
          left join (select distinct unnest(postcodes) as code from communes) as used on used.code = f.insee_code
      ), judged as (
        select p.*, said.city as said_town, \(sql: Self.doubt) as is_doubtful
        from placed p left join communes said on said.insee_code = p.insee_code
      ), settled as (
        select id, version as old_version,
          case when is_wrong and not is_doubtful then code else insee_code end as insee_code,
          case when 'city' = any(manual_fields) then city
            when is_doubtful then coalesce(city, said_town)
            when is_wrong and insee_code is not null then town
            else coalesce(city, town) end as city,
          case when 'postcode' = any(manual_fields) or postcode = any(postcodes) then postcode
            when postcode is not null and not (is_wrong and not is_doubtful and insee_code is not null) then postcode
            when insee_code = any(postcodes) then insee_code
            when cardinality(postcodes) = 1 then postcodes[1] end as postcode,
          case when 'time_zone' = any(manual_fields) then time_zone else coalesce(clock, time_zone) end as time_zone,
          case when is_doubtful and not is_told then \(sql: Self.evidenceWithoutDoubt)
              || jsonb_build_object('code', 'position-doubtful', 'field', 'coordonneesXY',
                'from', format('[%s, %s]', st_x(location), st_y(location)), 'to', '', 'source', 'position',
                'at', \(clock.now.description)::text)
            when is_wrong and not is_doubtful then \(sql: Self.evidenceWithoutBoth)
              || jsonb_build_object('code', 'insee-from-position', 'field', 'code_insee_commune', 'from', insee_code,
                'to', code, 'source', 'position', 'at', \(clock.now.description)::text)
            when evidence is not null then \(sql: Self.evidenceWithoutDoubt) end as evidence
        from judged cross join lateral (select exists (select from charge_points p
          where p.station_id = judged.id and p.evidence @> '[{"code": "position-doubtful"}]') as is_told) told
      )
      update stations s set insee_code = n.insee_code, city = n.city, postcode = n.postcode, time_zone = n.time_zone,
        evidence = n.evidence, located_at = \(clock.now),
        version = s.version + ((s.insee_code, s.city, s.postcode, s.time_zone, s.evidence)
          is distinct from (n.insee_code, n.city, n.postcode, n.time_zone, n.evidence))::integer
      from settled n where n.id = s.id
      returning s.version <> n.old_version
      """
    ) { row in try row.next() }
  }

  /// Judges a station whose code is not that of its position.
  private static let doubt: SQL = """
    case when not p.is_wrong or 'location' = any(p.manual_fields) or p.postcode is null or p.postcode = p.insee_code
        or p.postcode = any(p.postcodes) then false
      when p.postcode = any(said.postcodes) then 
        not st_dwithin(said.outline::geography, p.location::geography, \(ClaimedCommune.tolerance))
      else left(translate(p.insee_code, 'AB', '00'), length(p.area)) = left(p.postcode, length(p.area))
        and left(translate(p.insee_code, 'AB', '00'), length(p.area)) <> translate(p.area, 'AB', '00') end
    """

  private static let evidenceWithoutDoubt: SQL =
    #"jsonb_path_query_array(coalesce(evidence, '[]'), '$[*] ? (@.code != "position-doubtful")')"#
  private static let evidenceWithoutBoth: SQL = """
    jsonb_path_query_array(coalesce(evidence, '[]'),
      '$[*] ? (@.code != "position-doubtful" && @.code != "insee-from-position")')
    """
}
