import CLinux
import Glibc
import HTTP
import Runtime

@main
enum WattsBox {
  static func main() {
    StopSignal.hold()
    do {
      try run(Command(Array(CommandLine.arguments.dropFirst())))
    } catch let misuse as Arguments.Misuse {
      complain("\(misuse); see watts-box --help")
      exit(2)
    } catch {
      Log.flushAll()
      complain("\(error)")
      exit(1)
    }
    Log.flushAll()
  }

  private static func run(_ command: Command) throws {
    switch command {
    case .help: print(Command.usage, terminator: "")
    case .run(let settings): try Running(settings).run()
    case .simulate(let simulation): try simulation.run()
    case .pin(let data): print(try BoxPIN(Store.database(in: data)).digits)
    case .pair(let code, let server, let data):
      let database = try Store.database(in: data)
      let made = try Pairing.make(code: code, server: server)
      try made.pairing.keep(in: database)
      print("paired with \(server) as \(made.pairing.boxID)")
      print("the PIN of the box's page is \(try BoxPIN(database).digits)")
    }
  }

  private static func complain(_ what: String) {
    var text = "watts-box: \(what)\n"
    text.withUTF8 { _ = write(STDERR_FILENO, $0.baseAddress, $0.count) }
  }
}

/// SIGINT and SIGTERM, held back from every thread and waited for by the first.
enum StopSignal {
  private static var both: sigset_t {
    var set = sigset_t()
    sigemptyset(&set)
    sigaddset(&set, SIGINT)
    sigaddset(&set, SIGTERM)
    return set
  }

  /// Before there is another thread: they inherit it.
  static func hold() {
    var set = both
    pthread_sigmask(SIG_BLOCK, &set, nil)
  }

  static func wait() -> String {
    var (set, number) = (both, Int32(0))
    while sigwait(&set, &number) != 0 {}
    return number == SIGINT ? "SIGINT" : "SIGTERM"
  }
}
