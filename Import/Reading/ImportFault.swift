/// The file, or the way to it, is at fault: the import fails with this code, for which its source (or `Failure`) has the
/// sentence.
protocol ImportFault: Error {
  var code: String { get }
  /// The thing that the sentence is about: a column, a state of HTTP.
  var detail: String? { get }
}
