import HTTP
import Runtime

/// A reading as a file or an answer has it: what the clock on the wall said, and perhaps nothing.
struct RawReading: Sendable, Equatable {
  enum Stamp: Sendable, Equatable {
    case wall(LocalTime)
    case instant(Instant)
    /// The half-hour, or other interval, of a day, from 1 on.
    case rank(Int)
  }

  let stamp: Stamp
  let value: Int?
  /// The length of its interval, where it says so.
  let minutes: Int?
}

/// The readings of one answer, in the order in which they came. Holes are holes: null, the word "null" and no point at all.
struct MeterAnswer: Sendable {
  /// Nil where the answer hides it.
  let point: UsagePoint?
  let series: Series
  /// The first day that it is about, for readings that are counted and not stamped.
  let from: CivilDay?
  let readings: [RawReading]

  /// Any of the three generations of Data Connect.
  /// - Throws: for a form that nobody knows: that is no empty day.
  init(_ json: JSON, direction: Direction? = nil) throws {
    if let old = json["usage_point"]?.list.first?["meter_reading"] ?? json["meter_reading"] {
      self = try MeterAnswer(reading: old, direction: direction)
    } else if json["grandeur"] != nil {
      self = try MeterAnswer(quantities: json)
    } else {
      throw EnedisFault.trouble("unknown-form")
    }
  }

  init(point: UsagePoint?, series: Series, from: CivilDay?, readings: [RawReading]) {
    (self.point, self.series, self.from, self.readings) = (point, series, from, readings)
  }
}

// MARK: 2026

extension MeterAnswer {
  fileprivate init(quantities json: JSON) throws {
    let known = json["grandeur"]?.list.first { Self.kinds[$0["grandeurPhysique"]?.word ?? ""] != nil }
    guard let quantity = known, case .array(let points)? = quantity["points"],
      let kind = Self.kinds[quantity["grandeurPhysique"]?.word ?? ""]
    else { throw EnedisFault.trouble("unknown-form") }
    let direction: Direction = quantity["grandeurMetier"]?.word == "PROD" ? .injected : .drawn
    let step = json["pas"]?.word.flatMap(minutes)
    self.init(
      point: json["idPrm"]?.word.flatMap { UsagePoint($0) }, series: Series(kind: kind, direction: direction),
      from: json["periode"]?["dateDebut"]?.word.flatMap { CivilDay(text: $0) },
      readings: points.compactMap { point in
        guard let stamp = point["d"]?.word.flatMap(RawReading.Stamp.init(text:)) else { return nil }
        return RawReading(
          stamp: stamp, value: number(point["v"]), minutes: point["p"]?.word.flatMap(minutes) ?? step)
      })
  }

  private static let kinds: [String: ReadingKind] = ["PA": .curve, "EA": .daily, "PMA": .maxPower]
}

// MARK: v5, and v3 with its ranks

extension MeterAnswer {
  fileprivate init(reading json: JSON, direction: Direction?) throws {
    guard case .array(let intervals)? = json["interval_reading"], let type = json["reading_type"] else {
      throw EnedisFault.trouble("unknown-form")
    }
    // All powers of a day may stand in lists, of which the first is the one in use.
    let unit = (type["unit"]?.list.first ?? type["unit"])?.word
    let kinds: [String: ReadingKind] = ["W": .curve, "Wh": .daily, "VA": .maxPower]
    guard let kind = kinds[unit ?? ""] else { throw EnedisFault.trouble("unknown-form") }
    let flow = (type["flow_direction"]?.list.first ?? type["flow_direction"])?.word
    let said: Direction? = flow == "reverse" ? .injected : flow == "forward" ? .drawn : nil
    let seconds = type["interval_length"]?.word
    let step = seconds.flatMap(minutes) ?? seconds.flatMap { Int($0) }.map { $0 / 60 }
    self.init(
      point: json["usage_point_id"]?.word.flatMap { UsagePoint($0) },
      series: Series(kind: kind, direction: said ?? direction ?? .drawn),
      from: json["start"]?.word.flatMap { CivilDay(text: $0.prefix(10)) },
      readings: intervals.flatMap { Self.readings($0, step) })
  }

  private static func readings(_ json: JSON, _ step: Int?) -> [RawReading] {
    let values = json["value"]?.list ?? []
    if !values.isEmpty {
      let stamps = json["date"]?.list ?? []
      return zip(values, stamps).compactMap { reading($0, $1, step) }
    }
    let length = json["interval_length"]?.word.flatMap(minutes) ?? step
    if let rank = json["rank"]?.word.flatMap({ Int($0) }), ranks.contains(rank) {
      return [RawReading(stamp: .rank(rank), value: number(json["value"]), minutes: length)]
    }
    return [reading(json["value"], json["date"], length)].compactMap { $0 }
  }

  /// Three years of five minutes each.
  private static let ranks = 1...320_000

  private static func reading(_ value: JSON?, _ stamp: JSON?, _ minutes: Int?) -> RawReading? {
    guard let stamp = stamp?.word.flatMap(RawReading.Stamp.init(text:)) else { return nil }
    return RawReading(stamp: stamp, value: number(value), minutes: minutes)
  }
}

// MARK: Words

/// A whole number from 0 on; a hole for anything else.
private func number(_ json: JSON?) -> Int? {
  guard let text = json?.word else { return nil }
  let whole = text.split(separator: ".", omittingEmptySubsequences: false)
  guard let number = whole.first.flatMap({ Int($0) }), number >= 0, number <= Int(Int32.max) else { return nil }
  return number
}

/// `PT30M` and `PT1H`. What is longer than a day is none, which is not the same as not to say.
private func minutes(_ text: String) -> Int? {
  guard text.hasPrefix("PT"), let count = Int(text.dropFirst(2).dropLast()) else { return nil }
  guard (1...1500).contains(count) else { return 0 }
  switch text.last {
  case "M": return count
  case "H": return count * 60
  default: return nil
  }
}

extension RawReading.Stamp {
  /// `2026-09-29`, `2026-09-29 00:30:00`, with or without an offset.
  init?(text: String) {
    if let instant = Instant(rfc3339: text) {
      self = .instant(instant)
    } else if let instant = Instant(rfc3339: text.utf8.count == 10 ? text + "T00:00:00Z" : text + "Z") {
      let days = Int((Double(instant.seconds) / 86_400).rounded(.down))
      self = .wall(LocalTime(day: CivilDay(daysSince1970: days), second: Int(instant.seconds) - days * 86_400))
    } else {
      return nil
    }
  }
}

extension CivilDay {
  /// `2026-09-29`
  init?(text: some StringProtocol) {
    guard text.utf8.count == 10, let instant = Instant(rfc3339: text + "T00:00:00Z") else { return nil }
    self.init(daysSince1970: Int((Double(instant.seconds) / 86_400).rounded(.down)))
  }
}
