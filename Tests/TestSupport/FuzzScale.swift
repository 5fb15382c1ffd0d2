import Glibc

/// How much a fuzz test does: a little by default, a lot with `WATTS_UP_FUZZ=long`, and a share of that with `WATTS_UP_FUZZ=0.1`.
package enum FuzzScale {
  private static let share: Double? = getenv("WATTS_UP_FUZZ").flatMap { text in
    let text = String(cString: text)
    return text == "long" ? 1 : Double(text)
  }

  package static let isLong = share != nil

  package static func count(_ ordinary: Int, long: Int) -> Int {
    share.map { max(ordinary, Int(Double(long) * $0)) } ?? ordinary
  }
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
