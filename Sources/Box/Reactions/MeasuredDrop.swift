/// Whether a load is what it was said to be: the median of the power in the half minute before the contact opened, less that
/// of the half minute after.
struct MeasuredDrop: Sendable {
  private static let window = 30_000

  private var recent: [(at: Int, watts: Int)] = []
  private var opened: (at: Int, before: Int)?
  private(set) var watts: Int?

  mutating func take(_ watts: Int, at now: Int) {
    recent.append((now, watts))
    recent.removeAll { now - $0.at > MeasuredDrop.window }
    guard let opened, now - opened.at >= MeasuredDrop.window else { return }
    let after = MeasuredDrop.median(recent.filter { $0.at > opened.at }.map(\.watts))
    self.watts = after.map { opened.before - $0 }
    self.opened = nil
  }

  mutating func opens(at now: Int) {
    opened = MeasuredDrop.median(recent.map(\.watts)).map { (now, $0) }
  }

  private static func median(_ values: [Int]) -> Int? {
    values.isEmpty ? nil : values.sorted()[values.count / 2]
  }
}
