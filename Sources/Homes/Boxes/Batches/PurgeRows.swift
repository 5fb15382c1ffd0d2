import Postgres
import Runtime

extension HomesFeature {
  /// Rows are read out when they come; after so long they are let go of.
  private static let rowsLive = Duration.seconds(40 * 86_400)
  private static let ordersLive = Duration.seconds(366 * 86_400)

  /// Also those behind a gap that is never closed; what is sent again is known by its number to have been here.
  func purgeBoxRows() async throws {
    try await database.execute("delete from box_orders where until < \(clock.now - Self.ordersLive)")
    let before = clock.now - Self.rowsLive
    let boxes = try await database.query(
      """
      select b.id from boxes b
      where exists (select from box_rows r where r.box_id = b.id and r.received_at < \(before)) limit 1000
      """
    ) { try $0.next(Box.ID.self) }
    for box in boxes {
      try await database.execute(
        """
        with held as (select id from boxes where id = \(box) for update)
        delete from box_rows r using held where r.box_id = held.id and r.received_at < \(before)
        """)
    }
  }
}
