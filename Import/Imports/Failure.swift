import HTTP
import Postgres

/// The reason why an import failed where the file is not to blame.
enum Failure: String, CaseIterable {
  case interrupted
  case stageLost = "stage-lost"
  case abandoned
  case diskFull = "disk-full"
  case unexpected = "internal"
  // On the way to an address.
  case unreachable, redirects
  case tooSlow = "too-slow"
  case badStatus = "http-status"
  case privateAddress = "private-address"
  case cutOff = "cut-off"

  var sentence: Text {
    switch self {
    case .interrupted:
      Text(
        fr: "L'import a été interrompu : rien n'a changé, vous pouvez le recommencer.",
        en: "The import was interrupted: nothing has changed, you can start it again.")
    case .stageLost:
      Text(
        fr: "La base s'est arrêtée brutalement et l'aperçu est perdu : rien n'a changé, renvoyez le fichier.",
        en: "The database stopped abruptly and the preview is lost: nothing has changed, send the file again.")
    case .abandoned:
      Text(fr: "Le fichier n'est pas venu en 24 heures.", en: "The file did not come within 24 hours.")
    case .diskFull:
      Text(
        fr: "Le disque du serveur est plein : rien n'a changé, faites de la place et recommencez.",
        en: "The server's disk is full: nothing has changed, make room and start again.")
    case .unexpected:
      Text(
        fr: "Une erreur de notre côté : rien n'a changé, le journal du serveur en dit plus.",
        en: "An error of ours: nothing has changed, the server's log says more.")
    case .unreachable, .redirects, .tooSlow, .badStatus, .privateAddress, .cutOff: fetching
    }
  }

  private var fetching: Text {
    switch self {
    case .redirects: Text(fr: "L'adresse renvoie trop souvent ailleurs.", en: "The address redirects too often.")
    case .tooSlow: Text(fr: "L'adresse n'envoie presque rien.", en: "The address sends next to nothing.")
    case .badStatus:
      Text(fr: "L'adresse a répondu par une erreur.", en: "The address answered with an error.")
    case .privateAddress:
      Text(
        fr: "L'adresse mène dans un réseau privé, ce que ce serveur refuse.",
        en: "The address leads into a private network, which this server refuses.")
    case .cutOff: Text(fr: "Le fichier est arrivé incomplet.", en: "The file arrived incomplete.")
    default: Text(fr: "L'adresse ne répond pas.", en: "The address does not answer.")
    }
  }

  /// As an error, with what it is about.
  func about(_ detail: String?) -> Failed { Failed(failure: self, detail: detail) }
}

extension Failed {
  /// The failure that an error on our side amounts to.
  init(_ error: any Error) {
    switch error {
    case let error as PostgresError where error.sqlState == PostgresError.diskFull:
      self = Failure.diskFull.about("PostgreSQL")
    case let error as Spool.Failure where error.isFull: self = Failure.diskFull.about(Spool.folder)
    default: self = Failure.unexpected.about(nil)
    }
  }
}

struct Failed: ImportFault {
  let failure: Failure
  let detail: String?
  var code: String { failure.rawValue }
}

extension Problem.Kind {
  static let importBusy = Self(
    "import-busy", 409, fr: "Un autre import est en cours", en: "Another import is at work",
    detail: Text(
      fr: "Attendez qu'il soit fini, ou annulez-le.", en: "Wait until it has finished, or cancel it."))
  static let fileRefused = Self(
    "file-refused", 422, fr: "Fichier refusé", en: "File refused",
    detail: Text(
      fr: "Corrigez le fichier, puis créez un nouvel import.", en: "Correct the file, then create another import."))
}
