@testable import HTTP

func zipped(_ bytes: [UInt8]) -> [UInt8] { Gzip.compress(Bytes(bytes), level: 6)?.array ?? [] }
