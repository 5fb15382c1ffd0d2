/// What has a place before others.
protocol Ordered: BitwiseCopyable {
  func comes(before other: Self) -> Bool
}

/// Things of which the first is taken out again and again, in memory of its own: an array would be asked at each step whose it is.
struct Heap<Element: Ordered>: ~Copyable {
  private var room = 512
  private var elements = UnsafeMutablePointer<Element>.allocate(capacity: 512)
  private var count = 0

  deinit { elements.deallocate() }

  var first: Element? { count == 0 ? nil : elements[0] }

  mutating func push(_ element: Element) {
    if count == room { grow() }
    var child = count
    while child > 0, element.comes(before: elements[(child - 1) / 2]) {
      elements[child] = elements[(child - 1) / 2]
      child = (child - 1) / 2
    }
    elements[child] = element
    count += 1
  }

  mutating func pop() -> Element? {
    guard let first else { return nil }
    count -= 1
    let last = elements[count]
    var parent = 0
    while 2 * parent + 1 < count {
      var child = 2 * parent + 1
      if child + 1 < count, elements[child + 1].comes(before: elements[child]) { child += 1 }
      if !elements[child].comes(before: last) { break }
      elements[parent] = elements[child]
      parent = child
    }
    elements[parent] = last
    return first
  }

  private mutating func grow() {
    let grown = UnsafeMutablePointer<Element>.allocate(capacity: 2 * room)
    grown.update(from: elements, count: count)
    elements.deallocate()
    (elements, room) = (grown, 2 * room)
  }
}
