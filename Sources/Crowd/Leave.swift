import Accounts
import Charging
import Postgres
import Reservations
import Runtime
import Stations

extension CrowdFeature {
  /// How long what they did is kept.
  private static let memory = Duration.seconds(86_400)
  private static let batch = 50

  /// Lets go of the drivers from a number on with all that they left behind; with the first of them goes the feed.
  func leave(from number: Int) async throws {
    while true {
      let gone = try await database.transaction { transaction in
        let accounts = try await accounts(from: number, atMost: Self.batch, in: transaction)
        try await ReservationsFeature.erase(madeUpOf: accounts, in: transaction)
        try await ChargingFeature.erase(madeUpOf: accounts, in: transaction)
        try await MadeUpDrivers.dismiss(accounts, in: transaction)
        return accounts.count
      }
      if gone < Self.batch { break }
      try Task.checkCancellation()
    }
    if number == 1 { try await endFeed() }
  }

  private func endFeed() async throws {
    let isTold = try await database.first("select exists (select from made_up_feed)") { try $0.next(Bool.self) }
    guard isTold == true else { return }
    try await database.transaction { transaction in
      try await MadeUpStates.silence(all: true, in: transaction)
      try await transaction.execute("delete from made_up_feed")
    }
  }

  private func accounts(from number: Int, atMost limit: Int, in transaction: Transaction) async throws -> [Account.ID] {
    try await transaction.query(
      "select account_id from made_up_drivers where number >= \(number) order by number limit \(limit)"
    ) { try $0.next(Account.ID.self) }
  }

  /// Forgets what is older than a day, and what was told of points that are gone.
  func sweep() async throws {
    guard isOpen(), size > 0 else { return }
    let now = clock.now
    try await alone {
      let accounts = try await database.query("select account_id from made_up_drivers") { try $0.next(Account.ID.self) }
      for first in stride(from: 0, to: accounts.count, by: Self.batch) {
        let some = Array(accounts[first..<min(first + Self.batch, accounts.count)])
        try await database.transaction { transaction in
          try await ReservationsFeature.erase(madeUpOf: some, before: now - Self.memory, in: transaction)
          try await ChargingFeature.erase(madeUpOf: some, in: transaction)
        }
      }
      try await database.transaction { try await MadeUpStates.silence(all: false, in: $0) }
    }
  }
}
