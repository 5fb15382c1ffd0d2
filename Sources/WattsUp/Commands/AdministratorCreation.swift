import Accounts
import Glibc
import HTTP
import Runtime
import Secrets

/// `watts-up admin create`: the part that talks to a terminal.
enum AdministratorCreation {
  struct Refusal: Error, CustomStringConvertible {
    let description: String
  }

  static func run(_ email: String, on base: Base, clock: WallClock) async throws {
    guard let email = Email(email) else { throw Refusal(description: "--email: this is no e-mail address") }
    let create = CreateAdministrator(
      database: base.database, hasher: PasswordHasher(threads: 1), clock: clock, ids: .random)
    _ = try await create(email: email, password: try readPassword())
    print("\(email) is an administrator now")
  }

  private static func readPassword() throws -> NewPassword {
    let isTerminal = isatty(STDIN_FILENO) == 1
    if isTerminal {
      print("Password (at least \(NewPassword.shortest) characters): ", terminator: "")
      fflush(nil)
    }
    var shown = termios()
    if isTerminal, tcgetattr(STDIN_FILENO, &shown) == 0 {
      var hidden = shown
      hidden.c_lflag &= ~tcflag_t(ECHO)
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden)
    }
    let line = readLine()
    if isTerminal {
      tcsetattr(STDIN_FILENO, TCSAFLUSH, &shown)
      print()
    }
    guard let line else { throw Refusal(description: "no password came from standard input") }
    do throws(FieldFault) {
      return try NewPassword(.text(line))
    } catch {
      throw Refusal(description: "password: \(error.message.english)")
    }
  }
}
