import Postgres

/// The terms that all points of a station share.
struct SharedTerms: Sendable {
  /// A part of the terms, in the words of the table.
  enum Part: String, CaseIterable {
    case access, hours, twoWheelersOnly = "two_wheelers_only", perUse = "pay_per_use", card = "pay_card"
    case other = "pay_other", free, tariff

    static let payment: Set<Part> = [.perUse, .card, .other, .free]
  }

  /// Those of one point: true of all where nothing varies.
  var terms = Terms()
  /// In which the points differ.
  var varying: Set<Part> = []

  func has(_ part: Part) -> Bool { !varying.contains(part) }
  var hasPayment: Bool { varying.isDisjoint(with: Part.payment) }

  /// The fields that differ, under the names that the API gives them.
  var varies: [String] {
    [
      ("access", has(.access)), ("hours", has(.hours)), ("twoWheelersOnly", has(.twoWheelersOnly)),
      ("payment", hasPayment), ("tariff", has(.tariff)),
    ].filter { !$0.1 }.map(\.0)
  }
}

extension SharedTerms {
  /// Of the terms of all points, the first of which are those of one.
  init(of all: [Terms]) {
    guard let first = all.first else { return }
    terms = first
    func differ<Value: Equatable>(_ value: (Terms) -> Value) -> Bool { all.contains { value($0) != value(first) } }
    let different: [(Part, Bool)] = [
      (.access, differ(\.access)), (.hours, differ { [$0.hours, $0.hoursText] }),
      (.twoWheelersOnly, differ(\.twoWheelersOnly)), (.perUse, differ(\.payPerUse)), (.card, differ(\.payCard)),
      (.other, differ(\.payOther)), (.free, differ(\.free)), (.tariff, differ(\.tariff)),
    ]
    varying = Set(different.filter(\.1).map(\.0))
  }

  /// The columns that `init(row:)` reads, of what `joined` joins.
  static let columns: SQL = "\(sql: Terms.columns), different.parts"

  init(_ row: inout Row) throws {
    terms = try Terms(&row)
    varying = Set(try row.next([String]?.self)?.compactMap(Part.init) ?? [])
  }

  /// Behind `stations s`, with an array of the names of the terms of its points. A station without points has what was set
  /// for it by hand.
  static func joined(_ names: SQL) -> SQL {
    """
    left join terms on terms.id = coalesce((\(sql: names))[1], s.manual_terms_id)
    left join lateral (
      select array_remove(array[
        case when count(distinct access) > 1 then 'access' end,
        case when count(distinct row (hours, hours_text)) > 1 then 'hours' end,
        case when count(distinct two_wheelers_only) > 1 then 'two_wheelers_only' end,
        case when count(distinct row (pay_per_use)) > 1 then 'pay_per_use' end,
        case when count(distinct row (pay_card)) > 1 then 'pay_card' end,
        case when count(distinct row (pay_other)) > 1 then 'pay_other' end,
        case when count(distinct row (free)) > 1 then 'free' end,
        case when count(distinct row (tariff)) > 1 then 'tariff' end], null) as parts
      from terms where id = any (\(sql: names))
    ) different on cardinality(\(sql: names)) > 1
    """
  }
}
