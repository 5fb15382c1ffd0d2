import Accounts
import Ground
import HTTP

/// One import, as administrators see it: the same object from every route and on every socket.
struct Import: Codable, Sendable {
  typealias ID = Identifier<Import>

  enum Source: String, CaseIterable, Sendable, Field {
    case irve
    case irveDynamic = "irve-dynamic"
  }

  enum Mode: String, CaseIterable, Sendable, Field { case full, partial }

  enum State: String, CaseIterable, Sendable, Field {
    case waiting, receiving, preview, merging, done, failed, cancelled, undone

    /// Nothing more will happen by itself.
    var isOver: Bool { [.done, .failed, .cancelled, .undone].contains(self) }
  }

  /// What a staged import does to points; quarantined are the rows that were refused.
  enum ChangeKind: String, CaseIterable, Sendable, Field {
    case added, changed, moved, withdrawn, quarantined
  }

  struct ByteCount: Codable, Sendable {
    let received: Int
    let total: Int?
  }

  struct RowCount: Codable, Sendable {
    let read: Int
    let accepted: Int
    let rejected: Int
    let duplicates: Int
    let corrected: Int
  }

  /// A stable code, and what it means in the caller's language.
  struct Reason: Codable, Sendable {
    let code: String
    let detail: String?
    let message: String
  }

  struct Correction: Codable, Sendable {
    let code: String
    let sentence: String
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
  let corrections: [Correction]
  let changes: Changes?
  let phase: String?
  let rowsPerSecond: Int?
  let secondsLeft: Int?
  /// Why it waits at preview.
  let `guard`: Reason?
  let error: Reason?
  /// The address still holds what was imported last: there was nothing to do.
  let notModified: Bool
  let createdBy: Account.ID?
  let createdAt: Instant
  let startedAt: Instant?
  let finishedAt: Instant?
  let _links: Links
}
