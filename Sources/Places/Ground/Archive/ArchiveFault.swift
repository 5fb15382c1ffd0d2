/// What is wrong with an archive of tiles, in words for whoever set its path.
package enum ArchiveFault: Error, Equatable, CustomStringConvertible {
  /// A part of the archive, by what it is for.
  package enum Part: String, Sendable { case header, root = "root directory", leaf = "leaf directory", metadata, tile }

  case cannotOpen(String)
  case noArchive
  case otherVersion(Int)
  case otherContent
  case otherCompression
  case missing(Part)
  case tooLarge(Part)
  case damaged(Part)

  package var description: String {
    switch self {
    case .cannotOpen(let reason): "cannot be opened: \(reason)"
    case .noArchive: "is no PMTiles archive"
    case .otherVersion(let version): "is a PMTiles archive of version \(version), and only version 3 is read"
    case .otherContent: "holds pictures or something else, and only vector tiles (MVT) are drawn"
    case .otherCompression: "is compressed with something else than gzip"
    case .missing(let part): "ends before its \(part.rawValue): is the file whole?"
    case .tooLarge(let part): "has a \(part.rawValue) that is too large"
    case .damaged(let part): "has a damaged \(part.rawValue)"
    }
  }
}
