package import HTTP
package import Postgres
package import Runtime

/// What slices beside the bookings tell a person among the notices of these: the root hands it in.
package struct OtherNotices: Sendable {
  package typealias ID = Identifier<OtherNotices>

  /// That an alarm was raised, or is over.
  package struct Alarm: Sendable {
    package let id: ID
    package let isOver: Bool
    package let subscription: String
    package let device: String
    package let key: String
    package let value: Double
    package let unit: String
    package let at: Instant
    package let text: Text
    package let createdAt: Instant
    package let readAt: Instant?

    package init(
      id: ID, isOver: Bool, subscription: String, device: String, key: String, value: Double, unit: String,
      at: Instant, text: Text, createdAt: Instant, readAt: Instant?
    ) {
      (self.id, self.isOver, self.subscription, self.device) = (id, isOver, subscription, device)
      (self.key, self.value, self.unit, self.at) = (key, value, unit, at)
      (self.text, self.createdAt, self.readAt) = (text, createdAt, readAt)
    }
  }

  /// Newest first.
  package struct Wanted: Sendable {
    /// Nil: read or not.
    package let isUnread: Bool?
    /// The last one of the page before.
    package let last: (createdAt: Instant, id: ID)?
    package let limit: Int

    package init(isUnread: Bool?, last: (createdAt: Instant, id: ID)?, limit: Int) {
      (self.isUnread, self.last, self.limit) = (isUnread, last, limit)
    }
  }

  package typealias List = @Sendable (any Querying, Driver, Wanted) async throws -> [Alarm]
  /// When a notice of this person came.
  package typealias Find = @Sendable (any Querying, Driver, ID) async throws -> Instant?
  /// False where there is no such notice of this person.
  package typealias Read = @Sendable (any Querying, Driver, ID, Instant) async throws -> Bool

  package let list: List
  package let find: Find
  package let read: Read

  package init(list: @escaping List, find: @escaping Find, read: @escaping Read) {
    (self.list, self.find, self.read) = (list, find, read)
  }

  package static let none = OtherNotices(
    list: { _, _, _ in [] }, find: { _, _, _ in nil }, read: { _, _, _, _ in false })
}
