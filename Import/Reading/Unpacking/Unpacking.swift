/// Takes the file out of the body of an upload: out of gzip, out of a form, out of gzip again (a `.csv.gz` that was sent
/// compressed once more), and looks whether it may be CSV. It holds a few pieces at most, however much comes out of them.
struct Unpacking: ~Copyable {
  /// The most that may come out of what was sent: 100 kB of gzip can hold 100 MB, and gzip of gzip a thousand times as
  /// much.
  struct Limits: Sendable {
    var bytes = 4 << 30
    var ratio = 200
    /// The ratio counts from here on: a short file may well say the same thing again and again.
    var ratioFrom = 1 << 20
  }

  /// The bytes of each of the two that inflate: what comes out of the first may vanish in the second.
  private struct Counts {
    let limits: Limits
    var sent = 0
    var outer = 0
    var inner = 0

    mutating func count(_ bytes: Int, in stage: WritableKeyPath<Counts, Int>) throws(SourceFault) {
      self[keyPath: stage] += bytes
      let all = self[keyPath: stage]
      if all > limits.bytes { throw .tooLarge }
      if all > limits.ratioFrom, all / limits.ratio > sent { throw .tooPacked }
    }
  }

  private var counts: Counts
  private var outer: Gunzip
  private var form: Multipart
  private var inner = Gunzip()
  private var look = FirstLook()

  /// - Parameter allowed: what is let through though it is no text.
  init(
    contentType: String?, contentEncoding: String?, limits: Limits = Limits(), allowing allowed: Set<SourceFault> = []
  ) throws(SourceFault) {
    look.allowed = allowed
    let encodings = (contentEncoding ?? "").lowercased().split { $0 == "," || $0 == " " }
    guard encodings.allSatisfy({ ["gzip", "x-gzip", "identity"].contains($0) }) else { throw .unknownEncoding }
    form = try Multipart(contentType: contentType)
    // Some clients name the encoding of the file in the form.
    counts = Counts(limits: limits)
    outer = Gunzip(isRequired: form.isPlain && encodings.contains { $0 != "identity" })
  }

  /// Throws a `SourceFault`, or what `out` throws.
  mutating func read(_ bytes: UnsafeRawBufferPointer, _ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    counts.sent += bytes.count
    try Unpacking.pass(bytes, &counts, &outer, &form, &inner, &look, out)
  }

  mutating func finish(_ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    try Unpacking.finish(&counts, &outer, &form, &inner, &look, out)
  }

  private static func pass(
    _ bytes: UnsafeRawBufferPointer, _ counts: inout Counts, _ outer: inout Gunzip, _ form: inout Multipart,
    _ inner: inout Gunzip, _ look: inout FirstLook, _ out: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try outer.read(bytes) {
      try counts.count($0.count, in: \.outer)
      try form.read($0) { try pass($0, &counts, &inner, &look, out) }
    }
  }

  private static func pass(
    _ bytes: UnsafeRawBufferPointer, _ counts: inout Counts, _ inner: inout Gunzip, _ look: inout FirstLook,
    _ out: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try inner.read(bytes) {
      try counts.count($0.count, in: \.inner)
      try look.read($0, out)
    }
  }

  private static func finish(
    _ counts: inout Counts, _ outer: inout Gunzip, _ form: inout Multipart, _ inner: inout Gunzip,
    _ look: inout FirstLook, _ out: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try outer.finish { try form.read($0) { try pass($0, &counts, &inner, &look, out) } }
    try form.finish()
    try inner.finish { try look.read($0, out) }
    try look.finish(out)
  }
}
