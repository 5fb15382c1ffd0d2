package import HTTP
package import Runtime
import Synchronization

/// A double of Enedis' Data Connect as it answers since autumn 2026: consent page, tokens, limits, measures and errors,
/// over a clock that can be moved and points whose troubles can be chosen. It keeps all in memory and knows nothing of
/// its clients.
package final class EnedisSandbox: Sendable {
  package struct Settings: Sendable {
    package var client = "watts-up"
    package var secret = "bac-a-sable"
    /// Where consents lead back to: the one address that the application has registered.
    package var redirect = "http://127.0.0.1:8080/enedis/callback"
    package var application = "Watts Up"
    /// Another seed makes other households of the same points.
    package var seed: UInt64 = 0
    /// People who do not know one another try it out: nobody turns anything, and nothing of them is kept. Every point has
    /// consented, once its person has: the secret is then ours alone.
    package var isShared = false
    /// How many points may be described.
    package var mostPoints = 1000
    /// How long an answer takes whose fault is to be slow.
    package var slowness = Duration.seconds(3)
    package init() {}
  }

  let settings: Settings
  private let state: Mutex<SandboxState>
  let meters: Meters
  /// Not the virtual one: quotas and logs go by it.
  private let clock: WallClock

  package init(_ settings: Settings = Settings(), clock: WallClock) {
    self.settings = settings
    self.clock = clock
    meters = Meters(seed: settings.seed)
    state = Mutex(SandboxState())
  }

  /// The virtual time.
  package var now: Instant { withState { $0.clock.now(clock.now) } }

  /// Virtual time that goes on while the clock is held.
  var running: Instant { withState { $0.clock.running(clock.now) } }

  func withState<Value: Sendable>(_ work: (inout sending SandboxState) -> sending Value) -> Value {
    state.withLock(work)
  }

  package func setClock(to instant: Instant) { moveClock { $0.set(to: instant, $1) } }

  func moveClock(_ move: (inout VirtualClock, Instant) -> Void) {
    let real = clock.now
    withState { move(&$0.clock, real) }
  }

  package var feature: Feature {
    let gateway = consent + tokens + measures + oldMeasures + contracts
    return Feature(routes: settings.isShared ? gateway : gateway + control)
  }

  /// What no route claims. The gateway answers 500 to all that its documents do not name.
  package func answerUnknown(_ request: Request) -> Reply {
    guard request.target.segments.count > 1 else { return .fresh(Page.redirect("/sandbox")) }
    let refusal = Refusal.undocumented
    note(request, status: refusal.status.code, api: nil, "undocumented")
    return .fresh(refusal.response)
  }
}
