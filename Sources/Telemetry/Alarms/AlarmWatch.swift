import Runtime

/// A metric against its limits, by the time of samples alone: pure, so that any server comes to the same.
struct AlarmWatch: Equatable, Sendable {
  /// The newest sample that was looked at.
  var seenAt: Instant
  var beyondSince: Instant?
  var raisedAt: Instant?

  enum Event: Equatable, Sendable {
    case raised(Sample)
    case over(Sample)

    var state: String {
      switch self {
      case .raised: "raised"
      case .over: "over"
      }
    }

    var sample: Sample {
      switch self {
      case .raised(let sample), .over(let sample): sample
      }
    }
  }

  /// What a sample changes. One that is older than what was seen changes nothing.
  mutating func look(at sample: Sample, _ limits: Subscription.Alarm) -> Event? {
    guard sample.at > seenAt else { return nil }
    seenAt = sample.at
    guard limits.isBeyond(sample.value) else {
      defer { (beyondSince, raisedAt) = (nil, nil) }
      return raisedAt == nil ? nil : .over(sample)
    }
    let since = beyondSince ?? sample.at
    beyondSince = since
    guard raisedAt == nil, sample.at - since >= .seconds(limits.forSeconds) else { return nil }
    raisedAt = sample.at
    return .raised(sample)
  }
}

extension Subscription.Alarm {
  func isBeyond(_ value: Double) -> Bool {
    above.map { value > $0 } == true || below.map { value < $0 } == true
  }
}
