import Runtime

/// Circles of which so many stand so near to one another that it would take too much memory to note who is near whom: each
/// looks around when its turn comes.
extension Rows {
  /// What `Neighbours.taken` says.
  func taken(inTurn order: [Int32]) -> [Taken] {
    var isFree = [Bool](repeating: true, count: count)
    var positions = [Int](repeating: 0, count: count)
    for (index, one) in all.enumerated() { positions[Int(one.number)] = index }
    var taken: [Taken] = []
    for number in order where isFree[Int(number)] {
      isFree[Int(number)] = false
      eachNear(positions[Int(number)]) { other in
        guard isFree[Int(other)] else { return }
        isFree[Int(other)] = false
        taken.append(Taken(number: other, by: number))
      }
    }
    return taken
  }

  private func eachNear(_ index: Int, _ tell: (Int32) -> Void) {
    let one = all[index]
    let west = one.x &- reach
    for row in rows(around: one) {
      var other = all[row].partitioningIndex { $0.x >= west }
      for _ in row {
        if other == row.upperBound { other = row.lowerBound }
        if all[other].x &- west >= 2 * reach { break }
        if isNear(one, all[other]) { tell(all[other].number) }
        other += 1
      }
    }
  }

  /// Its own, and those above and below where there are any.
  private func rows(around one: Standing) -> [Range<Int>] {
    let own = one.y >> shift
    let first = starts.dropLast().partitioningIndex { all[$0].y >> shift + 1 >= own }
    return (first..<min(first + 3, starts.count - 1)).compactMap { row in
      all[starts[row]].y >> shift <= own + 1 ? starts[row]..<starts[row + 1] : nil
    }
  }
}
