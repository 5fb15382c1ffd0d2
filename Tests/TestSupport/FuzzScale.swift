import Glibc

/// How much a fuzz test does: a little by default, a lot with `WATTS_UP_FUZZ=long`.
package enum FuzzScale {
  package static let isLong = getenv("WATTS_UP_FUZZ").map { String(cString: $0) } == "long"

  package static func count(_ ordinary: Int, long: Int) -> Int { isLong ? long : ordinary }
}
