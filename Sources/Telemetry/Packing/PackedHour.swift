import Runtime

/// The samples of an hour as bytes: a head, then the times, then the values, as differences in a code of few bits.
///
/// Head: a byte of flags, the step of the values in 8 bytes, then how many there are, the first time and the first value, and
/// the beat where there is one.
enum PackedHour {
  private struct Flags: OptionSet {
    let rawValue: UInt8
    /// Times are whole seconds, else milliseconds.
    static let seconds = Flags(rawValue: 1)
    static let changes = Flags(rawValue: 2)
    static let beat = Flags(rawValue: 4)
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
    let (timing, codes) = Timing.shortest(of: times)
    var head = VarintWriter(bytes: [flags.union(Self.flags(of: timing)).rawValue])
    head.append(precision.step)
    head.append(UInt64(times.count))
    head.append(UInt64(times[0]))
    head.append(signed: steps[0])
    if case .beat(let beat) = timing {
      head.append(UInt64(beat.period))
      head.append(UInt64(beat.phase))
    }
    var writer = BitWriter(behind: head.bytes)
    RiceCode.write(codes, to: &writer)
    RiceCode.write(steps.differences.map(\.zigzag), to: &writer)
    return writer.finish()
  }

  private static func flags(of timing: Timing) -> Flags {
    switch timing {
    case .distances: []
    case .changes: .changes
    case .beat: .beat
    }
  }

  static func unpack(_ bytes: [UInt8], of hour: Instant) throws(Damaged) -> [Sample] {
    var head = VarintReader(bytes)
    let flags = Flags(rawValue: try head.byte())
    let precision = Precision(try head.nextDouble())
    let count = Int(clamping: try head.next())
    guard (1...4_000_000).contains(count) else { throw Damaged() }
    let first = Int64(clamping: try head.next())
    var step = try head.nextSigned()
    let timing = try timing(flags, &head)
    var reader = BitReader(head.rest)
    let times = timing.times(from: first, try RiceCode.read(count - 1, from: &reader))
    let changes = try RiceCode.read(count - 1, from: &reader)
    let unit: Int64 = flags.contains(.seconds) ? 1000 : 1
    var samples: [Sample] = []
    samples.reserveCapacity(count)
    for index in 0..<count {
      if index > 0 { step &+= Int64(zigzag: changes[index - 1]) }
      let (time, overflow) = times[index].multipliedReportingOverflow(by: unit)
      guard !overflow, (0..<3_600_000).contains(time) else { throw Damaged() }
      samples.append(
        Sample(at: Instant(milliseconds: hour.milliseconds + time), value: precision.value(step)))
    }
    return samples
  }

  private static func timing(_ flags: Flags, _ head: inout VarintReader) throws(Damaged) -> Timing {
    guard flags.contains(.beat) else { return flags.contains(.changes) ? .changes : .distances }
    let (period, phase) = (Int64(clamping: try head.next()), Int64(clamping: try head.next()))
    guard let beat = Beat(period: period, phase: phase) else { throw Damaged() }
    return .beat(beat)
  }

  /// The step that the values of packed bytes are kept to.
  static func precision(of bytes: [UInt8]) throws(Damaged) -> Precision {
    var head = VarintReader(bytes)
    _ = try head.byte()
    return Precision(try head.nextDouble())
  }
}
