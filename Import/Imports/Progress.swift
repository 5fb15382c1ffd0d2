import Synchronization

/// How far an import has come: written by whoever reads the rows, published ten times a second by whoever runs it.
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
    /// Of the accepted: known once they were compared.
    var rowsOlder = 0
    var phase = Phase.reading
  }

  /// What is going on, in words that clients branch on.
  enum Phase: String, Sendable { case reading, sorting, comparing, stations, points, indexes, withdrawing, finishing }

  private let state = Mutex(Counts())

  var counts: Counts { state.withLock { $0 } }

  func update(_ change: (inout Counts) -> Void) { state.withLock { change(&$0) } }
}

/// What an import changes, in points.
struct Changes: Codable, Equatable, Sendable {
  var added = 0
  var changed = 0
  /// Changed in nothing but, or not only, their place: by more than 25 m.
  var moved = 0
  var withdrawn = 0
  var unchanged = 0

  var touched: Int { added + changed + moved + withdrawn }
}
