import NIOCore
import Synchronization

/// Who is connected and how much memory the bodies take: the counters behind `ServerLimits`.
final class ServerLedger: Sendable {
    private struct Books {
        var channels: [ObjectIdentifier: any Channel] = [:]
        var perClient: [[UInt8]: Int] = [:]
        var bodyBytes = 0
        var stopping = false
    }

    private let limits: ServerLimits
    private let books = Mutex(Books())

    init(limits: ServerLimits) {
        self.limits = limits
    }

    /// Enters a new connection; false when the house is full or closing.
    func enter(_ channel: any Channel) -> Bool {
        books.withLock { books in
            guard !books.stopping, books.channels.count < limits.connections else { return false }
            books.channels[ObjectIdentifier(channel)] = channel
            return true
        }
    }

    /// Counts the connection for its client, once the certificate is known; false when that client has too many.
    func identify(_ fingerprint: [UInt8]) -> Bool {
        books.withLock { books in
            let count = books.perClient[fingerprint, default: 0]
            guard count < limits.connectionsPerClient else { return false }
            books.perClient[fingerprint] = count + 1
            return true
        }
    }

    /// Takes a connection out; `fingerprint` only when `identify` said yes.
    func leave(_ channel: any Channel, fingerprint: [UInt8]?) {
        books.withLock { books in
            books.channels[ObjectIdentifier(channel)] = nil
            guard let fingerprint, let count = books.perClient[fingerprint] else { return }
            books.perClient[fingerprint] = count > 1 ? count - 1 : nil
        }
    }

    /// Reserves memory for a body; false when the desk has too much in hand.
    func reserve(_ bytes: Int) -> Bool {
        books.withLock { books in
            guard bytes <= limits.bodyBytesInFlight - books.bodyBytes else { return false }
            books.bodyBytes += bytes
            return true
        }
    }

    /// Gives back what `reserve` took.
    func release(_ bytes: Int) {
        books.withLock { $0.bodyBytes -= bytes }
    }

    /// Lets nobody in any more and tells who is still there.
    func close() -> [any Channel] {
        books.withLock { books in
            books.stopping = true
            return Array(books.channels.values)
        }
    }

    /// Connections that are open now.
    var connections: Int { books.withLock { $0.channels.count } }
}
