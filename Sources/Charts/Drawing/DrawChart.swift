import Runtime

extension Chart {
  func draw(on canvas: inout some Canvas, _ picture: Picture) {
    let layout = Layout(self, picture)
    let theme = picture.theme
    for case .bands(let spans, let ink) in marks { draw(spans, ink, layout, theme, on: &canvas) }
    if !isHeat { drawGrid(layout, theme, on: &canvas) }
    for mark in marks { draw(mark, layout, theme, on: &canvas) }
    drawTimes(layout, theme, on: &canvas)
    if layout.hasWords { drawLegend(layout, theme, on: &canvas) }
  }

  private var isHeat: Bool {
    marks.contains { if case .heat = $0 { true } else { false } }
  }

  private func draw(_ mark: Mark, _ layout: Layout, _ theme: Theme, on canvas: inout some Canvas) {
    switch mark {
    case .bands: break
    case .steps(let steps, let ink, let isDashed):
      for run in Runs.joined(steps) {
        canvas.line(Runs.outline(run, layout), theme.colour(ink), width: 1.6, isDashed: isDashed)
      }
    case .bars(let steps, let ink): bars(steps, ink, layout, theme, on: &canvas)
    case .stack(let layers): stack(layers, layout, theme, on: &canvas)
    case .limit(let value, let ink):
      let y = layout.y(value)
      canvas.line(
        [Point(layout.left, y), Point(layout.right, y)], theme.colour(ink), width: 1.2, isDashed: true)
    case .heat(let steps, let ink, let days): heat(steps, ink, days: days, layout, theme, on: &canvas)
    }
  }

  private func draw(
    _ spans: [Range<Instant>], _ ink: Ink, _ layout: Layout, _ theme: Theme, on canvas: inout some Canvas
  ) {
    for span in spans {
      let (start, end) = (layout.x(span.lowerBound), layout.x(span.upperBound))
      if end > start { canvas.box(start, layout.top, end - start, layout.height, theme.colour(ink)) }
    }
  }

  // MARK: Axes

  private func drawGrid(_ layout: Layout, _ theme: Theme, on canvas: inout some Canvas) {
    let most = max(1, Int(layout.height / (layout.size * 3)))
    for value in Ticks.values(in: values.range, most: most) {
      let y = layout.y(value)
      let colour = theme.colour(value == 0 ? .quiet : .line)
      canvas.line([Point(layout.left, y), Point(layout.right, y)], colour, width: 1, isDashed: false)
      guard layout.hasWords else { continue }
      canvas.text(
        Ticks.text(value), at: Point(layout.left - 5, y + layout.size * 0.35), size: layout.size,
        theme.colour(.quiet), .end)
    }
    if layout.hasWords {
      canvas.text(
        values.unit, at: Point(4, layout.size * 1.3), size: layout.size, theme.colour(.quiet), .start)
    }
  }

  private func drawTimes(_ layout: Layout, _ theme: Theme, on canvas: inout some Canvas) {
    guard layout.hasWords else { return }
    let room = layout.size * 5
    for moment in Ticks.moments(time, most: max(1, Int(layout.width / room))) {
      let x = layout.x(moment.at)
      canvas.line(
        [Point(x, layout.bottom), Point(x, layout.bottom + 4)], theme.colour(.quiet), width: 1, isDashed: false)
      let anchor: Anchor = x + room / 2 > layout.right + layout.size ? .end : .middle
      canvas.text(
        moment.text, at: Point(x, layout.bottom + layout.size * 1.5), size: layout.size, theme.colour(.quiet), anchor)
    }
  }

  private func drawLegend(_ layout: Layout, _ theme: Theme, on canvas: inout some Canvas) {
    let size = layout.size
    for (entry, at) in layout.legend {
      let colour = entry.shade.map { theme.colour(entry.ink, shade: $0) } ?? theme.colour(entry.ink)
      canvas.box(at.x, at.y - size * 0.75, size * 0.8, size * 0.8, colour)
      canvas.text(entry.text, at: Point(at.x + size * 1.2, at.y), size: size, theme.colour(.text), .start)
    }
  }
}
