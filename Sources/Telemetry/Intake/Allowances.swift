import HTTP
import Runtime
import Sites
import Synchronization

/// What one device may ask of everybody's server: so many samples at once, then so many a second, and few requests at a time.
final class Allowances: Sendable {
  static let atOnce = 200_000.0
  static let perSecond = 100.0
  static let requestsAtOnce = 4

  private struct Bucket {
    var left = Allowances.atOnce
    var countedAt: Instant
    var underWay = 0
  }

  private let buckets = Mutex<[Device.ID: Bucket]>([:])
  private let isOn: Bool

  init(isOn: Bool) { self.isOn = isOn }

  /// Counts a request of a device for as long as `body` takes.
  func during<Value>(_ device: Device.ID, at now: Instant, _ body: () async throws -> Value) async throws -> Value {
    guard isOn else { return try await body() }
    let mayBegin = buckets.withLock { buckets in
      if buckets.count > 100_000 {
        buckets = buckets.filter { $0.value.underWay > 0 || $0.value.left < Self.atOnce / 2 }
      }
      var bucket = buckets[device] ?? Bucket(countedAt: now)
      defer { buckets[device] = bucket }
      guard bucket.underWay < Self.requestsAtOnce else { return false }
      bucket.underWay += 1
      return true
    }
    guard mayBegin else { throw Problem(.rateLimited).retry(after: 1) }
    defer { buckets.withLock { $0[device]?.underWay -= 1 } }
    return try await body()
  }

  func take(_ count: Int, of device: Device.ID, at now: Instant) throws {
    guard isOn else { return }
    let wait = buckets.withLock { buckets -> Double? in
      var bucket = buckets[device] ?? Bucket(countedAt: now)
      let gained = max(0, (now - bucket.countedAt).inSeconds) * Self.perSecond
      (bucket.left, bucket.countedAt) = (min(Self.atOnce, bucket.left + gained), now)
      defer { buckets[device] = bucket }
      let missing = Double(count) - bucket.left
      if missing > 0 { return missing / Self.perSecond }
      bucket.left -= Double(count)
      return nil
    }
    if let wait { throw Problem(.rateLimited, Self.refusal).retry(after: Int(min(3600, wait.rounded(.up)))) }
  }

  private static let refusal = Text(
    fr: "Cet appareil envoie trop d'échantillons : 100 par seconde, et 200 000 d'un coup pour rattraper un retard.",
    en: "This device sends too many samples: 100 a second, and 200,000 at once to catch up.")
}
