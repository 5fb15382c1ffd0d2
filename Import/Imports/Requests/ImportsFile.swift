import Resources
import Runtime

extension Import {
  /// The list of imports as a file.
  static let file = CSVFile("imports", told + counted)

  private static let told: [CSVFile<Import>.Column] = [
    ("id", { $0.id.description }), ("source", { $0.source.rawValue }), ("mode", { $0.mode.rawValue }),
    ("state", { $0.state.rawValue }), ("fileName", { $0.fileName }), ("url", { $0.url }),
    ("createdBy", { $0.createdBy?.description }), ("createdAt", { $0.createdAt.description }),
    ("startedAt", { $0.startedAt?.description }), ("readAt", { $0.readAt?.description }),
    ("appliedAt", { $0.appliedAt?.description }), ("finishedAt", { $0.finishedAt?.description }),
    ("error", { $0.error?.message }),
  ]

  private static let counted: [CSVFile<Import>.Column] = [
    ("rowsRead", { String($0.rows.read) }), ("rowsAccepted", { String($0.rows.accepted) }),
    ("rowsCorrected", { String($0.rows.corrected) }), ("rowsOlder", { String($0.rows.older) }),
    ("rowsDuplicate", { String($0.rows.duplicates) }), ("rowsRejected", { String($0.rows.rejected) }),
    ("added", { $0.changes.map { String($0.added) } }), ("changed", { $0.changes.map { String($0.changed) } }),
    ("moved", { $0.changes.map { String($0.moved) } }), ("withdrawn", { $0.changes.map { String($0.withdrawn) } }),
    ("unchanged", { $0.changes.map { String($0.unchanged) } }),
  ]
}
