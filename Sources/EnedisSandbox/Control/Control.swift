import HTTP
import Runtime

/// What Enedis does not have: the time, the troubles and the memory of the double, to look at and to change. Every deed
/// takes a form or a flat JSON object; a browser is led back to the page.
extension EnedisSandbox {
  var control: [Route] {
    [
      .immediate(.get, "/sandbox", "The control page", answers: .media(.html)) { [self] _ in .fresh(controlPage) },
      .immediate(.get, "/sandbox/state", "Clock, knobs, points, consents, counters", answers: .media(.json)) {
        [self] _ in .fresh(.json(described))
      },
      .immediate(.get, "/sandbox/requests", "The last 500 requests, newest first", answers: .media(.json)) {
        [self] _ in .fresh(.json(["items": .array(entries.map(\.json))]))
      },
      deed("/sandbox/clock", "Moves the clock: at, advance (seconds), held", turnClock),
      deed("/sandbox/knobs", "Turns what holds for all points", turnKnobs),
      deed("/sandbox/points", "Describes the point prm", describePoint),
      deed("/sandbox/authorisations", "Gives a consent without the page: prm, days, holder", addConsent),
      deed("/sandbox/withdrawals", "Ends the consents of the point prm", endConsents),
      deed("/sandbox/reset", "Forgets everything", { [self] _ in reset() }),
    ]
  }

  var entries: [RequestLog.Entry] { withState { $0.log.entries }.reversed() }

  private func deed(
    _ path: StaticString, _ summary: StaticString, _ act: @escaping @Sendable (Fields) throws -> Void
  ) -> Route {
    Route(.post, path, access: .public, summary, answers: .media(.json)) {
      [self] (call: Call<Nothing, Nothing, Upload>, _: Void) in
      try act(try await Fields(call.request, call.body))
      if call.request.preferredType == "text/html" { return Response(.seeOther).header("Location", "/sandbox") }
      return .json(described)
    }
  }

  private func turnClock(_ fields: Fields) throws {
    for (name, value) in fields.pairs where !value.isEmpty {
      switch name {
      case "at":
        guard let instant = Instant(rfc3339: value), VirtualClock.bounds.contains(instant) else {
          throw BadKnob(name: name, wanted: "2026-11-30T08:05:00Z")
        }
        moveClock { $0.set(to: instant, $1) }
      case "advance":
        guard let seconds = Int(value), seconds.magnitude < 4_000_000_000,
          VirtualClock.bounds.contains(now + .seconds(seconds))
        else {
          throw BadKnob(name: name, wanted: "seconds")
        }
        moveClock { $0.advance(by: .seconds(seconds), $1) }
      case "held": moveClock { $0.hold(["true", "on", "1"].contains(value), $1) }
      default: throw BadKnob(name: name, wanted: "at, advance, held")
      }
    }
  }

  private func turnKnobs(_ fields: Fields) throws {
    var knobs = withState { $0.knobs }
    // How often a fault comes is set by the fault itself to once.
    for (name, value) in fields.pairs where name != "faultTimes" { try knobs.set(name, to: value) }
    if let times = fields["faultTimes"] { try knobs.set("faultTimes", to: times) }
    withState { $0.knobs = knobs }
  }

  private func prm(_ fields: Fields) throws -> String {
    guard let prm = fields["prm"], prm.isPoint else { throw BadKnob(name: "prm", wanted: "14 digits") }
    return prm
  }

  private func describePoint(_ fields: Fields) throws {
    let prm = try prm(fields)
    var point = withState { $0.points[prm] } ?? ordinary(prm)
    for (name, value) in fields.pairs where name != "prm" { try point.set(name, to: value) }
    let described = point
    let isKept = withState { state in
      if state.points.count >= settings.mostPoints, state.points[prm] == nil { return false }
      state.points[prm] = described
      return true
    }
    if !isKept { throw BadKnob(name: "prm", wanted: "\(settings.mostPoints) points; /sandbox/reset") }
  }

  private func addConsent(_ fields: Fields) throws {
    let (prm, now) = (try prm(fields), now)
    let days = fields["days"].flatMap { Int($0) } ?? 365
    guard (1...1100).contains(days) else { throw BadKnob(name: "days", wanted: "1 - 1100") }
    let point = look(at: prm, at: now).point
    let number = Authorisation.number(of: prm, heldBy: fields["holder"] ?? "")
    let isGiven = withState { $0.authorise(point, as: number, for: days, at: now) != nil }
    if !isGiven { throw BadKnob(name: "prm", wanted: "another point; /sandbox/reset") }
  }

  private func endConsents(_ fields: Fields) throws {
    let (prm, now) = (try prm(fields), now)
    withState { state in
      for (id, known) in state.authorisations where known.points.contains(prm) {
        state.authorisations[id]?.end(at: now)
      }
    }
  }

  private func reset() { withState { $0 = SandboxState() } }
}
