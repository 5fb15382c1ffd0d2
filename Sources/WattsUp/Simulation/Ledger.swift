import HTTP
import Synchronization

/// Counts what the drivers of a simulation met, together.
final class Ledger: Sendable {
  struct Account: Sendable {
    var requests = 0
    /// `POST reservations 201`, `POST reservations slot-taken`...
    var outcomes: [String: Int] = [:]
    var broken = 0
    /// Reservations that the server has acknowledged.
    var acknowledged: [String] = []
    /// Those that were given back.
    var cancelled: [String] = []
    var charges: [String] = []

    /// The errors that a server can blame on nobody but itself.
    var errors: Int { outcomes.reduce(0) { $0 + ($1.key.hasSuffix(": internal") ? $1.value : 0) } }
  }

  private let state = Mutex(Account())

  var account: Account { state.withLock { $0 } }

  func note(_ what: String, _ answer: Conversation.Answer) {
    var outcome = "\(answer.status)"
    if answer.status >= 400, case .string(let type)? = answer.json["type"] {
      outcome = type.split(separator: "/").last.map(String.init) ?? outcome
    }
    state.withLock { state in
      state.requests += 1
      state.outcomes["\(what): \(outcome)", default: 0] += 1
    }
  }

  func noteBroken() { state.withLock { $0.broken += 1 } }
  func acknowledge(_ reservation: String) { state.withLock { $0.acknowledged.append(reservation) } }
  func cancel(_ reservation: String) { state.withLock { $0.cancelled.append(reservation) } }
  func begin(_ charge: String) { state.withLock { $0.charges.append(charge) } }

  var line: String {
    let account = account
    return "\(account.requests) requests, \(account.acknowledged.count) bookings, \(account.charges.count) charges, "
      + "\(account.broken) broken off, \(account.errors) errors of the server"
  }
}
