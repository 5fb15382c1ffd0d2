/// Another site's page can make a browser send requests with our cookies, though not read the answers. The browser says
/// where such a request comes from; a program that says nothing has no cookies of anyone's either.
enum Origin {
  static func check(_ request: Request, _ allowed: Set<String>, isSocket: Bool) throws {
    guard !request.method.isSafe || isSocket else { return }
    if let origin = request.headers["Origin"] {
      guard allowed.contains(origin) || isSame(origin, request) else { throw refusal }
    } else if let site = request.headers["Sec-Fetch-Site"], site != "same-origin", site != "none" {
      throw refusal
    }
  }

  private static func isSame(_ origin: String, _ request: Request) -> Bool {
    guard let host = request.headers["Host"], !host.isEmpty else { return false }
    return origin == "http://" + host || origin == "https://" + host
  }

  private static var refusal: Problem {
    Problem(
      .forbidden,
      Text(fr: "Cette requête vient d'un autre site.", en: "This request comes from another site."))
  }
}
