import Glibc

/// Why the private cluster cannot serve, in words for the person who runs the program.
package enum ClusterError: Error, Equatable, CustomStringConvertible {
  /// PostgreSQL's own programs are not installed.
  case programMissing(String)
  /// The program runs as root, and there is no `postgres` account to run the server as.
  case accountMissing
  /// The folder holds a cluster of another major version.
  case wrongVersion(found: String, folder: String)
  /// The folder belongs to another account than the one that runs the program.
  case ownedByAnother(folder: String)
  /// The account that runs the server cannot enter the folder.
  case unreachable(folder: String)
  case diskFull(folder: String)
  /// The server or initdb gave up; the detail is the end of what it wrote.
  case startFailed(detail: String)
  case timedOut(waitingFor: String)
  /// The server refused to create or list databases.
  case refused(detail: String)
  /// A call to the system failed.
  case system(call: String, path: String, code: Int32)

  package var description: String {
    switch self {
    case .programMissing(let name):
      "\(name) of PostgreSQL \(ClusterFolder.majorVersion) is not installed: apt-get install postgresql-15"
    case .accountMissing: "PostgreSQL refuses to run as root, and there is no account named postgres to run it as"
    case .wrongVersion(let found, let folder):
      "\(folder) holds a cluster of PostgreSQL \(found), and this program runs \(ClusterFolder.majorVersion):"
        + " pg_dump it with its own version, move the folder away and restore"
    case .ownedByAnother(let folder): "\(folder) belongs to another account than the one that runs this program"
    case .unreachable(let folder): "the account that runs PostgreSQL cannot enter \(folder)"
    case .diskFull(let folder): "no space left on the disk of \(folder)"
    case .startFailed(let detail): "PostgreSQL did not start: \(detail)"
    case .timedOut(let what): "gave up waiting for \(what)"
    case .refused(let detail): "PostgreSQL refused: \(detail)"
    case .system(let call, let path, let code): "\(call) of \(path) failed: \(String(cString: strerror(code)))"
    }
  }
}
