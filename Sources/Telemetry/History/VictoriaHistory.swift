import HTTP
import Resources
import Runtime

/// History in VictoriaMetrics, single or cluster, by its own import, export and queries. One series each, named by its number;
/// times are in milliseconds on both sides.
struct VictoriaHistory: HistoryStore {
  /// Without a slash at the end; of a cluster, `…/insert/0/prometheus` and `…/select/0/prometheus` lie behind vmauth.
  let address: String
  /// Sets the series of this database apart from others that the same store holds.
  var name = "watts_up"
  /// What was imported is on its disk after so long, and is then looked for again before anybody forgets it.
  var settles: Duration = .seconds(6)
  let exchange = Exchange()

  private func selector(_ numbers: [SeriesNumber]) -> String {
    "\(name){series=~\"\(numbers.map(String.init).joined(separator: "|"))\"}"
  }

  // MARK: Writing

  func merge(_ hours: [FilledHour]) async throws {
    let missing = try await missing(of: hours)
    if missing.isEmpty { return }
    for part in missing.chunks(of: 200) {
      _ = try await exchange.ask(address + "/api/v1/import", body: part.map(line).joined())
    }
    try await Task.sleep(for: settles)
    let deadline = ContinuousClock.now + .seconds(30)
    while try await !self.missing(of: missing).isEmpty {
      guard .now < deadline else { throw Exchange.Failed(description: "what was imported is not there") }
      try await Task.sleep(for: .milliseconds(200))
    }
  }

  /// What is there twice would count twice.
  private func missing(of hours: [FilledHour]) async throws -> [FilledHour] {
    var missing: [FilledHour] = []
    for part in hours.chunks(of: 200) {
      let known = try await samples(in: part.map(\.place))
      missing += part.compactMap { hour in
        let times = Set((known[hour.place] ?? []).map(\.at))
        let new = hour.samples.filter { !times.contains($0.at) }
        return new.isEmpty ? nil : FilledHour(series: hour.series, hour: hour.hour, samples: new)
      }
    }
    return missing
  }

  private func line(_ hour: FilledHour) -> String {
    var json = JSONWriter(capacity: hour.samples.count * 24 + 100)
    json.object { json in
      json.name("metric")
      json.object { json in
        json.name("__name__")
        json.write(name)
        json.name("series")
        json.write(String(hour.series.number))
      }
      json.name("values")
      json.array { json in for sample in hour.samples { json.write(sample.value) } }
      json.name("timestamps")
      json.array { json in for sample in hour.samples { json.write(Int(sample.at.milliseconds)) } }
    }
    return json.finish().text + "\n"
  }

  // MARK: Samples

  func samples(of series: Series, in span: Range<Instant>) async throws -> [Sample] {
    try await export([series.number], span)[series.number] ?? []
  }

  func samples(in hours: [SeriesHour]) async throws -> [SeriesHour: [Sample]] {
    guard let first = hours.map(\.hour).min(), let last = hours.map(\.hour).max() else { return [:] }
    let found = try await export(Array(Set(hours.map(\.series))).sorted(), first..<(last + .seconds(3600)))
    let wanted = Set(hours)
    var sorted: [SeriesHour: [Sample]] = [:]
    for (number, samples) in found {
      for sample in samples {
        let place = SeriesHour(series: number, hour: sample.at.hour)
        if wanted.contains(place) { sorted[place, default: []].append(sample) }
      }
    }
    return sorted
  }

  private func export(_ numbers: [SeriesNumber], _ span: Range<Instant>) async throws -> [SeriesNumber: [Sample]] {
    if numbers.isEmpty || span.isEmpty { return [:] }
    let last = Instant(milliseconds: span.upperBound.milliseconds - 1)
    let query = [("match[]", selector(numbers)), ("start", span.lowerBound.inSeconds), ("end", last.inSeconds)]
    let bytes = try await exchange.ask(address + "/api/v1/export", body: form(query))
    var found: [SeriesNumber: [Sample]] = [:]
    for line in bytes.split(separator: 10) {
      let json = try JSONParser.parse(Array(line))
      guard let number = json["metric"]?["series"]?.text.flatMap({ SeriesNumber($0) }) else { continue }
      let (times, values) = (json["timestamps"]?.elements ?? [], json["values"]?.elements ?? [])
      let samples = zip(times, values).compactMap { time, value in
        time.number.flatMap { time in
          value.number.map { Sample(at: Instant(milliseconds: Int64(time)), value: $0) }
        }
      }
      found[number, default: []] += samples
    }
    return found.mapValues { samples in [].merged(with: samples.sorted { $0.at < $1.at }) }
  }

  // MARK: Buckets

  /// A counter that began again within a bucket is rolled out of its samples: the store does not count that as we do.
  func buckets(of series: Series, in span: Range<Instant>, _ width: BucketWidth) async throws -> [Bucket] {
    if span.isEmpty { return [] }
    let words = ["min", "max", "sum", "first", "last", "count"].map { "\"\($0)_over_time\"" }.joined(separator: ",")
    let metric = "\(selector([series.number]))[\(width.seconds)s]"
    let found = try await windows("aggr_over_time((\(words)), \(metric))", span, width)
    var buckets = found.compactMap { start, values in Bucket(start: start, values) }.sorted { $0.start < $1.start }
    guard series.isCounter else { return buckets }
    let growth = try await windows("increase_prometheus(\(metric))", span, width)
    var again: Set<Instant> = []
    for index in buckets.indices {
      buckets[index].growth.by = growth[buckets[index].start]?[""] ?? 0
      let straight = buckets[index].last - buckets[index].first
      if abs(buckets[index].growth.by - straight) > series.precision.step / 2 {
        again.insert(buckets[index].start.hour)
      }
    }
    if again.isEmpty { return buckets }
    let hours = again.map { SeriesHour(series: series.number, hour: $0) }
    let rolled = try await samples(in: hours).values.flatMap { Bucket.rolled($0, seconds: width.seconds) }
    return (buckets.filter { !again.contains($0.start.hour) } + rolled).sorted { $0.start < $1.start }
  }

  func counts(of series: Series, in span: Range<Instant>) async throws -> [Instant: Int] {
    let found = try await windows("count_over_time(\(selector([series.number]))[3600s])", span, .hours)
    return found.compactMapValues { $0[""].map { Int($0) } }.filter { $0.value > 0 }
  }

  /// The store answers no question with more steps than 30,000.
  private static let stepsAtOnce: Int64 = 9600

  /// The values of a query for each bucket, by the name of the function.
  private func windows(
    _ query: String, _ span: Range<Instant>, _ width: BucketWidth
  ) async throws -> [Instant: [String: Double]] {
    var found: [Instant: [String: Double]] = [:]
    var next = span.lowerBound
    while next < span.upperBound {
      let end = min(next + .seconds(Self.stepsAtOnce * width.seconds), span.upperBound)
      try await found.merge(piece(query, next..<end, width)) { first, _ in first }
      next = end
    }
    return found
  }

  /// A window ends with its instant, a bucket before it: a millisecond apart.
  private func piece(
    _ query: String, _ span: Range<Instant>, _ width: BucketWidth
  ) async throws -> [Instant: [String: Double]] {
    let step = Duration.seconds(width.seconds)
    let end = (span.upperBound - .milliseconds(1)).floored(to: width.seconds) + step
    let fields = [
      ("query", query), ("start", Instant(milliseconds: (span.lowerBound + step).milliseconds - 1).inSeconds),
      ("end", Instant(milliseconds: end.milliseconds - 1).inSeconds), ("step", "\(width.seconds)s"), ("nocache", "1"),
    ]
    let answer = try JSONParser.parse(await exchange.ask(address + "/api/v1/query_range", body: form(fields)))
    var found: [Instant: [String: Double]] = [:]
    for row in answer["data"]?["result"]?.elements ?? [] {
      let word = row["metric"]?["rollup"]?.text ?? ""
      for pair in row["values"]?.elements ?? [] where pair.elements.count == 2 {
        guard let at = pair.elements[0].number, let value = pair.elements[1].text.flatMap({ Double($0) }) else {
          continue
        }
        let end = Instant(milliseconds: Int64((at * 1000).rounded()) + 1)
        found[end - step, default: [:]][word] = value
      }
    }
    return found
  }

  func last(of series: Series, before hour: Instant) async throws -> Sample? {
    let window = "\(selector([series.number]))[31d]"
    guard let value = try await value("last_over_time(\(window))", before: hour),
      let seconds = try await self.value("timestamp(\(window))", before: hour)
    else { return nil }
    return Sample(at: Instant(milliseconds: Int64((seconds * 1000).rounded())), value: value)
  }

  private func value(_ query: String, before hour: Instant) async throws -> Double? {
    let fields = [
      ("query", query), ("time", Instant(milliseconds: hour.milliseconds - 1).inSeconds), ("nocache", "1"),
    ]
    let answer = try JSONParser.parse(await exchange.ask(address + "/api/v1/query", body: form(fields)))
    let pair = answer["data"]?["result"]?.elements.first?["value"]?.elements
    return pair?.last?.text.flatMap { Double($0) }
  }

  // MARK: Letting go

  func forget(_ series: [SeriesNumber]) async throws {
    for part in series.chunks(of: 200) {
      _ = try await exchange.ask(
        address + "/api/v1/admin/tsdb/delete_series", body: form([("match[]", selector(part))]))
    }
  }

  /// Its own -retentionPeriod does that.
  func keep(from oldest: Instant, to now: Instant) async throws {}

  private func form(_ fields: [(name: String, value: String)]) -> String {
    fields.map { "\($0.name.percentEncoded)=\($0.value.percentEncoded)" }.joined(separator: "&")
  }
}

extension Bucket {
  fileprivate init?(start: Instant, _ values: [String: Double]) {
    guard let count = values["count_over_time"], count > 0, let min = values["min_over_time"],
      let max = values["max_over_time"], let sum = values["sum_over_time"], let first = values["first_over_time"],
      let last = values["last_over_time"]
    else { return nil }
    self.init(
      start: start, count: Int(count), min: min, max: max, sum: sum, first: first, last: last, growth: Growth())
  }
}

extension Instant {
  /// `1795248000.250`
  fileprivate var inSeconds: String {
    let (whole, rest) = (seconds, milliseconds - seconds * 1000)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: 3 - digits.count) + digits
  }
}

extension JSON {
  fileprivate var elements: [JSON] { if case .array(let elements) = self { elements } else { [] } }
  fileprivate var text: String? { if case .string(let text) = self { text } else { nil } }
  fileprivate var number: Double? { if case .number(let text) = self { Double(text) } else { nil } }
}
