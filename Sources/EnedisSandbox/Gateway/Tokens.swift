import HTTP
import Runtime
import Secrets

extension EnedisSandbox {
  var tokens: [Route] {
    [
      Route(
        .post, "/oauth2/v3/token", access: .public, "A token for the application: grant_type=client_credentials",
        answers: .media(.json), handler: giveToken),
      Route(
        .post, "/oauth2/v3/revoke", access: .public, "Ends a token", answers: .media(.json), handler: revokeToken),
    ]
  }

  private func giveToken(_ call: Call<Nothing, Nothing, Upload>, _: Void) async throws -> Response {
    let fields = try await Fields(form: call.body)
    do throws(Refusal) {
      try checkClient(call.request, fields)
      guard fields["grant_type"] == "client_credentials" else {
        throw Refusal(400, "unsupported_grant_type", "Unsupported grant_type value")
      }
      let (token, lasting) = issue(at: now)
      note(call.request, status: 200, api: "token")
      return .json([
        "access_token": .string(token), "scope": "am_application_scope default", "token_type": "Bearer",
        "expires_in": .integer(lasting),
      ])
    } catch {
      note(call.request, status: error.status.code, api: "token", error.name)
      return error.response
    }
  }

  private func revokeToken(_ call: Call<Nothing, Nothing, Upload>, _: Void) async throws -> Response {
    let fields = try await Fields(form: call.body)
    do throws(Refusal) {
      try checkClient(call.request, fields)
      withState { state in _ = fields["token"].map { state.tokens.removeValue(forKey: $0) } }
      note(call.request, status: 200, api: "token", "revoked")
      return Response(.ok)
    } catch {
      note(call.request, status: error.status.code, api: "token", error.name)
      return error.response
    }
  }

  /// Id and secret, in the form or as Basic.
  private func checkClient(_ request: Request, _ fields: Fields) throws(Refusal) {
    var (client, secret) = (fields["client_id"], fields["client_secret"])
    if let header = request.headers["Authorization"], header.lowercased().hasPrefix("basic "),
      let bytes = Base64.standard.decode(header.utf8.dropFirst(6))
    {
      let parts = String(decoding: bytes, as: UTF8.self).split(separator: ":", maxSplits: 1)
      (client, secret) = (parts.first.map(String.init), parts.count == 2 ? String(parts[1]) : nil)
    }
    guard let client, let secret else { throw Refusal(400, "invalid_request", "Missing client credentials") }
    guard client == settings.client, Digest.areEqual(Array(secret.utf8), Array(settings.secret.utf8)) else {
      throw Refusal(401, "invalid_client", "A valid OAuth client could not be found for client_id: \(client)")
    }
  }

  /// Looks like a signed web token; nobody but us can tell whether it is one.
  private func issue(at now: Instant) -> (token: String, lasting: Int) {
    let lasting = withState { $0.knobs.tokenSeconds }
    let end = now + .seconds(lasting)
    let payload: JSON = ["sub": .string(settings.client), "exp": .integer(Int(end.seconds))]
    let parts = [Array(#"{"typ":"JWT","alg":"RS256"}"#.utf8), payload.serialized().array, randomBytes(32)]
    let token = parts.map(Base64.url.encode).joined(separator: ".")
    withState { state in
      state.tokens = state.tokens.filter { $0.value > now }
      if state.tokens.count >= SandboxState.mostTokens, let first = state.tokens.min(by: { $0.value < $1.value }) {
        state.tokens[first.key] = nil
      }
      state.tokens[token] = end
    }
    return (token, lasting)
  }
}
