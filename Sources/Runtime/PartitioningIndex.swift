extension RandomAccessCollection {
  /// Returns the first index for which `belongs` holds, where all that do stand at the end.
  @inlinable package func partitioningIndex(_ belongs: (Element) -> Bool) -> Index {
    var (low, count) = (startIndex, count)
    while count > 0 {
      let half = count / 2
      let middle = index(low, offsetBy: half)
      if belongs(self[middle]) {
        count = half
      } else {
        low = index(after: middle)
        count -= half + 1
      }
    }
    return low
  }
}
