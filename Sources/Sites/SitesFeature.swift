package import Accounts
package import HTTP
package import Postgres
import Resources
package import Runtime

/// Places that people look after together: who they are, what stands there and what it measures.
package struct SitesFeature: Sendable {
  let database: Database
  let doorkeeper: Doorkeeper
  let log: Log
  let clock: WallClock
  let ids: IdentifierSource

  package init(
    database: Database, doorkeeper: Doorkeeper, log: Log, clock: WallClock, ids: IdentifierSource = .random
  ) {
    (self.database, self.doorkeeper, self.log, self.clock, self.ids) = (database, doorkeeper, log, clock, ids)
  }

  package var feature: Feature {
    Feature(
      routes: siteRoutes + peopleRoutes + invitationRoutes + deviceRoutes + keyRoutes + explorer + plants,
      links: Links().adding("metricCatalogue", "/api/metrics").adding("sites", "/api/sites{?cursor,limit}")
        .adding("addSite", "/api/sites", method: .post).adding("site", "/api/sites/{id}")
        .adding("sitePeople", "/api/sites/{id}/people{?cursor,limit}")
        .adding("sitePerson", "/api/sites/{id}/people/{accountId}")
        .adding("siteInvitations", "/api/sites/{id}/invitations{?cursor,limit}")
        .adding("invite", "/api/sites/{id}/invitations", method: .post)
        .adding("withdrawInvitation", "/api/sites/{id}/invitations/{invitationId}", method: .delete)
        .adding("deviceKeys", "/api/devices/{id}/keys{?cursor,limit}")
        .adding("addDeviceKey", "/api/devices/{id}/keys", method: .post)
        .adding("revokeDeviceKey", "/api/devices/{id}/keys/{keyId}", method: .delete)
        .adding("siteDevices", "/api/sites/{id}/devices{?kind,stale,cursor,limit}")
        .adding("device", "/api/devices/{id}").adding("acceptInvitation", "/api/invitations/{token}", method: .post)
        .adding(plantLinks),
      work: [
        BackgroundWork("old invitations", every: .seconds(3600), beginsAtOnce: false) { try await sweepInvitations() }
      ])
  }

  private var siteRoutes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/sites", access: access, "The sites where I am somebody; administrators see all",
        answers: .json(Page<EnergySite>.self), handler: listSites),
      Route(
        .post, "/api/sites", access: access, "Make a site, whose owner I am",
        answers: .json(EnergySite.self, status: .created), handler: createSite),
      Route(
        .get, "/api/sites/{id}", access: access, "One of my sites", answers: .json(EnergySite.self), handler: showSite),
      Route(
        .patch, "/api/sites/{id}", access: access, "Change a site; owners only", answers: .json(EnergySite.self),
        handler: changeSite),
      Route(
        .delete, "/api/sites/{id}", access: access, "Delete a site with all that stands there; owners only",
        answers: .empty(), handler: deleteSite),
    ]
  }

  private var peopleRoutes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/sites/{id}/people", access: access, "Who is what at a site", answers: .json(Page<SitePerson>.self),
        handler: listPeople),
      Route(
        .get, "/api/sites/{id}/people/{accountId}", access: access, "Somebody of a site",
        answers: .json(SitePerson.self), handler: showPerson),
      Route(
        .patch, "/api/sites/{id}/people/{accountId}", access: access, "Change what somebody is there; owners only",
        answers: .json(SitePerson.self), handler: changePerson),
      Route(
        .delete, "/api/sites/{id}/people/{accountId}", access: access, "Leave a site, or send somebody away",
        answers: .empty(), handler: removePerson),
    ]
  }

  private var invitationRoutes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/sites/{id}/invitations", access: access, "Invitations that wait; owners only",
        answers: .json(Page<Invitation>.self), handler: listInvitations),
      Route(
        .post, "/api/sites/{id}/invitations", access: access, "Invite an address, known here or not; owners only",
        answers: .json(Invitation.self, status: .accepted), handler: invite),
      Route(
        .delete, "/api/sites/{id}/invitations/{invitationId}", access: access, "Withdraw an invitation; owners only",
        answers: .empty(), handler: withdrawInvitation),
      Route(
        .post, "/api/invitations/{token}", access: access, "Accept an invitation with the token of its mail",
        answers: .json(EnergySite.self), handler: acceptInvitation),
    ]
  }

  private var deviceRoutes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/metrics", access: .public, "What devices can measure, with unit and range",
        answers: .json(MetricList.self), handler: listMetrics),
      Route(
        .get, "/api/sites/{id}/devices", access: access, "What stands at a site", answers: .json(Page<Device>.self),
        handler: listDevices),
      Route(
        .post, "/api/sites/{id}/devices", access: access,
        "Add a device with all that its kind must measure; technicians and owners",
        answers: .json(Device.self, status: .created), handler: addDevice),
      Route(
        .get, "/api/devices/{id}", access: access, "A device with its newest values", answers: .json(Device.self),
        handler: showDevice),
      Route(
        .patch, "/api/devices/{id}", access: access, "Change a device; technicians and owners",
        answers: .json(Device.self), handler: changeDevice),
      Route(
        .delete, "/api/devices/{id}", access: access, "Delete a device and its history; technicians and owners",
        answers: .empty(), handler: deleteDevice),
    ]
  }

  private var keyRoutes: [Route] {
    let access = doorkeeper.driver
    return [
      Route(
        .get, "/api/devices/{id}/keys", access: access, "The keys of a device, without their secrets",
        answers: .json(Page<DeviceKey>.self), handler: listKeys),
      Route(
        .post, "/api/devices/{id}/keys", access: access, "Make a write-only key, which is shown once",
        answers: .json(NewDeviceKey.self, status: .created), handler: addKey),
      Route(
        .delete, "/api/devices/{id}/keys/{keyId}", access: access, "Revoke a key", answers: .empty(),
        handler: revokeKey),
    ]
  }
}
