/// First in, first out, without moving the rest at every step.
struct Queue<Element> {
  private var elements: [Element?] = []
  private var head = 0

  var count: Int { elements.count - head }
  var isEmpty: Bool { head == elements.count }

  var first: Element? { isEmpty ? nil : elements[head] }

  func first(where matches: (Element) -> Bool) -> Element? {
    for case let element? in elements[head...] where matches(element) { return element }
    return nil
  }

  mutating func append(_ element: Element) { elements.append(element) }

  mutating func popFirst() -> Element? {
    guard !isEmpty else { return nil }
    let element = elements[head]
    elements[head] = nil
    head += 1
    if isEmpty {
      elements.removeAll(keepingCapacity: true)
      head = 0
    } else if head > 64 && head * 2 > elements.count {
      elements.removeFirst(head)
      head = 0
    }
    return element
  }

  mutating func removeFirst(where matches: (Element) -> Bool) -> Element? {
    for index in head..<elements.count {
      if let element = elements[index], matches(element) {
        elements.remove(at: index)
        return element
      }
    }
    return nil
  }

  mutating func removeAll() -> [Element] {
    defer { self = Queue() }
    return elements[head...].compactMap(\.self)
  }
}
