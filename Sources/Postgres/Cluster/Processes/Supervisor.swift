/// The process that outlives us all: parent of the server, it ends the server when the last user has gone, also when that
/// one was killed. A shell with `flock` and `setpriv` of util-linux, which every Debian has, in a session of its own so
/// that Ctrl-C in a terminal does not reach the server.
///
/// Whatever dies first, nothing stays behind: the server's death or a lock won ends the shell's wait; the shell's death
/// sends the server SIGINT (its fast shutdown) and ends the wait for the lock.
struct Supervisor {
  let folder: ClusterFolder
  let settings: ClusterSettings
  let postgres: String

  // Monitor mode lets background commands hear SIGINT, and gives each its own process group. SIGTERM goes to every process
  // of a service at once when systemd stops it, while the users still need the server. Closing foreign descriptors matters:
  // a pipe of ours, held here, would let its reader wait for the server's end.
  private static let script = #"""
    postgres=$1 data=$2 alive=$3 users=$4
    export -n supervise settings
    for descriptor in /proc/$$/fd/*; do
      descriptor=${descriptor##*/}
      case $descriptor in 0 | 1 | 2 | "$alive" | "$users") ;; *) exec {descriptor}>&- ;; esac
    done
    set -m
    trap '' HUP TERM
    printf %s "$settings" >"$data/postgresql.conf" && printf 'local all all trust\n' >"$data/pg_hba.conf" || exit 1

    trap 'kill -KILL "$gone" 2>/dev/null' CHLD
    setpriv --pdeathsig KILL flock "$users" {alive}>&- & gone=$!
    setpriv --pdeathsig INT "$postgres" -D "$data" {alive}>&- {users}>&- & server=$!
    wait "$gone"

    trap - CHLD
    kill -INT "$server" 2>/dev/null
    (sleep 60; kill -QUIT "$server") {alive}>&- {users}>&- & patience=$!
    wait "$server"
    kill -KILL -- "-$patience"
    """#

  /// `alive` is locked already, and stays so for as long as the supervisor lives; it takes the lock on `users` when
  /// nobody else holds one.
  func launch(alive: borrowing FileLock, users: borrowing FileLock) throws(ClusterError) {
    // The long texts travel in the environment, so that `ps` shows a line one can read.
    let shell = folder.account.command([
      "env", "supervise=" + Self.script, "settings=" + settings.text, "bash", "--noprofile", "--norc", "-c",
      #"eval "$supervise""#, "watts-up-postgres", postgres, folder.data, "\(alive.descriptor)", "\(users.descriptor)",
    ])
    let status = try Command(
      words: ["setsid", "--fork"] + shell.words, output: folder.output, inherits: [alive.descriptor, users.descriptor]
    ).run()
    if status != 0 { throw .startFailed(detail: "setsid ended with \(status)") }
  }
}
