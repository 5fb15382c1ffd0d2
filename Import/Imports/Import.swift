import Accounts
import HTTP
import Runtime

/// One import, as administrators see it: the same object from every route and on every socket.
struct Import: Codable, Sendable {
  typealias ID = Identifier<Import>

  enum Mode: String, CaseIterable, Sendable, Field { case full, partial }

  enum State: String, CaseIterable, Sendable, Field {
    case waiting, receiving, preview, merging, done, failed, cancelled, undone

    /// Nothing more will happen by itself.
    var isOver: Bool { [.done, .failed, .cancelled, .undone].contains(self) }
    /// Somebody's task works on it.
    var isAtWork: Bool { self == .receiving || self == .merging }
  }

  /// The kinds of rows in a staged import; older ones meet something newer in the tables, quarantined ones were refused.
  enum ChangeKind: String, CaseIterable, Sendable, Field {
    case added, changed, moved, withdrawn, older, quarantined
  }

  struct ByteCount: Codable, Sendable {
    let received: Int
    let total: Int?
  }

  /// accepted + rejected + duplicates = read; corrected is part of accepted, and so is older: what changes nothing because
  /// something newer is stored.
  struct RowCount: Codable, Sendable {
    let read: Int
    let accepted: Int
    let rejected: Int
    let duplicates: Int
    let corrected: Int
    let older: Int
  }

  /// A stable code, what it is about, and what it means in the caller's language.
  struct Reason: Codable, Sendable {
    let code: String
    let detail: String?
    var message = ""
  }

  struct Correction: Codable, Sendable {
    let code: String
    var sentence = ""
    let rows: Int
  }

  let id: ID
  let source: Source
  let mode: Mode
  let state: State
  let confirm: Bool
  let fileName: String?
  let url: String?
  let bytes: ByteCount
  let rows: RowCount
  var corrections: [Correction]
  let changes: Changes?
  let phase: String?
  let rowsPerSecond: Int?
  let secondsLeft: Int?
  /// The reason why it waits at preview.
  var `guard`: Reason?
  var error: Reason?
  /// The address still held what was imported last: there was nothing to do.
  let notModified: Bool
  let createdBy: Account.ID?
  let createdAt: Instant
  let startedAt: Instant?
  /// Its file had been read to the end; its changes began to be carried out. In between it waited to be looked at.
  let readAt: Instant?
  let appliedAt: Instant?
  let finishedAt: Instant?
  var _links: Links
}
