package import HTTP
import Postgres
package import Runtime

/// One thing done with many: `{action, ids}`. Each is dealt with on its own, in a transaction of its own.
package struct BulkAction<Action: Field, Item: Sendable>: Decodable, Sendable {
  package let action: Action
  package let ids: [Identifier<Item>]
}

/// The outcome of each, in the order in which they were named.
package struct BulkOutcome: Codable, Sendable {
  package enum Outcome: String, CaseIterable, Field { case done, unchanged, refused }

  package struct Row: Codable, Sendable {
    package let id: String
    package let outcome: Outcome
    /// The kind of the refusal, and what to do about it.
    package let problem: String?
    package let detail: String?
  }

  package let items: [Row]

  package func response() throws -> Response { try .json(self) }
}

extension BulkAction {
  private static var most: Int { 1000 }

  /// - Parameter act: false where there was nothing to change.
  package func carryOut(
    for request: Request, log: Log, _ act: (Identifier<Item>) async throws -> Bool
  ) async throws -> BulkOutcome {
    guard (1...Self.most).contains(ids.count) else {
      let fault = FieldFault("bad-length", fr: "De 1 à \(Self.most) à la fois.", en: "From 1 to \(Self.most) at once.")
      throw Problem(.validation, faults: [Problem.Fault("/ids", fault)])
    }
    var rows: [BulkOutcome.Row] = []
    for id in ids {
      let problem: Problem?
      var isDone = false
      do {
        isDone = try await act(id)
        problem = nil
      } catch is CancellationError {
        throw CancellationError()
      } catch {
        problem = refusal(of: id, error, log)
      }
      rows.append(
        BulkOutcome.Row(
          id: id.description, outcome: problem != nil ? .refused : isDone ? .done : .unchanged,
          problem: problem?.kind.name, detail: problem?.detail(in: request.language)))
    }
    return BulkOutcome(items: rows)
  }

  /// What hides behind one failure does not hide what became of the others.
  private func refusal(of id: Identifier<Item>, _ error: any Error, _ log: Log) -> Problem {
    switch error {
    case let known as any ProblemConvertible: return known.problem
    case is Unavailable, is ConnectionLost: return Problem(.unavailable)
    default:
      log.error("one of many failed", ["id": .text(id.description), "error": .text(String(describing: error))])
      return Problem(.internal)
    }
  }
}
