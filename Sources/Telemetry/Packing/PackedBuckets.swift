import Runtime

/// Buckets of one width as bytes: the step of the values and whether they grow, then each bucket by what sets it apart from its
/// last value. What only counters need is left out of the others.
enum PackedBuckets {
  static func pack(
    _ buckets: [Bucket], from start: Instant, seconds: Int64, to precision: Precision, growing: Bool
  ) -> [UInt8] {
    var writer = VarintWriter(bytes: [growing ? 1 : 0])
    writer.append(precision.step)
    var before: Int64 = 0
    for bucket in buckets {
      let last = precision.steps(bucket.last)
      writer.append(UInt64((bucket.start.seconds - start.seconds) / seconds))
      writer.append(UInt64(bucket.count))
      writer.append(signed: last &- before)
      writer.append(signed: last &- precision.steps(bucket.min))
      writer.append(signed: precision.steps(bucket.max) &- last)
      writer.append(signed: precision.steps(bucket.sum) &- last &* Int64(bucket.count))
      before = last
      guard growing else { continue }
      writer.append(signed: precision.steps(bucket.first) &- last)
      writer.append(UInt64(max(0, precision.steps(bucket.growth.by))))
      writer.append(UInt64(bucket.growth.resets))
    }
    return writer.bytes
  }

  static func unpack(_ bytes: [UInt8], from start: Instant, seconds: Int64) throws(Damaged) -> [Bucket] {
    var reader = VarintReader(bytes)
    let isGrowing = try reader.byte() == 1
    let precision = Precision(try reader.nextDouble())
    var buckets: [Bucket] = []
    var before: Int64 = 0
    while !reader.isAtEnd {
      let place = Int64(clamping: try reader.next())
      // A day of seconds is more than ever is packed as one.
      guard place < 86_400 else { throw Damaged() }
      let count = Int(clamping: try reader.next())
      let last = before &+ (try reader.nextSigned())
      let (min, max) = (last &- (try reader.nextSigned()), last &+ (try reader.nextSigned()))
      let sum = last &* Int64(count) &+ (try reader.nextSigned())
      var (first, growth) = (last, Growth())
      if isGrowing {
        first = last &+ (try reader.nextSigned())
        growth.by = precision.value(Int64(clamping: try reader.next()))
        growth.resets = Int(clamping: try reader.next())
      }
      buckets.append(
        Bucket(
          start: start + .seconds(place * seconds), count: count, min: precision.value(min),
          max: precision.value(max), sum: precision.value(sum), first: precision.value(first),
          last: precision.value(last), growth: growth))
      before = last
    }
    return buckets
  }

  /// The step that the values of packed bytes are kept to.
  static func precision(of bytes: [UInt8]) throws(Damaged) -> Precision {
    var reader = VarintReader(bytes)
    _ = try reader.byte()
    return Precision(try reader.nextDouble())
  }
}
