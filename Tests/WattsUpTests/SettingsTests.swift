import Homes
import Import
import Postgres
import Runtime
import Secrets
import Testing

@testable import WattsUp

@Suite struct SettingsTests {
  @Test func `without an environment the server is private to this machine`() throws {
    let settings = try Settings(environment: [:])
    #expect(settings.host == "127.0.0.1")
    #expect(settings.port == 8080)
    #expect(settings.data == ".watts-up")
    #expect(settings.database == nil)
    #expect(settings.hasRateLimits)
    #expect(!settings.isSecure)
  }

  @Test func `everything can be set`() throws {
    let settings = try Settings(environment: [
      "WATTS_UP_HOST": "::", "WATTS_UP_PORT": "0", "WATTS_UP_DATA": "/srv/watts-up",
      "DATABASE_URL": "postgresql://owner@db/watts", "DATABASE_READ_URL": "postgresql://reader@replica/watts",
      "PUBLIC_URL": "https://watts.example/app", "LOG_LEVEL": "warning", "WATTS_UP_RATE_LIMITS": "off",
      "WATTS_UP_TRUSTED_PROXIES": "10.0.0.1, 10.0.0.2", "WATTS_UP_METRICS_ALLOW": "10.0.0.9",
      "WATTS_UP_CLOCK_OFFSET": "-3600", "IMPORT_URL": "https://www.data.gouv.fr/irve.csv",
      "WATTS_UP_PLACES": "off", "ADDRESS_URL": "https://data.example/geocodage/search",
      "LEGAL_OPERATOR": "Régie des bornes", "LEGAL_CONTACT": "bornes@example.org",
      "MAP_STYLE_URL": "https://maps.example/style.json",
      "IMPORT_SCHEDULE": "every 6h full", "WATTS_UP_DEMO_POINTS": "136000",
      "WATTS_UP_DEMO_DRIVERS": "300", "WATTS_UP_IMPORT_PRIVATE_ADDRESSES": "on",
      "GRID_URL": "https://rte.example/tr.zip https://rte.example/tempo.zip",
      "GRID_SCHEDULE": "every 2h", "WATTS_UP_HISTORY_URL": "http://victoria:8428",
      "MQTT_URL": "mqtt://broker.example",
      "ENEDIS_URL": "https://gw.enedis.example/", "ENEDIS_CONSENT_URL": "https://compte.enedis.example/authorize",
      "ENEDIS_CLIENT_ID": "watts-up", "ENEDIS_CLIENT_SECRET": "hush",
    ])
    #expect(settings.historyAddress?.text == "http://victoria:8428" && settings.broker != nil)
    #expect(settings.enedis?.url == "https://gw.enedis.example" && settings.enedis?.clientID == "watts-up")
    #expect(settings.enedis?.clientSecret.exposed == "hush" && !"\(settings)".contains("hush"))
    #expect(settings.gridAddresses.map(\.text) == ["https://rte.example/tr.zip", "https://rte.example/tempo.zip"])
    #expect(settings.gridSchedule == Schedule("every 2h"))
    #expect(settings.database?.database == "watts")
    #expect(settings.reads?.hosts == ["replica"])
    #expect(settings.publicOrigin == "https://watts.example")
    #expect(settings.isSecure)
    #expect(settings.logLevel == .warning)
    #expect(!settings.hasRateLimits)
    #expect(settings.trustedProxies == ["10.0.0.1", "10.0.0.2"])
    #expect(settings.metricsReaders == ["10.0.0.9"])
    #expect(settings.clockOffset == .seconds(-3600))
    #expect(settings.importAddress?.text == "https://www.data.gouv.fr/irve.csv")
    #expect(settings.importSchedule == Schedule("every 6h full"))
    #expect(settings.importsPrivateAddresses)
    #expect(!settings.loadsPlaces)
    #expect(settings.addressBase?.text == "https://data.example/geocodage/search")
    #expect(settings.mapStyle?.text == "https://maps.example/style.json")
    #expect(settings.legal.operator == "Régie des bornes")
    #expect(settings.legal.contact == "bornes@example.org")
    #expect(settings.demonstrationPoints == 136_000 && settings.demonstrationDrivers == 300)
  }

  @Test func `all faults are told at once, by name and without values`() throws {
    let environment = [
      "WATTS_UP_PORT": "70000", "DATABASE_URL": "postgresql://owner:hunter2@[", "LOG_LEVEL": "loud",
      "WATTS_UP_RATE_LIMITS": "maybe", "PUBLIC_URL": "watts.example", "WATTS_UP_CLOCK_OFFSET": "soon",
      "ADDRESS_URL": "https://name:word@data.example",
      "WATTS_UP_BASEMAP": "/nowhere/town.pmtiles", "MAP_STYLE_URL": "file:///etc/passwd",
      "IMPORT_URL": "ftp://example.org", "IMPORT_SCHEDULE": "sometimes", "WATTS_UP_DEMO_DRIVERS": "everybody",
      "WATTS_UP_IMPORT_PRIVATE_ADDRESSES": "sure",
    ]
    let faults = try #require(throws: Settings.Faults.self) { try Settings(environment: environment) }
    for name in environment.keys { #expect(faults.description.contains(name)) }
    for value in environment.values { #expect(!faults.description.contains(value)) }
    #expect(!faults.description.contains("hunter2"))
  }

  @Test func `a replica without a primary makes no sense, nor does a schedule without an address`() {
    #expect(throws: Settings.Faults.self) {
      try Settings(environment: ["DATABASE_READ_URL": "postgresql://reader@replica/watts"])
    }
    #expect(throws: Settings.Faults.self) { try Settings(environment: ["IMPORT_SCHEDULE": "hourly"]) }
    #expect(throws: Settings.Faults.self) { try Settings(environment: ["ENEDIS_URL": "https://gw.enedis.example"]) }
  }
}
