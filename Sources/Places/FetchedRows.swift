extension FetchedPlaces {
  /// Hands over the wanted columns of every record. The cells are lent: they share memory that the next record overwrites.
  package func rows(
    of file: File, _ columns: [String], _ take: ([ArraySlice<UInt8>]) throws -> Void
  ) async throws {
    var splitter = RecordSplitter()
    var places: [Int]?
    try await read(file) { piece in
      try splitter.split(piece) { record in
        if let places {
          try take(places.map { record.cell($0) })
        } else {
          let header = record.ends.indices.map { String(decoding: record.cell($0), as: UTF8.self) }
          places = try columns.map { column in
            guard let place = header.firstIndex(of: column) else { throw Missing(file: "\(file.rawValue).\(column)") }
            return place
          }
        }
      }
    }
  }
}

/// Cells by the rules of RFC 4180, for files that we know: no record is refused, and the last one ends with a newline.
private struct RecordSplitter {
  private var bytes: [UInt8] = []
  private(set) var ends: [Int] = []
  private var isQuoted = false
  /// The place of the next byte if a quote was the last one.
  private var quoteEnd = -1

  /// Empty where a record is too short.
  func cell(_ index: Int) -> ArraySlice<UInt8> {
    index < ends.count ? bytes[(index == 0 ? 0 : ends[index - 1])..<ends[index]] : []
  }

  mutating func split(_ piece: ArraySlice<UInt8>, _ take: (RecordSplitter) throws -> Void) rethrows {
    let (quote, comma, newline) = (UInt8(ascii: "\""), UInt8(ascii: ","), UInt8(ascii: "\n"))
    try piece.withUnsafeBufferPointer { piece in
      var (start, index) = (0, -1)
      while true {
        index += 1
        // The outlines are almost all there is: what is no sign is passed over here and copied as a run.
        while index < piece.count, piece[index] > comma { index += 1 }
        if index >= piece.count { break }
        let byte = piece[index]
        let isSign = byte == quote || !isQuoted && (byte == comma || byte == newline)
        if !isSign { continue }
        bytes.append(contentsOf: UnsafeBufferPointer(rebasing: piece[start..<index]))
        start = index + 1
        switch byte {
        case quote:
          // A quote that follows a closing one stands for itself.
          if !isQuoted && index == quoteEnd { bytes.append(byte) }
          isQuoted.toggle()
          quoteEnd = index + 1
        default:
          if byte == newline, bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
          ends.append(bytes.count)
          if byte == newline {
            try take(self)
            bytes.removeAll(keepingCapacity: true)
            ends.removeAll(keepingCapacity: true)
          }
        }
      }
      bytes.append(contentsOf: piece[start...])
      // A closing quote at the end of a piece is followed by the first byte of the next.
      quoteEnd -= piece.count
    }
  }
}
