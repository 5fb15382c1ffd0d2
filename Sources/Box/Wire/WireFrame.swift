/// The groups that a meter said in one go; those that were lost on the way are not there.
struct WireFrame: Equatable, Sendable {
  let mode: WireMode
  private(set) var groups: [WireGroup] = []

  init(_ mode: WireMode) { self.mode = mode }

  subscript(label: String) -> WireGroup? { groups.first { $0.label == label } }

  func number(_ label: String) -> Int? { self[label].flatMap { Int($0.data) } }

  var serial: String? { self[mode.serialLabel]?.data }

  mutating func add(_ group: WireGroup) { groups.append(group) }
  mutating func remove(_ isWrong: (WireGroup) -> Bool) { groups.removeAll(where: isWrong) }
}
