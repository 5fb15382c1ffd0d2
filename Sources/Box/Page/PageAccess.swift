import HTTP
import Runtime
import Synchronization

/// Who may ask the box's page. It has no accounts: reading is for the home's network, changing for who has the PIN.
struct PageAccess: Sendable {
  let box: Box
  /// A PIN has a million values, and a try takes its time.
  private let tries = RateLimiter(.init(perSecond: 1 / 6, burst: 10))

  init(_ box: Box) { self.box = box }

  /// A page elsewhere can lead a browser here under a name of its own, and read: only names of a home are answered.
  var reading: Access<Void> {
    Access("home") { request in
      guard PageAccess.isOfHome(request.headers["Host"] ?? "") else { throw Problem(.forbidden, PageAccess.strange) }
    }
  }

  /// This page moves 230 V: another site's page, and a program that says not where it comes from, are turned away.
  var changing: Access<Void> {
    Access("pin") { request in
      let host = request.headers["Host"] ?? ""
      guard PageAccess.isOfHome(host), let origin = request.headers["Origin"],
        origin == "http://" + host || origin == "https://" + host
      else { throw Problem(.forbidden, PageAccess.strange) }
      if let seconds = tries.refuse(request.network, at: request.receivedAt) {
        throw Problem(.rateLimited).retry(after: seconds)
      }
      guard try pin().matches(request.headers["X-Pin"] ?? "") else { throw Problem(.wrongPIN) }
    }
  }

  private func pin() throws -> BoxPIN { try box.store.state.withLock { try BoxPIN($0.database) } }

  private static let strange = Text(
    fr: "Ouvrez la page du boîtier par son nom ou son adresse dans la maison.",
    en: "Open the box's page by its name or its address at home.")

  /// An address, a name without a dot, or one of those that nobody can have in the world.
  static func isOfHome(_ host: String) -> Bool {
    if host.hasPrefix("[") { return true }
    let name = host.prefix { $0 != ":" }.lowercased()
    let parts = name.split(separator: ".", omittingEmptySubsequences: false)
    if parts.contains("") { return false }
    let isAddress = parts.count == 4 && parts.allSatisfy { UInt8($0) != nil }
    return isAddress || parts.count == 1 || ["local", "lan", "home", "internal"].contains(parts.last)
      || [".fritz.box", ".home.arpa"].contains { name.hasSuffix($0) }
  }
}

extension Problem.Kind {
  static let wrongPIN = Problem.Kind(
    "wrong-pin", 403, fr: "Code PIN incorrect", en: "Wrong PIN",
    detail: Text(
      fr: "Tapez le code PIN du boîtier que montre l'application, ou celui que donne « watts-box pin ».",
      en: "Type the box's PIN that the app shows, or the one that “watts-box pin” tells."))
  static let notUnderstood = Problem.Kind(
    "not-understood", 422, fr: "Avertissement à confirmer", en: "A warning to be confirmed",
    detail: Text(
      fr: "Lisez l'avertissement, confirmez que vous l'avez compris et donnez la puissance de l'appareil.",
      en: "Read the warning, confirm that you have understood it and give the appliance's power."))
}
