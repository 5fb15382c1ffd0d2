import HTTP

/// What the box makes of an order.
enum OrderAnswer: Equatable, Sendable {
  case taken
  /// With a word that says why.
  case refused(String)

  static let noRelay = OrderAnswer.refused("no-relay")
  static let disarmed = OrderAnswer.refused("disarmed")
  static let byHand = OrderAnswer.refused("by-hand")
}

/// What the server is still to hear of its orders, and what it has heard: an order that is fetched again is answered once.
struct OrderAnswers: Sendable {
  private(set) var waiting: [String: OrderAnswer] = [:]
  private var told: [String: OrderAnswer] = [:]

  mutating func note(_ order: String, _ answer: OrderAnswer) {
    if told[order] != answer { waiting[order] = answer }
  }

  /// Only orders that still come are remembered.
  mutating func hasTold(_ answers: [String: OrderAnswer], stillGiven: [String]) {
    told = told.merging(answers) { $1 }.filter { stillGiven.contains($0.key) }
    waiting = waiting.filter { answers[$0.key] != $0.value }
  }

  static func json(_ answers: [String: OrderAnswer]) -> JSON {
    let items = answers.sorted { $0.key < $1.key }.map { id, answer -> JSON in
      switch answer {
      case .taken: ["id": .string(id), "answer": "taken"]
      case .refused(let reason): ["id": .string(id), "answer": "refused", "reason": .string(reason)]
      }
    }
    return ["answers": .array(items)]
  }
}
