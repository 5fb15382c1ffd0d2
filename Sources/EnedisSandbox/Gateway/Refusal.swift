import HTTP
import Runtime

/// An answer of Enedis' that is none: a status, and one of the bodies that have been seen.
struct Refusal: Error, Sendable {
  enum Body: Sendable {
    /// `{error, error_description}`, of the measures and the tokens.
    case metering(String, String)
    /// `{code, message, description}`, of the gateway.
    case gateway(String, String, String)
    case json(JSON)
    case html(String)
  }

  let status: Status
  let body: Body
  var headers: [(name: String, value: String)] = []

  private init(_ status: Status, _ body: Body, _ headers: [(name: String, value: String)] = []) {
    (self.status, self.body, self.headers) = (status, body, headers)
  }

  init(_ status: Status, _ error: String, _ description: String) {
    self.init(status, .metering(error, description))
  }

  /// What the log says of it.
  var name: String {
    switch body {
    case .metering(let error, _): error
    case .gateway(let code, _, _): code
    case .json: "quota"
    case .html: "html"
    }
  }

  var response: Response {
    var response: Response =
      switch body {
      case .metering(let error, let text):
        .json(["error": .string(error), "error_description": .string(text)], status: status)
      case .gateway(let code, let message, let text):
        .json(["code": .string(code), "message": .string(message), "description": .string(text)], status: status)
      case .json(let json): .json(json, status: status)
      case .html(let text): Page.bare(text, status: status)
      }
    for (name, value) in headers { response = response.header(name, value) }
    return response
  }
}

// MARK: Who asks

extension Refusal {
  static let noToken = Refusal(
    401, .gateway("900902", "Missing Credentials", "Make sure your API invocation call has a header: 'Authorization'"),
    [("WWW-Authenticate", "OAuth2 realm=\"WSO2 API Manager\"")])
  static let badToken = Refusal(
    401,
    .gateway(
      "900901", "Invalid Credentials", "Access failure. Make sure you have provided the correct security credentials"),
    [("WWW-Authenticate", "OAuth2 realm=\"WSO2 API Manager\", error=\"invalid_token\"")])
  static let unsubscribed = Refusal(
    403,
    .gateway(
      "900908", "Resource forbidden ",
      "User is NOT authorized to access the Resource. API Subscription validation failed."))
  static let undocumented = Refusal(500, "ADAM-DC-0500", "A technical error occurred.")
  static let technical = Refusal(500, "STM-ERR-0000001", "A technical error occurred, please try again later.")
  static let badGateway = Refusal(502, .html("<h1>502 Bad Gateway</h1>"))
  static let gone = Refusal(
    404, .gateway("404", "Not Found", "The requested resource is not available: this API is no longer published."))
}

// MARK: What is asked

extension Refusal {
  static func invalid(_ text: String) -> Refusal { Refusal(400, "Invalid_request", text) }
  static let wrongDirection = Refusal(
    400, "ADAM-ERR0069", "The requested measure is not available in this direction for this usage point.")
  static let beforeActivation = Refusal(
    400, "ADAM-ERR0123", "The requested period cannot be anterior to the meter's last activation date.")
  static let notHolder = Refusal(400, "ADAM-ERR0061", "The client is not the holder of the usage point.")
  static let opposed = Refusal(
    400, "ADAM-ERR0075", "The customer is opposed to the collection of the load curve.")
  static let noConsent = Refusal(
    403, "ADAM-DC-0008", "No consent can be found for this customer and this usage point.")
  static let beforeConsent = Refusal(
    403, "ADAM-DC-0009", "The start date is anterior to the start of the consent.")
  static let nothingMeasured = Refusal(404, "no_data_found", "No measure was found for this usage point.")

  static func moved(_ status: Int) -> Refusal {
    Refusal(
      status == 400 ? 400 : 403, "ADAM-DC-0007", "The customer is no longer the holder of this usage point.")
  }

  static func tooOld(_ form: Question.Form) -> Refusal {
    Refusal(
      400, form == .present ? "ADAM-DC-0016" : "ADAM-ERR0125",
      "The start date is anterior to the depth of the history.")
  }

  static func tooLong(_ form: Question.Form) -> Refusal {
    Refusal(
      400, form == .present ? "ADAM-DC-0015" : "ADAM-ERR0126", "The requested period cannot exceed 7 days.")
  }
}

// MARK: Too much is asked

extension Refusal {
  static func tooMany(until next: Instant, _ form: Knobs.QuotaForm) -> Refusal {
    let text = next.inGatewayWords
    switch form {
    case .gateway:
      return Refusal(
        429,
        .json([
          "code": "900804", "message": "Message throttled out",
          "description": .string("You have exceeded your quota .You can access API after \(text)"),
          "nextAccessTime": .string(text),
        ]))
    case .fault:
      return Refusal(
        429,
        .json([
          "fault": ["code": 900_807, "message": "Message throttled out", "description": "You have exceeded your quota"]
        ]))
    case .quota:
      return Refusal(429, "429", "Quota Q4 reached Call threshold allowed on 0:-30:-40")
    case .metering: return Refusal(429, "too_many_requests", "SLA dépassé")
    case .html: return Refusal(429, .html("<h1>429 Too Many Requests</h1>"))
    }
  }
}

extension Instant {
  /// `2026-Jul-17 05:00:00+0000 UTC`
  fileprivate var inGatewayWords: String {
    let names = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    let text = Instant(seconds: seconds + (microseconds % 1_000_000 == 0 ? 0 : 1)).description
    let month = names[(Int(text.dropFirst(5).prefix(2)) ?? 1) - 1]
    return "\(text.prefix(4))-\(month)-\(text.dropFirst(8).prefix(2)) \(text.dropFirst(11).prefix(8))+0000 UTC"
  }
}
