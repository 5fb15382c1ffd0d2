import HTTP
import Runtime

/// What an answer that is none means, and so what is to be done.
enum EnedisFault: Error, Equatable, Sendable {
  /// The point does not do that: never asked again.
  case wrongDirection(String)
  /// The customer keeps the curve to themselves, or is not the holder.
  case opposed(String)
  /// Before the point's activation, before the consent, or deeper than the history: the beginning is cut.
  case tooEarly(String)
  /// Nothing was measured, or nothing yet.
  case noData(String)
  /// The holder has moved.
  case moved(String)
  /// There is no consent any more.
  case withdrawn(String)
  /// Too many questions; nil when Enedis does not say until when.
  case throttled(String, until: Instant?)
  /// The application has not subscribed to the API.
  case notSubscribed(String)
  /// The token is not taken.
  case unauthorized
  /// We asked what nobody may ask.
  case ours(String)
  /// Enedis is in trouble, or its answer makes no sense.
  case trouble(String)

  /// Enedis' code, as it is kept and shown.
  var reason: String {
    switch self {
    case .wrongDirection(let code), .opposed(let code), .tooEarly(let code), .noData(let code), .moved(let code),
      .withdrawn(let code), .throttled(let code, _), .notSubscribed(let code), .ours(let code), .trouble(let code):
      code
    case .unauthorized: "unauthorized"
    }
  }
}

extension EnedisFault {
  /// One of the five forms that a refusal comes in; a body that nobody knows is judged by its status.
  init(_ reply: EnedisReply, at now: Instant) {
    let body = (try? JSONParser.parse(reply.bytes)) ?? .null
    let said = Self.said(body)
    let code = said.code ?? "http-\(reply.status)"
    let until = Self.until(said.text) ?? Self.until(seconds: reply.retryAfter, from: now)
    self = Self.byCode(code, until) ?? Self.byStatus(reply.status, code, until, isJSON: body != .null)
  }

  /// `{error, error_description}`, `{code, message, description}`, `{fault: {code}}`.
  private static func said(_ body: JSON) -> (code: String?, text: String) {
    let fault = body["fault"] ?? body
    let code = [fault["error"], fault["code"]].compactMap { $0?.word }.first
    let words = ["error_description", "description", "message", "nextAccessTime"].compactMap { fault[$0]?.word }
    return (code, words.joined(separator: " "))
  }

  private static func byCode(_ code: String, _ until: Instant?) -> EnedisFault? {
    switch code {
    case "ADAM-ERR0069": .wrongDirection(code)
    case "ADAM-ERR0061", "ADAM-ERR0075": .opposed(code)
    case "ADAM-ERR0123", "ADAM-DC-0009", "ADAM-ERR0125", "ADAM-DC-0016": .tooEarly(code)
    case "ADAM-ERR0126", "ADAM-DC-0015": .ours(code)
    case "ADAM-DC-0007": .moved(code)
    case "ADAM-DC-0008": .withdrawn(code)
    case "no_data_found", "STM-ERR-0000014", "STM-ERR-0000019", "STM-ERR-0000020": .noData(code)
    case "900908": .notSubscribed(code)
    case "900800", "900801", "900802", "900803", "900804", "900805", "900806", "900807", "429":
      .throttled(code, until: until)
    case "900900", "900901", "900902": .unauthorized
    case "STM-ERR-0000001", "ADAM-DC-0500", "technical_error": .trouble(code)
    default: nil
    }
  }

  private static func byStatus(_ status: Int, _ code: String, _ until: Instant?, isJSON: Bool) -> EnedisFault {
    switch status {
    case 401: .unauthorized
    case 404 where isJSON: .noData(code)
    case 404: .trouble(code)
    case 429: .throttled(code, until: until)
    // Not before a day: what is forbidden without a reason may be so by a mistake of theirs.
    case 403: .notSubscribed(code)
    case 400..<500: .ours(code)
    default: .trouble(code)
    }
  }

  // MARK: Until when

  private static func until(seconds text: String?, from now: Instant) -> Instant? {
    text.flatMap { Int($0) }.map { now + .seconds(min(max(1, $0), 7200)) }
  }

  /// `You can access API after 2026-Nov-30 10:00:00+0000 UTC`
  static func until(_ text: String) -> Instant? {
    let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
    guard let found = text.firstMatch(of: /(\d{4})-(\w{3}|\d{2})-(\d{2})[ T](\d{2}:\d{2}:\d{2})/) else { return nil }
    let month = months.firstIndex(of: String(found.2)).map { $0 + 1 } ?? Int(found.2) ?? 0
    return Instant(rfc3339: "\(found.1)-\(month < 10 ? "0" : "")\(month)-\(found.3)T\(found.4)Z")
  }
}

extension JSON {
  /// Text, or a number as it was written.
  var word: String? {
    switch self {
    case .string(let text), .number(let text): text
    default: nil
    }
  }

  var list: [JSON] { if case .array(let elements) = self { elements } else { [] } }
}
