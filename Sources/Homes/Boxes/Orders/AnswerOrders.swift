import HTTP
import Postgres
import Resources
import Runtime

/// POST /api/box/orders/answers: what a box has made of the orders that it fetched. It may say so as often as it likes.
struct AnswerOrders: Decodable, Sendable {
  let answers: [GivenAnswer]

  static let most = 100
}

struct GivenAnswer: Decodable, Sendable {
  let id: Order.ID
  let answer: OrderAnswer
  /// Why it is refused.
  let reason: RefusalWord?
}

enum OrderAnswer: String, CaseIterable, Field { case taken, refused }

/// `by-hand`: newer boxes may know more reasons than we do.
typealias RefusalWord = CheckedText<RefusalWordRule>

enum RefusalWordRule: TextRule {
  static let schema: Schema = ["type": "string", "pattern": "^[a-z][a-z-]{0,39}$"]
  static let sample = "by-hand"
  static func read(_ text: String) throws(FieldFault) -> String {
    guard text.wholeMatch(of: /[a-z][a-z-]{0,39}/) != nil else {
      throw FieldFault(
        "bad-word", fr: "Lettres minuscules et tirets, 40 au plus.", en: "Small letters and dashes, 40 at most.")
    }
    return text
  }
}

extension HomesFeature {
  /// An order that was taken stays so. One that was refused for want of a clock may be taken later.
  func answerOrders(_ call: Call<Nothing, Nothing, JSONBody<AnswerOrders>>, _ caller: BoxCaller) async throws
    -> Response
  {
    let given = call.body.answers
    guard given.count <= AnswerOrders.most else { throw Problem(.payloadTooLarge) }
    let reasons = given.map { $0.answer == .taken ? nil : $0.reason?.text ?? "unnamed" }
    try await database.execute(
      """
      update box_orders o set answered_at = \(clock.now), refused_because = g.reason
      from unnest(\(given.map(\.id)), \(reasons)) as g(id, reason)
      where o.id = g.id and o.box_id = \(caller.id) and (o.answered_at is null or o.refused_because is not null)
      """)
    return .noContent
  }
}
