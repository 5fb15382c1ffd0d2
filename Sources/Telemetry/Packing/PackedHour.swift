import Runtime

/// The samples of an hour as bytes: a head, then the times, then the values, as differences in a code of few bits.
///
/// Head: a byte of flags, the step of the values in 8 bytes, then how many there are, the first time and the first value.
enum PackedHour {
  private struct Flags: OptionSet {
    let rawValue: UInt8
    /// Times are whole seconds, else milliseconds.
    static let seconds = Flags(rawValue: 1)
    /// Times are kept as changes of their distance: next to nothing where they are regular.
    static let regular = Flags(rawValue: 2)
  }

  /// - Parameter samples: in the order of time, at least one.
  static func pack(_ samples: [Sample], of hour: Instant, to precision: Precision) -> [UInt8] {
    var times = samples.map { $0.at.milliseconds - hour.milliseconds }
    var flags: Flags = []
    if times.allSatisfy({ $0.isMultiple(of: 1000) }) {
      flags.insert(.seconds)
      times = times.map { $0 / 1000 }
    }
    let steps = samples.map { precision.steps($0.value) }
    let distances = differences(times)
    let (plain, regular) = (packed(flags, precision, times, steps, distances.map { UInt64($0) }), flags.union(.regular))
    let changes = (distances.prefix(1) + differences(distances)).map(\.zigzag)
    let other = packed(regular, precision, times, steps, changes)
    return other.count < plain.count ? other : plain
  }

  private static func packed(
    _ flags: Flags, _ precision: Precision, _ times: [Int64], _ steps: [Int64], _ codes: [UInt64]
  ) -> [UInt8] {
    var head = VarintWriter(bytes: [flags.rawValue])
    head.append(precision.step)
    head.append(UInt64(times.count))
    head.append(UInt64(times[0]))
    head.append(signed: steps[0])
    var writer = BitWriter(behind: head.bytes)
    RiceCode.write(codes, to: &writer)
    RiceCode.write(differences(steps).map(\.zigzag), to: &writer)
    return writer.finish()
  }

  static func unpack(_ bytes: [UInt8], of hour: Instant) throws(Damaged) -> [Sample] {
    var head = VarintReader(bytes)
    let flags = Flags(rawValue: try head.byte())
    let precision = Precision(try head.nextDouble())
    let count = Int(clamping: try head.next())
    guard (1...4_000_000).contains(count) else { throw Damaged() }
    var time = Int64(clamping: try head.next())
    var step = try head.nextSigned()
    var reader = BitReader(head.rest)
    let codes = try RiceCode.read(count - 1, from: &reader)
    let changes = try RiceCode.read(count - 1, from: &reader)
    let unit: Int64 = flags.contains(.seconds) ? 1000 : 1
    var samples: [Sample] = []
    samples.reserveCapacity(count)
    var distance: Int64 = 0
    for index in 0..<count {
      if index > 0 {
        let code = codes[index - 1]
        distance = flags.contains(.regular) ? distance &+ Int64(zigzag: code) : Int64(clamping: code)
        time &+= distance
        step &+= Int64(zigzag: changes[index - 1])
      }
      samples.append(
        Sample(at: Instant(milliseconds: hour.milliseconds &+ time &* unit), value: precision.value(step)))
    }
    return samples
  }

  /// The step that the values of packed bytes are kept to.
  static func precision(of bytes: [UInt8]) throws(Damaged) -> Precision {
    var head = VarintReader(bytes)
    _ = try head.byte()
    return Precision(try head.nextDouble())
  }

  private static func differences(_ numbers: [Int64]) -> [Int64] {
    zip(numbers.dropFirst(), numbers).map { $0 &- $1 }
  }
}
