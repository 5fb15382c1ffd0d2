import Postgres
import Runtime

extension HomesFeature {
  /// Rows are read out when they come; after so long they are let go of.
  private static let rowsLive = Duration.seconds(40 * 86_400)
  private static let ordersLive = Duration.seconds(366 * 86_400)

  /// Only from the beginning on and up to where there is no gap, so that what is sent again is known to have been here.
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
        with held as (select id, contiguous from boxes where id = \(box) for update), last as (
          select least(held.contiguous, coalesce(
            (select min(r.sequence) - 1 from box_rows r where r.box_id = held.id and r.received_at >= \(before)),
            held.contiguous)) as sequence
          from held
        ), gone as (delete from box_rows r using last where r.box_id = \(box) and r.sequence <= last.sequence)
        update boxes set purged = greatest(purged, last.sequence) from last where id = \(box)
        """)
    }
  }
}
