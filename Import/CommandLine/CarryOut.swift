import HTTP
import Postgres
import Resources
import Runtime

extension ImportFeature {
  /// `watts-up import`: one import from its creation to its end, shown as it moves. Throws when it did not get there.
  package func carryOut(_ order: ImportOrder, on terminal: ImportTerminal) async throws {
    try await sweep()
    var shown: Import
    if let id = Import.ID(order.subject) {
      shown = try await find(id, in: .english)
    } else if let address = order.address {
      let source = try await source(of: order, at: address)
      let id = try await create(wanted(order, source, url: address), by: nil)
      shown = try await watch(id, terminal) { try await fetchNext(source) }
    } else {
      let file = try LocalFile(order.subject)
      let (bytes, source) = try await source(of: order, in: file.bytes)
      shown = try await send(bytes, of: wanted(order, source, name: file.name, size: file.size), terminal)
    }
    if shown.state == .preview && order.isConfirmed {
      _ = try await apply(shown.id, by: nil, withdrawals: .granted)
      shown = try await watch(shown.id, terminal)
    }
    terminal.say(ImportReport(shown, refused: try await mostRefused(shown)).text)
    guard shown.state == .done else { throw ImportFailed(description: why(shown)) }
  }

  /// A demonstration takes the way of every other file.
  package func carryOut(_ country: Demonstration, on terminal: ImportTerminal) async throws {
    let workers = Workers(name: "demonstration", threads: 1, queueLimit: 1)
    defer { workers.stop() }
    let order = ImportOrder(subject: "demonstration", source: Demonstration.source)
    let wanted = wanted(order, Demonstration.source, name: "demonstration-\(country.points).csv")
    let shown = try await send(country.body(on: workers), of: wanted, terminal)
    guard shown.state == .done else { throw ImportFailed(description: why(shown)) }
  }

  private func wanted(
    _ order: ImportOrder, _ source: Import.Source, name: String? = nil, size: Int? = nil, url: WebAddress? = nil
  ) -> CreateImport {
    CreateImport(
      source: source, mode: order.mode, fileName: name.flatMap { try? FileName(.text($0)) },
      sizeBytes: size.flatMap { try? ByteSize(.text(String($0))) }, url: url, confirm: false)
  }

  private func send(_ bytes: BodyStream, of wanted: CreateImport, _ terminal: ImportTerminal) async throws -> Import {
    let id = try await create(wanted, by: nil)
    let claimed = try await turn(of: id, size: wanted.sizeBytes?.count, terminal)
    _ = try await start(
      claimed,
      .sent(ImportFile(name: claimed.fileName, contentType: nil, contentEncoding: nil, bytes: bytes)))
    return try await watch(id, terminal)
  }

  /// Waits behind one that is at work; one at preview may wait for days, so that nobody waits behind it here.
  private func turn(of id: Import.ID, size: Int?, _ terminal: ImportTerminal) async throws -> ClaimedImport {
    var isFirst = true
    while true {
      do {
        return try await claimForUpload(id, length: size)
      } catch let problem as Problem where problem.kind == .importBusy {
        if let other = try await waitingToBeApplied(before: id) {
          try await withdraw(id)
          throw ImportFailed(
            description: "import \(other) waits to be applied: watts-up import \(other) --yes applies it")
        }
      }
      if isFirst { terminal.say("waits: another import is at work\n") }
      isFirst = false
      try await Task.sleep(for: .seconds(1))
      try await sweep()
    }
  }

  private func waitingToBeApplied(before id: Import.ID) async throws -> Import.ID? {
    try await database.first(
      """
      select o.id from imports o join imports i on i.source = o.source where i.id = \(id) and o.state = 'preview'
      """
    ) { row in try row.next(Import.ID.self) }
  }

  private func withdraw(_ id: Import.ID) async throws {
    try await database.execute(
      "update imports set state = 'cancelled', finished_at = \(clock.now) where id = \(id) and state = 'waiting'")
  }

  /// Until it is over or at preview, whoever works on it.
  private func watch(
    _ id: Import.ID, _ terminal: ImportTerminal, meanwhile: () async throws -> Void = {}
  ) async throws -> Import {
    var display = ImportDisplay(terminal: terminal)
    while true {
      try await meanwhile()
      let shown = try await find(id, in: .english)
      display.show(shown, at: .now)
      if shown.state.isOver || shown.state == .preview {
        display.end()
        return shown
      }
      try await Task.sleep(for: .milliseconds(150))
      try await sweep()
    }
  }

  private func mostRefused(_ shown: Import) async throws -> [Import.Correction] {
    let found = try await database.query(
      """
      select code, count(*) from import_rejects where import_id = \(shown.id)
      group by code order by count(*) desc, code limit 10
      """
    ) { row in (code: try row.next(String.self), rows: try row.next(Int.self)) }
    return found.map { code, rows in
      Import.Correction(code: code, sentence: sources.sentence(code, of: shown.source)(in: .english), rows: rows)
    }
  }

  private func why(_ shown: Import) -> String {
    if shown.state == .preview {
      return "\(shown.guard?.message ?? "It waits to be applied.") watts-up import \(shown.id) --yes applies it"
    }
    let detail = shown.error?.detail.map { " (\($0))" } ?? ""
    return shown.error.map { "\($0.message)\(detail)" } ?? "the import is \(shown.state.rawValue)"
  }
}
