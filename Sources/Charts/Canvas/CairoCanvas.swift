import CCairo

/// Draws pixels with cairo. A context belongs to the thread that draws.
struct CairoCanvas: Canvas {
  struct Failure: Error { let status: UInt32 }

  /// Owns what cairo made.
  private final class Holder {
    let surface: OpaquePointer
    let context: OpaquePointer

    init(width: Int, height: Int) throws(Failure) {
      guard let surface = cairo_image_surface_create(CAIRO_FORMAT_RGB24, Int32(width), Int32(height)),
        let context = cairo_create(surface)
      else { throw Failure(status: CAIRO_STATUS_NO_MEMORY.rawValue) }
      (self.surface, self.context) = (surface, context)
    }

    deinit {
      cairo_destroy(context)
      cairo_surface_destroy(surface)
    }
  }

  private let held: Holder
  private var context: OpaquePointer { held.context }

  init(_ picture: Picture) throws {
    held = try Holder(width: picture.width * picture.scale, height: picture.height * picture.scale)
    cairo_scale(context, Double(picture.scale), Double(picture.scale))
    cairo_select_font_face(context, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL)
    // Hinted letters jump from place to place.
    let options = cairo_font_options_create()
    cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE)
    cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY)
    cairo_set_font_options(context, options)
    cairo_font_options_destroy(options)
    box(0, 0, Double(picture.width), Double(picture.height), picture.theme.paper)
  }

  func area(_ points: [Point], _ colour: Colour) {
    trace(points, colour)
    cairo_close_path(context)
    cairo_fill(context)
  }

  func line(_ points: [Point], _ colour: Colour, width: Double, isDashed: Bool) {
    trace(points, colour)
    cairo_set_line_width(context, width)
    cairo_set_line_join(context, CAIRO_LINE_JOIN_ROUND)
    cairo_set_dash(context, [4, 3], isDashed ? 2 : 0, 0)
    cairo_stroke(context)
  }

  func text(_ text: String, at place: Point, size: Double, _ colour: Colour, _ anchor: Anchor) {
    use(colour)
    cairo_set_font_size(context, size)
    var extents = cairo_text_extents_t()
    cairo_text_extents(context, text, &extents)
    let share = anchor == .start ? 0 : anchor == .middle ? 0.5 : 1
    cairo_move_to(context, place.x - extents.x_advance * share, place.y)
    cairo_show_text(context, text)
  }

  func boxes(_ boxes: [Box], _ colour: Colour) {
    use(colour)
    cairo_set_antialias(context, CAIRO_ANTIALIAS_NONE)
    for box in boxes {
      cairo_rectangle(context, box.left, box.top, box.right - box.left, box.bottom - box.top)
    }
    cairo_fill(context)
    cairo_set_antialias(context, CAIRO_ANTIALIAS_DEFAULT)
  }

  private func use(_ colour: Colour) {
    cairo_set_source_rgb(
      context, Double(colour.red) / 255, Double(colour.green) / 255, Double(colour.blue) / 255)
  }

  private func trace(_ points: [Point], _ colour: Colour) {
    use(colour)
    cairo_new_path(context)
    for point in points { cairo_line_to(context, point.x, point.y) }
  }

  /// The bytes of a PNG that says in words what it shows.
  func finish(title: String, description: String) throws -> [UInt8] {
    final class Output { var bytes: [UInt8] = [] }
    let output = Output()
    let status = cairo_surface_write_to_png_stream(
      held.surface,
      { closure, data, length in
        guard let closure, let data else { return CAIRO_STATUS_WRITE_ERROR }
        Unmanaged<Output>.fromOpaque(closure).takeUnretainedValue().bytes += UnsafeBufferPointer(
          start: data, count: Int(length))
        return CAIRO_STATUS_SUCCESS
      }, Unmanaged.passUnretained(output).toOpaque())
    guard status == CAIRO_STATUS_SUCCESS else { throw Failure(status: status.rawValue) }
    return PNGText.added([("Title", title), ("Description", description)], to: output.bytes)
  }
}
