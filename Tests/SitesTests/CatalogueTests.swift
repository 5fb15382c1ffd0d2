import Sites
import Testing

@Suite struct CatalogueTests {
  @Test func aPeriodIsWrittenAsItIsRead() throws {
    for (text, seconds) in [("PT1S", 1), ("PT10S", 10), ("PT1M30S", 90), ("PT1H", 3600), ("P1D", 86_400)] {
      let period = try MetricPeriod(.text(text))
      #expect(period.seconds == seconds)
      #expect(period.text == text)
    }
    for text in ["", "P", "PT", "P1DT", "10", "PT0S", "P2D", "PT-1S", "PT1.5S"] {
      #expect(throws: (any Error).self) { try MetricPeriod(.text(text)) }
    }
  }

  @Test func everyKindCanBeBuilt() {
    for kind in DeviceKind.allCases {
      for key in kind.required { #expect(key.metric.requiredBy.contains(kind)) }
    }
  }
}
