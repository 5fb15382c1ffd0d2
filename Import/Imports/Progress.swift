import Synchronization

/// The counts of an import at work: the reader of the rows writes them, the run publishes them ten times a second.
final class Progress: Sendable {
  struct Counts: Equatable, Sendable {
    var bytesReceived = 0
    var bytesTotal: Int?
    /// accepted + rejected + duplicates; corrected ones are part of the accepted.
    var rowsRead = 0
    var rowsAccepted = 0
    var rowsRejected = 0
    var rowsDuplicate = 0
    var rowsCorrected = 0
    /// Part of the accepted, known once they were compared.
    var rowsOlder = 0
    var phase = Phase.reading
  }

  /// The step at which an import is, in words that clients branch on: these, and those of each source.
  struct Phase: RawRepresentable, Hashable, Sendable {
    let rawValue: String

    static let reading = Phase(rawValue: "reading")
    static let comparing = Phase(rawValue: "comparing")
  }

  private let state = Mutex(Counts())

  var counts: Counts { state.withLock { $0 } }

  func update(_ change: (inout Counts) -> Void) { state.withLock { change(&$0) } }
}

/// The number of things that an import changes: for the national files, of points.
struct Changes: Codable, Equatable, Sendable {
  var added = 0
  var changed = 0
  /// Changed in nothing but, or not only, their place: by more than 25 m.
  var moved = 0
  var withdrawn = 0
  var unchanged = 0

  var touched: Int { added + changed + moved + withdrawn }
}
