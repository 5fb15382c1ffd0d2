import CCairo
import Foundation
import TestSupport
import Testing

@testable import Charts

/// Pictures as they were looked at and found good. WATTS_UP_GOLDEN=write writes them anew.
@Suite struct GoldenTests {
  private static let folder = TestCluster.packageFolder + "/Tests/ChartsTests/Golden"

  /// The pixels of a PNG, a byte for each of three colours.
  private struct Pixels {
    let width, height: Int
    let bytes: [UInt8]

    init?(path: String) {
      let surface = cairo_image_surface_create_from_png(path)
      defer { cairo_surface_destroy(surface) }
      guard cairo_surface_status(surface) == CAIRO_STATUS_SUCCESS, let data = cairo_image_surface_get_data(surface)
      else { return nil }
      width = Int(cairo_image_surface_get_width(surface))
      height = Int(cairo_image_surface_get_height(surface))
      let (stride, wide) = (Int(cairo_image_surface_get_stride(surface)), width)
      bytes = (0..<height).flatMap { row in
        (0..<wide).flatMap { column in (0..<3).map { data[row * stride + column * 4 + $0] } }
      }
    }

    /// The share of pixels of which a colour differs by more than an eye would see.
    func difference(from other: Pixels) -> Double {
      guard width == other.width, height == other.height else { return 1 }
      let count = stride(from: 0, to: bytes.count, by: 3).count { place in
        (0..<3).contains { abs(Int(bytes[place + $0]) - Int(other.bytes[place + $0])) > 40 }
      }
      return Double(count) / Double(width * height)
    }
  }

  @Test(arguments: SampleCharts.all.map(\.name), Theme.allCases)
  func `a picture is what it was when somebody looked at it`(kind: String, theme: Theme) throws {
    let chart = try #require(SampleCharts.all.first { $0.name == kind }?.chart)
    let drawn = try chart.png(try Picture(width: 320, height: 220, theme: theme))
    let golden = "\(Self.folder)/\(kind)-\(theme.rawValue).png"
    if ProcessInfo.processInfo.environment["WATTS_UP_GOLDEN"] == "write" {
      try Data(drawn).write(to: URL(filePath: golden))
    }
    let path = NSTemporaryDirectory() + "watts-up-\(kind)-\(theme.rawValue)-\(getpid()).png"
    try Data(drawn).write(to: URL(filePath: path))
    defer { try? FileManager.default.removeItem(atPath: path) }
    let found = try #require(Pixels(path: path))
    let wanted = try #require(Pixels(path: golden), "no golden picture \(golden)")
    // Other versions of cairo and of the font round letters otherwise.
    #expect(found.difference(from: wanted) < 0.01, "\(kind) \(theme)")
    // The comparison sees what it should see.
    let other = try #require(Pixels(path: "\(Self.folder)/\(kind == "bars" ? "line" : "bars")-\(theme.rawValue).png"))
    #expect(found.difference(from: other) > 0.03)
  }
}
