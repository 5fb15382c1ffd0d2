import Glibc
import Household
import Runtime
import Synchronization
import TestSupport
import Testing

@testable import Box

/// Real pseudo-terminals and real files, with the real thread that listens.
@Suite struct WireListenerTests {
  private func house() throws -> Household {
    var house = try #require(Household(usagePoint: "14000000000007"))
    house.panels = 3000
    return house
  }

  private func box(_ meter: String, mode: WireMode? = nil, store: Store) throws -> Box {
    var settings = Settings()
    (settings.meter, settings.mode) = (meter, mode)
    return try Box(settings, store: store, machine: .system(trusting: .ntp), log: .silent)
  }

  private func listening(_ box: Box, _ body: () async throws -> Void) async throws {
    let isStopping = Flag()
    let settings = box.settings
    WireListener(
      path: settings.meter ?? "", mode: settings.mode, monotonic: box.machine.monotonic, isStopping: isStopping,
      ear: box.ear
    ).start()
    defer { isStopping.raise() }
    try await body()
  }

  @Test(arguments: WireMode.allCases)
  func `a wire at a meter's speed is understood, unplugged and plugged in again`(mode: WireMode) async throws {
    let place = TestStore()
    let store = try place.open()
    let house = try house()
    let link = place.folder + "/meter"
    let isOver = Shared(false)
    defer { isOver.change { $0 = true } }
    func plug() throws -> Shared<Bool> {
      let wire = try SimulatedWire(baud: mode.baud)
      unlink(link)
      symlink(wire.name, link)
      let isUnplugged = Shared(false)
      startThread(name: "meter") {
        var meter = SimulatedMeter(mode, house)
        while !isUnplugged.value && !isOver.value {
          wire.send([0x02] + meter.frame(at: TestStore.start).flatMap { $0.written(in: mode) } + [0x03])
        }
      }
      return isUnplugged
    }
    let first = try plug()
    let box = try box(link, store: store)
    try await listening(box) {
      try await eventually("the meter is heard") { box.state.withLock { $0.meter.serial } == house.serial }
      first.change { $0 = true }
      try await eventually("it is unplugged") { box.state.withLock { !$0.isConnected } }
      let before = box.state.withLock { $0.counts.valid }
      _ = try plug()
      try await eventually("it is heard again") { box.state.withLock { $0.counts.valid } > before }
      #expect(box.state.withLock { $0.meter.mode } == mode && box.state.withLock { $0.counts.corrupt } == 0)
      if mode == .standard { #expect(box.state.withLock { $0.meter.usagePoint } == house.usagePoint) }
      #expect(box.state.withLock { $0.waiting.contains { $0.measured.kind == .drawn } })
    }
  }

  @Test func `a file is read at once, to its last group, and on when it grows`() async throws {
    let place = TestStore()
    let store = try place.open()
    let path = place.folder + "/capture"
    var meter = SimulatedMeter(.standard, try house())
    func bytes(_ second: Int) -> [UInt8] {
      let frame = meter.frame(at: TestStore.start + .seconds(second))
      return [0x02] + frame.flatMap { $0.written(in: .standard) } + [0x03]
    }
    func add(_ bytes: [UInt8]) {
      let file = open(path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
      write(file, bytes, bytes.count)
      close(file)
    }
    add(Array("ERQ1\t0000\t!\r\n".utf8) + (0..<20).flatMap(bytes) + bytes(21).dropLast(2))
    let box = try box(path, store: store)
    let groups = meter.frame(at: TestStore.start).count
    try await listening(box) {
      try await eventually("all is read") { box.state.withLock { $0.counts.valid } == groups * 21 }
      add(Array(bytes(25).dropFirst(0)))
      try await eventually("it is read on") { box.state.withLock { $0.counts.valid } == groups * 22 }
      #expect(box.state.withLock { $0.counts.corrupt } == 0 && box.state.withLock { $0.plausibility.implausible } == 0)
      #expect(box.state.withLock { $0.isConnected })
    }
  }

  @Test func `pulses come from a pipe of the kernel's records`() async throws {
    let place = TestStore()
    let store = try place.open()
    let path = place.folder + "/pulses"
    mkfifo(path, 0o600)
    let box = try box("", store: store)
    let isStopping = Flag()
    defer { isStopping.raise() }
    PulseListener(address: .file(path), isStopping: isStopping, counted: box.count).start()
    let pipe = open(path, O_RDWR | O_CLOEXEC)
    defer { close(pipe) }
    var records: [UInt8] = []
    for edge in 0..<50 {
      let milliseconds = edge / 2 * 400 + edge % 2 * 90
      let event = LineEvent(
        nanoseconds: UInt64(milliseconds) * 1_000_000, isRising: edge % 2 == 1, number: UInt32(edge + 1))
      records += event.record
    }
    for start in stride(from: 0, to: records.count, by: 100) {
      let piece = Array(records[start..<min(start + 100, records.count)])
      write(pipe, piece, piece.count)
    }
    try await eventually("all are counted") { box.state.withLock { $0.pulses.count } == 25 }
    _ = box.settle()
    #expect(box.state.withLock { $0.waiting.contains { $0.measured.kind == .pulse } })
  }
}
