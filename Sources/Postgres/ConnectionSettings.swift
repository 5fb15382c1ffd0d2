import CLibpq

/// The server's address and how to sign in: `DATABASE_URL`. Several hosts and `target_session_attrs` are libpq's
/// business. Neither the description nor a debugger's dump shows a password.
package struct ConnectionSettings: Sendable, CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
  /// libpq could not read the address. The error does not repeat it: it might hold the password.
  package struct Invalid: Error, CustomStringConvertible {
    package let description = "not a PostgreSQL connection: postgresql://user@host/database or host=... dbname=..."
  }

  /// How long a statement, a lock and an idle transaction may last. The server enforces them; the client gives the
  /// server one more second and then hangs up, because a dead host says nothing.
  package var statementTimeout: Duration = .seconds(5)
  package var lockTimeout: Duration = .seconds(2)
  package var idleInTransactionTimeout: Duration = .seconds(10)

  private var given: [String: String] = [:]

  /// A URL or `keyword=value` text.
  package init(_ text: String) throws {
    guard !text.isEmpty, let options = PQconninfoParse(text, nil) else { throw Invalid() }
    defer { PQconninfoFree(options) }
    var option = options
    while let keyword = option.pointee.keyword {
      if let value = option.pointee.val { given[String(cString: keyword)] = String(cString: value) }
      option += 1
    }
  }

  package var database: String { given["dbname"] ?? "" }
  package var hosts: [String] {
    (given["host"] ?? given["hostaddr"] ?? "").split(separator: ",", omittingEmptySubsequences: false).map(String.init)
  }

  /// These settings once for each host, with that host as the first.
  var ordersOfHosts: [ConnectionSettings] {
    (0..<max(1, hosts.count)).map { turns in
      var settings = self
      for keyword in ["host", "hostaddr", "port"] {
        let list = (given[keyword] ?? "").split(separator: ",", omittingEmptySubsequences: false)
        // One port may stand for all hosts.
        guard list.count == hosts.count, list.count > 1 else { continue }
        settings.given[keyword] = (list[turns...] + list[..<turns]).joined(separator: ",")
      }
      return settings
    }
  }

  package func with(database: String) -> ConnectionSettings {
    var settings = self
    settings.given["dbname"] = database
    return settings
  }

  package var description: String {
    let shown = ["host", "hostaddr", "port", "dbname", "user", "target_session_attrs"]
    return shown.compactMap { name in given[name].map { "\(name)=\($0)" } }.joined(separator: " ")
  }

  package var debugDescription: String { description }
  package var customMirror: Mirror { Mirror(self, children: ["settings": description]) }
}

extension ConnectionSettings {
  /// Everything for libpq; what was given wins over what we would choose.
  func parameters(readOnly: Bool) -> [(keyword: String, value: String)] {
    var all = [
      "application_name": "watts-up", "connect_timeout": "2", "client_encoding": "UTF8",
      // A peer that vanished is noticed within 30 s even on an idle connection.
      "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "3", "tcp_user_timeout": "10000",
    ]
    all.merge(given) { $1 }
    // A session that is read-only by its own wish is none that libpq takes for `read-write`.
    if readOnly, all["target_session_attrs"] == "read-write" { all["target_session_attrs"] = "primary" }
    all["options"] = ([options(readOnly: readOnly)] + (given["options"].map { [$0] } ?? [])).joined(separator: " ")
    return all.map { ($0.key, $0.value) }
  }

  private func options(readOnly: Bool) -> String {
    var values = [
      "statement_timeout=\(statementTimeout.inWholeMilliseconds)",
      "lock_timeout=\(lockTimeout.inWholeMilliseconds)",
      "idle_in_transaction_session_timeout=\(idleInTransactionTimeout.inWholeMilliseconds)",
      // The server stops working for a client that is gone.
      "client_connection_check_interval=1000",
      // Compiling a plan takes longer than any of our statements.
      "jit=off",
      // Notices have no reader.
      "client_min_messages=error",
      "timezone=UTC",
    ]
    if readOnly { values.append("default_transaction_read_only=on") }
    return values.map { "-c \($0)" }.joined(separator: " ")
  }

  /// How long a silent server is waited for.
  var patience: Duration { statementTimeout + .seconds(1) }
}

extension Duration {
  var inWholeMilliseconds: Int64 { components.seconds * 1000 + components.attoseconds / 1_000_000_000_000_000 }
}
