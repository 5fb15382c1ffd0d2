import TestSupport
import Testing

@testable import Import

struct UnpackingFuzzTests {
  private static let csv = Array("id,nom\n".utf8) + (0..<40).flatMap { Array("FR\($0),\"Gare, n° \($0)\"\r\n".utf8) }

  private static let form =
    Array("--cut\r\nContent-Disposition: form-data; name=f; filename=f\r\n\r\n".utf8) + csv
    + Array("\r\n--cut--\r\n".utf8)

  private static let bodies: [(bytes: [UInt8], type: String?)] = [
    (csv, nil), (zipped(csv), nil), (zipped(Array(csv[..<300])) + zipped(Array(csv[300...])), nil), (form, formType),
    (zipped(form), formType),
  ]

  @Test(arguments: [81])
  func `cut anywhere, a body gives the same records`(seed: UInt64) async throws {
    let expected = read(Self.csv)
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(300, long: 30_000)) { random in
      let (bytes, type) = Self.bodies[Int.random(in: 0..<Self.bodies.count, using: &random)]
      let cuts = randomCuts(in: bytes, &random)
      return (try? stream(bytes, type: type, cutAt: cuts)) == expected ? nil : "\(type ?? "-") cut at \(cuts)"
    }
    #expect(found.isEmpty)
  }

  /// A checksum stands behind gzip: what is not a fault is the whole file.
  @Test(arguments: [91, 92])
  func `a damaged body gives a fault with a name or records, and never anything else`(seed: UInt64) async throws {
    let whole = read(Self.csv)
    let found = try await complaints(seed: seed, attempts: FuzzScale.count(1_000, long: 100_000)) { random in
      let (body, type) = Self.bodies[Int.random(in: 0..<Self.bodies.count, using: &random)]
      var bytes = body
      // Between two members a cut goes unseen.
      let isSealed = bytes == Self.bodies[1].bytes || bytes == Self.bodies[4].bytes
      for _ in 0..<Int.random(in: 1...3, using: &random) {
        let place = Int.random(in: 10..<bytes.count, using: &random)
        switch Int.random(in: 0..<4, using: &random) {
        case 0: bytes.removeLast(bytes.count - place - 1)
        case 1: bytes.insert(UInt8.random(in: 0...255, using: &random), at: place)
        case 2: bytes.remove(at: place)
        default: bytes[place] ^= 1 << UInt8.random(in: 0..<8, using: &random)
        }
      }
      do {
        let records = try stream(bytes, type: type, cutAt: randomCuts(in: bytes, &random))
        return !isSealed || records == whole ? nil : "damage passed: \(bytes)"
      } catch {
        return error is SourceFault ? nil : "\(error)"
      }
    }
    #expect(found.isEmpty)
  }
}
