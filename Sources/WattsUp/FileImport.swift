import Accounts
import Glibc
import HTTP
import Import

/// `watts-up import`: the part that talks to a terminal.
enum FileImport {
  static func run(_ order: ImportOrder, on base: Base, _ serving: Serving) async throws {
    // Nobody knocks here: who can run the command has the database.
    let nobody = Access<Administrator>("admin") { _ in throw Problem(.forbidden) }
    let imports = Program.imports(
      serving.settings, database: base.database, administrators: nobody, log: serving.log, clock: serving.clock)
    let signals = Signals()
    let leaving = Task {
      _ = await signals.first()
      await imports.stop()
    }
    defer { leaving.cancel() }
    let terminal = ImportTerminal(isTerminal: isatty(STDOUT_FILENO) == 1) { text in
      print(text, terminator: "")
      fflush(nil)
    }
    for one in order.each { try await imports.carryOut(one, on: terminal) }
  }
}
