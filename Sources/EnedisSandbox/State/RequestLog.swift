import HTTP
import Runtime

/// The last requests, for whoever looks at the control page.
struct RequestLog: Sendable {
  struct Entry: Sendable {
    let number: Int
    let at: Instant
    let method: String
    let target: String
    let status: Int
    let api: String?
    let note: String
  }

  private static let longest = 500
  private static let longestTarget = 1000

  private(set) var entries: [Entry] = []
  private(set) var count = 0
  /// Calls by API and status, since the start.
  private(set) var totals: [String: Int] = [:]

  mutating func add(_ request: Request, status: Int, api: String?, _ note: String, at now: Instant) {
    count += 1
    let query = request.target.queryText
    let target = String((request.target.path + (query.isEmpty ? "" : "?" + query)).prefix(Self.longestTarget))
    if entries.count >= Self.longest { entries.removeFirst(Self.longest / 5) }
    entries.append(
      Entry(
        number: count, at: now, method: request.method.rawValue, target: target, status: status, api: api, note: note))
    if let api { totals["\(api) \(status)", default: 0] += 1 }
  }
}

extension EnedisSandbox {
  func note(_ request: Request, status: Int, api: String?, _ note: String = "") {
    let now = now
    withState { $0.log.add(request, status: status, api: api, note, at: now) }
  }
}
