extension RegisteredSource {
  /// Every source of imports there is. Another one is another line here, and a folder beside those two.
  package static let all: [RegisteredSource] = [.irve, .irveDynamic]
}
