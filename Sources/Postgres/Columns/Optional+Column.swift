extension Optional: Column where Wrapped: Column {
  package static var type: SQLType { Wrapped.type }
  package static func accepts(_ oid: UInt32) -> Bool { Wrapped.accepts(oid) }
  package static var absent: Wrapped?? { .some(.none) }
  package var isNull: Bool { self?.isNull ?? true }

  package static func decode(_ cell: Cell) -> Wrapped?? {
    guard let value = Wrapped.decode(cell) else { return .none }
    return .some(.some(value))
  }

  package func encode(into writer: inout BinaryWriter) { self?.encode(into: &writer) }
}

extension Optional: ArrayElement where Wrapped: Column & ArrayElement {}
