import Runtime

/// The rows that a batch comes to: of two samples at one moment the first, and of each row whose it is.
struct BatchRows {
  struct Row: Sendable {
    let series: SeriesNumber
    let sample: Sample
    /// The place of its submission in the batch.
    let party: Int
    /// Its place in the order in which samples came.
    let order: Int
    /// Nil for what is older than the ring.
    let slot: RingSlot?
  }

  /// In the order in which every server writes them, so that no two lock crosswise.
  private(set) var rows: [Row] = []
  /// How many samples of each submission came twice.
  private(set) var duplicates: [Int]

  init(_ batch: [Submission], at now: Instant) {
    duplicates = [Int](repeating: 0, count: batch.count)
    var all: [Row] = []
    for (party, submission) in batch.enumerated() {
      for checked in submission.samples {
        all.append(
          Row(
            series: checked.series, sample: checked.sample, party: party, order: all.count,
            slot: RingSlot.slot(of: checked.sample.at, at: now)))
      }
    }
    all.sort { ($0.series, $0.sample.at, $0.order) < ($1.series, $1.sample.at, $1.order) }
    rows.reserveCapacity(all.count)
    for row in all {
      if let last = rows.last, last.series == row.series, last.sample.at == row.sample.at {
        duplicates[row.party] += 1
      } else {
        rows.append(row)
      }
    }
  }

  /// The hours of history that the late ones fall into.
  var lateHours: [SeriesHour] {
    var hours: [SeriesHour] = []
    for row in rows where row.slot == nil {
      let hour = SeriesHour(series: row.series, hour: row.sample.at.hour)
      if hours.last != hour { hours.append(hour) }
    }
    return hours
  }

  /// Without those that history has.
  mutating func remove(_ known: [SeriesHour: [Sample]]) {
    if known.isEmpty { return }
    let times = known.mapValues { Set($0.map(\.at)) }
    var left: [Row] = []
    for row in rows {
      let hour = SeriesHour(series: row.series, hour: row.sample.at.hour)
      if row.slot == nil, times[hour]?.contains(row.sample.at) == true {
        duplicates[row.party] += 1
      } else {
        left.append(row)
      }
    }
    rows = left
  }
}
