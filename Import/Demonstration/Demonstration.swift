/// A country that does not exist, in a file that looks like the real one: `watts-up generate`. The same seed, number of
/// points and share of defects give the same bytes. A sequence of pieces of about 64 KiB, made when they are asked for.
///
/// Every station's id begins with FRDEMP and every point's with FRDEME, whatever a defect does to its spelling: that
/// prefix is how the product knows that it shows a demonstration.
package struct Demonstration: Sequence, Sendable {
  /// The source that takes its files.
  static let source = Import.Source.irve

  let points: Int
  let seed: UInt64
  /// The share of rows that carry a defect.
  let dirty: Double
  let towns: Towns

  package init(points: Int, seed: UInt64, dirty: Double = 0, towns: Towns) {
    self.points = points
    self.seed = seed
    self.dirty = dirty
    self.towns = towns
  }

  package func makeIterator() -> Pieces { Pieces(of: self) }

  package struct Pieces: IteratorProtocol, Sendable {
    private static let size = 65_536

    private var rows: Rows
    private var hasHeader = false

    fileprivate init(of country: Demonstration) { rows = Rows(of: country) }

    package mutating func next() -> [UInt8]? {
      var piece: [UInt8] = []
      piece.reserveCapacity(Self.size + 4096)
      if !hasHeader {
        piece.append(contentsOf: Demonstration.header.utf8)
        hasHeader = true
      }
      while piece.count < Self.size, let row = rows.next() { row.write(to: &piece) }
      return piece.isEmpty ? nil : piece
    }
  }

  /// The points of one station after another.
  struct Rows: Sequence, IteratorProtocol, Sendable {
    private let draft: Draft
    private let dirty: Double
    private var dice: Dice
    /// Dice of their own: a country with defects is the clean one, spoilt.
    private var spoiling: Dice
    private var left: Int
    private var station: Station?
    private var point = 0
    private var before: Row?

    init(of country: Demonstration) {
      draft = Draft(towns: country.towns)
      dirty = country.dirty
      dice = Dice(seed: country.seed)
      spoiling = Dice(seed: ~country.seed)
      left = country.points
    }

    mutating func next() -> Row? {
      guard left > 0 else { return nil }
      left -= 1
      let row = nextPoint()
      defer { before = row }
      guard dirty > 0, spoiling.chance(dirty) else { return row }
      return Defect.spoil(row, after: before, &spoiling)
    }

    private mutating func nextPoint() -> Row {
      if let station, point < station.size {
        point += 1
        return station.row(of: point)
      }
      let next = draft.station(after: station, &dice)
      station = next
      point = 1
      return next.row(of: 1)
    }
  }
}
