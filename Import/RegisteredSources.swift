extension RegisteredSource {
  /// Every source of imports there is. Another one is another line here, and a folder beside those.
  package static let all: [RegisteredSource] = [.irve, .irveDynamic, .eco2mix, .tempo]
}
