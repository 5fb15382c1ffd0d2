package import Runtime
import Synchronization

/// A bucket of tokens per client's network: a burst at once, then a steady rate.
package final class RateLimiter: Sendable {
  package struct Rate: Sendable {
    let perSecond: Double
    let burst: Double
    package init(perSecond: Double, burst: Double) {
      self.perSecond = perSecond
      self.burst = burst
    }
  }

  private struct Bucket {
    var tokens: Double
    var filledAt: Instant
  }

  private struct Shard {
    var buckets: [ClientNetwork: Bucket] = [:]
    /// How many buckets lead to a sweep: at twice what the last one left, or a crowd would have us sweep at every call.
    var most = 4096
  }

  // A lock for all addresses would be the one place where every thread meets.
  private let shards: [Lock]
  private let rate: Rate

  private final class Lock: Sendable {
    let shard = Mutex(Shard())
  }

  package init(_ rate: Rate) {
    self.rate = rate
    shards = (0..<16).map { _ in Lock() }
  }

  /// nil when the call may pass, else the seconds to wait.
  package func refuse(_ client: ClientNetwork, at now: Instant) -> Int? {
    shards[abs(client.hashValue % shards.count)].shard.withLock { shard in
      if shard.buckets.count > shard.most { forgetFull(&shard, at: now) }
      var bucket = shard.buckets[client] ?? Bucket(tokens: rate.burst, filledAt: now)
      refill(&bucket, at: now)
      defer { shard.buckets[client] = bucket }
      guard bucket.tokens >= 1 else { return Int(((1 - bucket.tokens) / rate.perSecond).rounded(.up)) }
      bucket.tokens -= 1
      return nil
    }
  }

  private func refill(_ bucket: inout Bucket, at now: Instant) {
    let gained = max(0, Double(now.microseconds - bucket.filledAt.microseconds) / 1e6) * rate.perSecond
    bucket.tokens = min(rate.burst, bucket.tokens + gained)
    bucket.filledAt = now
  }

  /// An address whose bucket is full again is as good as unknown.
  private func forgetFull(_ shard: inout Shard, at now: Instant) {
    shard.buckets = shard.buckets.filter { _, bucket in
      var bucket = bucket
      refill(&bucket, at: now)
      return bucket.tokens < rate.burst
    }
    shard.most = max(4096, shard.buckets.count * 2)
  }
}
