import Synchronization

/// Channels on which committed transactions of this process have something to say. A NOTIFY of its own would make each of
/// them wait for the others' commits, so that somebody says it for many of them, soon after.
final class Announcements: Sendable {
  private let waiting = Mutex<Set<String>>([])

  func add(_ channels: Set<String>) {
    if !channels.isEmpty { waiting.withLock { $0.formUnion(channels) } }
  }

  func take(_ channel: String) -> Bool { waiting.withLock { $0.remove(channel) != nil } }
}

extension Database {
  /// Whether something is to be said on a channel, once for all transactions that have announced it.
  package func takeAnnouncement(on channel: StaticString) -> Bool { announcements.take("\(channel)") }
}
