import Accounts
import HTTP
import Postgres
import Resources
import Runtime

/// PUT, GET and DELETE /api/community/actions/{id}/photo: what shows that an action was done. Its player and their team mates
/// see it, and administrators.
struct ActionPath: Decodable, Sendable {
  let id: DeclaredAction.ID
}

extension CommunityFeature {
  func keepPhoto(_ call: Call<ActionPath, Nothing, Upload>, _ driver: Driver) async throws -> Response {
    let (id, now) = (call.path.id, clock.now)
    _ = try await ownAction(id, of: driver, in: database)
    let sent = try await whole(call.body)
    let photo = try await pictures.run { try Photo(sent) }
    return try await database.transaction { transaction in
      let owner = try await ownAction(id, of: driver, in: transaction)
      try await transaction.execute(
        """
        insert into community_photos (action_id, type, bytes, at) values (\(id), \(photo.kind.rawValue), \(photo.bytes), \(now))
        on conflict (action_id) do update set type = excluded.type, bytes = excluded.bytes, at = excluded.at
        """)
      return try await settled(id, of: owner, for: driver, in: transaction)
    }
  }

  func dropPhoto(_ call: Call<ActionPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await doorkeeper.onlyOnce(call.request, driver) { transaction in
      let owner = try await ownAction(call.path.id, of: driver, in: transaction)
      let gone = try await transaction.execute("delete from community_photos where action_id = \(call.path.id)")
      guard gone == 1 else { throw Problem(.notFound) }
      _ = try await settled(call.path.id, of: owner, for: driver, in: transaction)
      return .noContent
    }
  }

  func showPhoto(_ call: Call<ActionPath, Nothing, NoBody>, _ driver: Driver) async throws -> Response {
    try await photo(
      """
      exists (select from community_players me left join community_memberships mine
          on mine.player_id = me.id and mine.left_at is null
        where me.account_id = \(driver.id) and (me.id = a.player_id or exists (
          select from community_memberships m
          where m.player_id = a.player_id and m.left_at is null and m.team_id = mine.team_id)))
      """, of: call.path.id, call.request)
  }

  func inspectPhoto(_ call: Call<ActionPath, Nothing, NoBody>, _: Administrator) async throws -> Response {
    try await photo("true", of: call.path.id, call.request)
  }

  private func photo(_ mayBeSeen: SQL, of action: DeclaredAction.ID, _ request: Request) async throws -> Response {
    let found = try await database.first(
      """
      select f.type, f.bytes from community_photos f join community_actions a on a.id = f.action_id
      where a.id = \(action) and \(sql: mayBeSeen)
      """
    ) { row in (type: try row.next(String.self), bytes: try row.next([UInt8].self)) }
    guard let found else { throw Problem(.notFound) }
    let bytes = Bytes(found.bytes)
    return Response(.ok, .bytes(bytes), type: MediaType(found.type), cache: .personal).tagged(EntityTag(of: bytes))
      .header("Content-Disposition", "inline")
  }

  private func whole(_ stream: BodyStream) async throws -> [UInt8] {
    var bytes: [UInt8] = []
    for try await piece in stream {
      guard bytes.count + piece.count <= Photo.longest else {
        throw Problem(
          .payloadTooLarge, Text(fr: "Une photo fait au plus 5 Mo.", en: "A photo has 5 MB at the most."))
      }
      bytes += piece
    }
    return bytes
  }

  /// The player of an action of one's own.
  private func ownAction(
    _ id: DeclaredAction.ID, of driver: Driver, in database: some Querying
  ) async throws -> Player.ID {
    let owner = try await database.first(
      """
      select a.player_id from community_actions a join community_players pl on pl.id = a.player_id
      where a.id = \(id) and pl.account_id = \(driver.id)
      """
    ) { try $0.next(Player.ID.self) }
    guard let owner else { throw Problem(.notFound) }
    return owner
  }

  private func settled(
    _ id: DeclaredAction.ID, of owner: Player.ID, for driver: Driver, in transaction: Transaction
  ) async throws -> Response {
    if let season = try await openSeason(in: transaction) {
      try await reckonLevels(of: owner, season, at: clock.now, in: transaction)
    }
    let shown = try await transaction.first(
      "\(sql: DeclaredAction.rows) where a.id = \(id) and pl.account_id = \(driver.id)"
    ) { [now = clock.now] in try DeclaredAction(&$0, at: now) }
    guard let shown else { throw Problem(.notFound) }
    return try .json(shown)
  }
}
