import Glibc

/// How much a fuzz test does: a little by default, a lot with `WATTS_UP_FUZZ=long`.
package enum FuzzScale {
  package static let isLong = getenv("WATTS_UP_FUZZ").map { String(cString: $0) } == "long"

  package static func count(_ ordinary: Int, long: Int) -> Int { isLong ? long : ordinary }
}

/// Makes `count` attempts that follow from the seed, on a thread of their own: on the tests' threads they would keep
/// the others from their sockets. The first complaints come back, each with the seed.
package func complaints(
  seed: UInt64, attempts count: Int, _ attempt: @escaping @Sendable (inout SplitMix) -> String?
) async throws -> [String] {
  try await blocking {
    var random = SplitMix(seed: seed)
    var found: [String] = []
    for number in 0..<count where found.count < 5 {
      if let complaint = attempt(&random) { found.append("seed \(seed), attempt \(number): \(complaint)") }
    }
    return found
  }
}
