import Accounts
import Charts
import HTTP

extension HomesFeature {
  /// What follows from readings of both sides.
  var agreementRoutes: [Route] {
    let driver = doorkeeper.driver
    let (svg, png) = (PictureFormat.svg.type, PictureFormat.png.type)
    return [
      Route(
        .get, "/api/homes/{id}/agreement", access: driver,
        "What a box read beside what was certified, day by day; comparedWh where half-hours were not read",
        answers: .json(Agreement.self), .media(.csv), handler: showAgreement),
      Route(
        .get, "/api/homes/{id}/agreement/chart.svg", access: driver, "The agreement as a picture",
        answers: .media(svg), handler: { try await drawAgreement($0, $1, .svg) }),
      Route(
        .get, "/api/homes/{id}/agreement/chart.png", access: driver, "The agreement as a picture",
        answers: .media(png), handler: { try await drawAgreement($0, $1, .png) }),
      Route(
        .get, "/api/homes/{id}/piggy-bank", access: driver, "What was injected less what was drawn",
        answers: .json(PiggyBank.self), .media(.csv), handler: showPiggyBank),
      Route(
        .get, "/api/homes/{id}/piggy-bank/chart.svg", access: driver, "The piggy bank as a picture",
        answers: .media(svg), handler: { try await drawPiggyBank($0, $1, .svg) }),
      Route(
        .get, "/api/homes/{id}/piggy-bank/chart.png", access: driver, "The piggy bank as a picture",
        answers: .media(png), handler: { try await drawPiggyBank($0, $1, .png) }),
    ]
  }
}
