import Stations

/// The terms that a file has named so far, told apart by their cells before anybody reads them: a file has a few thousand for
/// a hundred thousand rows.
struct KnownTerms {
  /// More than any file has that means well; what comes then is read again each time.
  private static let most = 100_000

  private var table = KeyTable()
  private var ids: [Terms.ID] = []

  /// The memory that it needs.
  var footprint: Int { table.footprint + ids.count * 16 }

  /// `read` only for those that are met for the first time, and are to be stored.
  mutating func id(_ key: UInt64, read: () -> Terms, store: (Terms, Terms.ID) -> Void) -> Terms.ID {
    if let ordinal = table.find(key) { return ids[ordinal] }
    let terms = read()
    let id = terms.id
    store(terms, id)
    if ids.count < Self.most {
      _ = table.number(key)
      ids.append(id)
    }
    return id
  }
}
