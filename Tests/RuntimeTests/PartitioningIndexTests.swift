import Runtime
import Testing

@Suite struct PartitioningIndexTests {
  @Test func `the first element of the rest is found wherever it begins`() {
    for count in 0...9 {
      let numbers = Array(0..<count)
      for first in 0...count { #expect(numbers.partitioningIndex { $0 >= first } == first) }
    }
  }

  @Test func `a slice keeps its indices`() {
    let slice = [9, 9, 1, 2, 3, 9][2..<5]
    #expect(slice.partitioningIndex { $0 >= 2 } == 3)
    #expect(slice.partitioningIndex { $0 > 3 } == 5)
  }
}
