import Accounts
import HTTP
import Postgres
import Resources
import Runtime
import Synchronization

/// What technicians and owners do with a device on its page.
struct DeviceChangeForm: Decodable, Sendable {
  let name: ThingName
  let serial: SerialNumber?
}

struct KeyPagePath: Decodable, Sendable {
  let id: String
  let keyId: String
}

extension SitesFeature {
  var deviceActions: [Route] {
    let home: @Sendable (PagePath) -> LocalLink = { "explorer/devices/\($0.id)" }
    return [
      doorkeeper.action("/explorer/devices/{id}/change", "Change a device from its page", home: home) { call, reader in
        let id = try call.path.device
        return try await reader.trying(elsePage: { try await devicePage(id, reader, $0) }) {
          let wanted = try call.body.fields(DeviceChangeForm.self)
          let change = ChangeDevice(name: wanted.name, serial: .some(wanted.serial))
          try await database.transaction { transaction in
            _ = try await self.change(id, change, reader.driver, in: transaction) { try call.body.requireVersion($0) }
          }
          return .seeOther(home(call.path), .saved)
        }
      },
      doorkeeper.action("/explorer/devices/{id}/delete", "Delete a device from its page", home: home) { call, reader in
        let gone = try await database.transaction { try await delete(call.path.device, reader.driver, in: $0) }
        return .seeOther("explorer/sites/\(gone.siteId)", .deleted)
      },
      doorkeeper.action("/explorer/devices/{id}/keys", "Make a key from a page, which is shown once", home: home) {
        call, reader in
        let id = try call.path.device
        return try await reader.trying(elsePage: { try await devicePage(id, reader, $0) }) {
          try await makeKey(for: id, call, reader)
        }
      },
      doorkeeper.action(
        "/explorer/devices/{id}/keys/{keyId}/revoke", "Revoke a key from a page",
        home: { (path: KeyPagePath) in
          "explorer/devices/\(path.id)"
        }
      ) { call, reader in
        let (device, key): (Device.ID, DeviceKey.ID) = (
          try PagePath.read(call.path.id), try PagePath.read(call.path.keyId)
        )
        try await database.transaction { try await revoke(key, of: device, reader.driver, in: $0) }
        return .seeOther("explorer/devices/\(device)", .revoked)
      },
    ]
  }

  /// The secret stands on the answer itself and nowhere else: sent again, the form leads to the device.
  private func makeKey(
    for id: Device.ID, _ call: Call<PagePath, Nothing, FormBody>, _ reader: PageReader
  ) async throws -> PageAnswer {
    let secret = ShownOnce()
    let link = try await doorkeeper.onlyOnce(call.body, call.request, reader.driver) { transaction in
      secret.give(try await addKey(to: id, reader.driver, in: transaction).key)
      return "explorer/devices/\(id)"
    }
    guard let key = secret.given else { return .seeOther(link) }
    let device = try await device(id, for: reader.driver, in: database).device
    return .page(
      ServerPage(
        reader.text("Nouvelle clé", "New key"), under: [.init(device.name, link)],
        content: Tag.section(.class("card")) {
          Tag.p(
            reader.text(
              "Notez-la maintenant : elle n'est montrée qu'une fois. Avec elle, l'appareil envoie ses mesures et ne lit rien.",
              "Note it now: it is shown once. With it the device sends what it measures, and reads nothing."))
          Tag.code(key, .class("secret"))
          Tag.a(.class("button primary"), .to(link)) { reader.text("Je l'ai notée", "I have noted it") }
        }))
  }

  func keyList(of found: Device.Versioned, at site: EnergySite, _ reader: PageReader) async throws -> HTML {
    guard found.role >= .technician else { return HTML() }
    let id = found.device.id
    let keys = try await keys(of: id, for: reader.driver, after: nil, limit: 50)
    return reader.card(reader.text("Clés", "Keys")) {
      Tag.ul(.class("list")) {
        for key in keys {
          Tag.li {
            Tag.div(.class("grow")) { reader.time(key.createdAt, in: site.timeZone) }
            buttonForm(reader.text("Révoquer", "Revoke"), to: "explorer/devices/\(id)/keys/\(key.id)/revoke")
          }
        }
      }
      Tag.form(.posts(to: "explorer/devices/\(id)/keys")) {
        reader.blank.once
        Tag.button(reader.text("Nouvelle clé", "New key"), .class("button"))
      }
    }
  }

  func settings(of found: Device.Versioned, _ reader: PageReader, _ form: FilledForm) -> HTML {
    guard found.role >= .technician else { return HTML() }
    let device = found.device
    return reader.card(reader.text("Réglages", "Settings")) {
      Tag.details(.is(.open, when: form.sent("version"))) {
        Tag.summary(reader.text("Modifier l'appareil", "Change the device"))
        Tag.form(.class("form wide"), .posts(to: "explorer/devices/\(device.id)/change")) {
          form.hidden("version", found.tag.opaque)
          form.field("name", Text(fr: "Nom", en: "Name"), value: device.name, .is(.required), .the(.longest, "100"))
          form.field(
            "serial", Text(fr: "Numéro de série (facultatif)", en: "Serial number (optional)"), value: device.serial)
          Tag.button(reader.text("Enregistrer", "Save"), .class("button primary"))
        }
      }
      Tag.details {
        Tag.summary(reader.text("Supprimer l'appareil", "Delete the device"), .class("danger"))
        Tag.p(
          reader.text(
            "Ses clés et tout ce qu'il a mesuré disparaissent avec lui.",
            "Its keys and all that it measured go with it."))
        buttonForm(
          reader.text("Supprimer définitivement", "Delete for ever"), to: "explorer/devices/\(device.id)/delete",
          style: "button danger")
      }
    }
  }
}

/// What a transaction that may run twice has made last.
private final class ShownOnce: Sendable {
  private let value = Mutex<String?>(nil)

  var given: String? { value.withLock { $0 } }
  func give(_ secret: String?) { value.withLock { $0 = secret } }
}
