import HTTP

extension WebAddress {
  /// A small file, whole in memory: what is longer than `limit`, packed or not, is not taken.
  package func fetch(limit: Int, allowsPrivate: Bool) async throws -> [UInt8] {
    let download = try await Download.open(self, unless: nil, allowsPrivate: allowsPrivate)
    guard download.head.status == 200 else { throw Failure.badStatus.about(String(download.head.status)) }
    var bytes: [UInt8] = []
    for try await piece in download.bytes {
      bytes += piece
      guard bytes.count <= limit else { throw Gzip.Fault.tooLarge }
    }
    return download.head.contentEncoding == "gzip" ? try Gzip.unpack(bytes, limit: limit) : bytes
  }
}
