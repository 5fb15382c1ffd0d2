import HTTP
import Synchronization

@testable import Import

let formType = "multipart/form-data; boundary=cut"

/// The records of an upload whose pieces end at `cuts`. Kept as whoever reads on another thread would keep it.
func stream(
  _ bytes: [UInt8], type: String? = "text/csv", encoding: String? = nil, cutAt cuts: [Int] = []
) throws -> [ReadRecord] {
  let stream = Mutex(try RecordStream(contentType: type, contentEncoding: encoding))
  var records: [ReadRecord] = []
  for piece in pieces(of: bytes, cutAt: cuts) {
    records += try stream.withLock { stream in
      var some: [ReadRecord] = []
      try stream.read(piece) { some.append(ReadRecord($0)) }
      return some
    }
  }
  return try records
    + stream.withLock { stream in
      var some: [ReadRecord] = []
      try stream.finish { some.append(ReadRecord($0)) }
      return some
    }
}

func fault(
  _ bytes: [UInt8], type: String? = "text/csv", encoding: String? = nil, cutAt cuts: [Int] = []
) -> SourceFault? {
  do {
    _ = try stream(bytes, type: type, encoding: encoding, cutAt: cuts)
    return nil
  } catch {
    return error as? SourceFault
  }
}
