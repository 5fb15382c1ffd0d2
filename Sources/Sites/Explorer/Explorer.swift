import Accounts
import HTTP
import Runtime

/// The pages of sites and devices that work without a script: the same rights, the same rules.
extension SitesFeature {
  var explorer: [Route] { siteList + sitePages + peoplePages + devicePages }
}

extension PagePath {
  var site: EnergySite.ID { get throws { try read() } }
  var device: Device.ID { get throws { try read() } }
}
