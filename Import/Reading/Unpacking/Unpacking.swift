/// Takes the file out of the body of an upload: out of gzip, out of a form, out of gzip again (a `.csv.gz` that was sent
/// compressed once more), and looks whether it may be CSV. It holds a few pieces at most, so that what is packed may
/// grow to any size.
struct Unpacking: ~Copyable {
  private var outer: Gunzip
  private var form: Multipart
  private var inner = Gunzip()
  private var look = FirstLook()

  init(contentType: String?, contentEncoding: String?) throws(SourceFault) {
    let encodings = (contentEncoding ?? "").lowercased().split { $0 == "," || $0 == " " }
    guard encodings.allSatisfy({ ["gzip", "x-gzip", "identity"].contains($0) }) else { throw .unknownEncoding }
    form = try Multipart(contentType: contentType)
    // Some clients name the encoding of the file in the form.
    outer = Gunzip(isRequired: form.isPlain && encodings.contains { $0 != "identity" })
  }

  /// Throws a `SourceFault`, or what `out` throws.
  mutating func read(_ bytes: UnsafeRawBufferPointer, _ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    try Unpacking.pass(bytes, &outer, &form, &inner, &look, out)
  }

  mutating func finish(_ out: (UnsafeRawBufferPointer) throws -> Void) throws {
    try Unpacking.finish(&outer, &form, &inner, &look, out)
  }

  private static func pass(
    _ bytes: UnsafeRawBufferPointer, _ outer: inout Gunzip, _ form: inout Multipart, _ inner: inout Gunzip,
    _ look: inout FirstLook, _ out: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try outer.read(bytes) { try form.read($0) { try inner.read($0) { try look.read($0, out) } } }
  }

  private static func finish(
    _ outer: inout Gunzip, _ form: inout Multipart, _ inner: inout Gunzip, _ look: inout FirstLook,
    _ out: (UnsafeRawBufferPointer) throws -> Void
  ) throws {
    try outer.finish { try form.read($0) { try inner.read($0) { try look.read($0, out) } } }
    try form.finish()
    try inner.finish { try look.read($0, out) }
    try look.finish(out)
  }
}
