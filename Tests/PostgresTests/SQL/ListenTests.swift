import Postgres
import Runtime
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(1))) struct ListenTests {
  @Test func `notifications arrive in order, from the channels listened to`() async throws {
    let test = try await TestDatabase.make()
    let database = test.database
    var events = database.listen(to: "changes", "Other").makeAsyncIterator()
    #expect(await events.next() == .listening)
    try await database.execute("select pg_notify('changes', '1'), pg_notify('elsewhere', '2'), pg_notify('Other', '3')")
    #expect(await events.next() == .notification(Notification(channel: "changes", payload: "1")))
    #expect(await events.next() == .notification(Notification(channel: "Other", payload: "3")))
  }

  @Test func `a listener whose connection dies is told to read again`() async throws {
    let test = try await TestDatabase.make()
    let database = test.database
    var events = database.listen(to: "changes").makeAsyncIterator()
    #expect(await events.next() == .listening)
    try await database.execute(
      "select pg_terminate_backend(pid) from pg_stat_activity where query like 'listen%' and datname = current_database()"
    )
    #expect(await events.next() == .reconnected)
    try await database.execute("select pg_notify('changes', 'again')")
    #expect(await events.next() == .notification(Notification(channel: "changes", payload: "again")))
  }

  @Test func `who stops listening leaves no connection behind`() async throws {
    let test = try await TestDatabase.make()
    let database = test.database
    func listeners() async throws -> Int? {
      try await database.first(
        "select count(*) from pg_stat_activity where query like 'listen%' and datname = current_database()"
      ) { try $0.next() }
    }
    let listening = Task {
      for await _ in database.listen(to: "changes") {}
    }
    try await until { try await listeners() == 1 }
    listening.cancel()
    try await until { try await listeners() == 0 }
  }

  @Test func `a listener that sleeps is told that it missed some`() async throws {
    let test = try await TestDatabase.make()
    let database = test.database
    var events = database.listen(to: "changes").makeAsyncIterator()
    #expect(await events.next() == .listening)
    try await database.execute("select pg_notify('changes', n::text) from generate_series(1, 3000) n")
    var seen: [ListenEvent] = []
    while let event = await events.next() {
      seen.append(event)
      if event == .notification(Notification(channel: "changes", payload: "3000")) { break }
    }
    #expect(seen.filter { $0 == .reconnected }.count <= 2)
    #expect(seen.count <= 3000)
  }
}
