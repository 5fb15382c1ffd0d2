import Synchronization

/// How many of something each network holds. A seat is free again when nobody holds it any more.
final class Seats: Sendable {
  private let taken = Mutex<[ClientNetwork: Int]>([:])
  private let most: Int

  init(most: Int) { self.most = most }

  /// nil when the network holds as many as it may.
  func take(for network: ClientNetwork) -> Seat? {
    let isFree = taken.withLock { taken in
      guard taken[network, default: 0] < most else { return false }
      taken[network, default: 0] += 1
      return true
    }
    return isFree ? Seat(of: network, in: self) : nil
  }

  private func free(_ network: ClientNetwork) {
    taken.withLock { taken in
      let left = taken[network, default: 1] - 1
      taken[network] = left > 0 ? left : nil
    }
  }

  final class Seat: Sendable {
    private let network: ClientNetwork
    private let seats: Seats

    fileprivate init(of network: ClientNetwork, in seats: Seats) {
      self.network = network
      self.seats = seats
    }

    deinit { seats.free(network) }
  }
}
