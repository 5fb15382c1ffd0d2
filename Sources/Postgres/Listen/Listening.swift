import Runtime
import Synchronization

extension Database {
  /// Listens on a connection of its own until the sequence is let go of, or the task that reads it is cancelled.
  package func listen(to channels: StaticString...) -> ListenEvents {
    let events = EventQueue()
    let listening = Listening(channels: channels, connector: connector, events: events)
    return ListenEvents(events, task: Task(executorPreference: connector.loop) { await listening.run() })
  }
}

private struct Listening {
  let channels: [StaticString]
  let connector: Connector
  let events: EventQueue

  func run() async {
    var isFirst = true
    var outage: Outage?
    while !Task.isCancelled {
      do throws(Connector.Failure) {
        let ending = Ending()
        let connection = try await open(ending)
        events.add(isFirst ? .listening : .reconnected)
        isFirst = false
        outage = nil
        await last(connection, until: ending)
      } catch {
        outage = outage ?? Outage(at: .now, reason: error.reason)
        outage?.failed(at: .now, reason: error.reason, jitter: .random(in: 0...1))
        // A cancelled sleep ends at once, and the loop with it.
        try? await Task.sleep(for: (outage?.nextProbe ?? .now) - .now)
      }
    }
    events.finish()
  }

  private func open(_ ending: Ending) async throws(Connector.Failure) -> Connection {
    let role = Connection.Role(
      onEnd: { _ in ending.announce() }, onNotification: { events.add(.notification($0)) })
    let connection = try await connector.open(role)
    let watching = connector.loop.every(.milliseconds(200)) { connection.sweep(at: .now) }
    defer { watching.cancel() }
    let text = channels.map { "listen \"\($0)\";" }.joined()
    do {
      _ = try await connection.runToTheEnd(.script(text), patience: connector.settings.patience)
      return connection
    } catch {
      connection.end("LISTEN failed")
      throw Connector.Failure(reason: "\(error)")
    }
  }

  private func last(_ connection: Connection, until ending: Ending) async {
    await withTaskCancellationHandler {
      await ending.wait()
    } onCancel: {
      connection.end("no longer listening")
    }
  }
}

/// The end of one connection, for the one who waits for it.
private final class Ending: Sendable {
  private struct State {
    var isOver = false
    var waiter: CheckedContinuation<Void, Never>?
  }

  private let state = Mutex(State())

  func announce() {
    let waiter = state.withLock { state in
      state.isOver = true
      return state.waiter
    }
    waiter?.resume()
  }

  func wait() async {
    await withCheckedContinuation { waiter in
      let isOver = state.withLock { state in
        if !state.isOver { state.waiter = waiter }
        return state.isOver
      }
      if isOver { waiter.resume() }
    }
  }
}
