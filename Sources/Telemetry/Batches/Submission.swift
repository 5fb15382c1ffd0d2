import Runtime
import Sites

/// The samples of one request, and what they were checked against.
struct Submission: Sendable {
  let device: KnownDevice
  /// Nil for what a broker brought, which has looked after who may write.
  let key: Identifier<DeviceKey>?
  let samples: [CheckedSample]
}

/// What became of those that were fit.
struct Stored: Equatable, Sendable {
  var accepted = 0
  var duplicates = 0
  var late = 0
}
