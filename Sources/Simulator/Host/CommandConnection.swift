import CLinux
import EventLoop
import Glibc

/// One caller: of the socket, or the terminal or pipe that the program was started with.
final class CommandConnection {
    /// Answers that a caller has not read, in bytes; who reads nothing is hung up.
    private static let outgoingCapacity = 1 << 20

    private(set) var isOpen = true
    private let input: Int32
    private let output: Int32
    private let answer: (String) -> String
    private let ended: () -> Void
    private var registration: Registration?
    private var incoming: [UInt8] = []
    private var outgoing: [UInt8] = []

    /// Owns both descriptors, which may be the same. `ended` is called when the caller has hung up.
    init(
        input: Int32, output: Int32, reactor: any Reactor, ended: @escaping () -> Void = {},
        answer: @escaping (String) -> String
    ) throws(SimulationError) {
        self.input = input
        self.output = output
        self.answer = answer
        self.ended = ended
        do {
            registration = try reactor.register(input, events: .readable) { [weak self] events, _ in self?.ready(events)
            }
        } catch {
            throw .loop(error.description)
        }
    }

    /// Hangs up; does nothing when that was done.
    func close() {
        guard isOpen else { return }
        isOpen = false
        registration?.cancel()
        Glibc.close(input)
        if output != input { Glibc.close(output) }
    }

    private func ready(_ events: EventSet) {
        var hasEnded = events.contains(.hangup)
        if events.contains(.readable) {
            var piece = [UInt8](repeating: 0, count: EventLoop.budget)
            let count = piece.withUnsafeMutableBytes { gh_read(input, $0.baseAddress, $0.count) }
            if count > 0 { take(piece[..<count]) }
            hasEnded = hasEnded || (count <= 0 && count != -Int(EAGAIN))
        }
        guard isOpen else { return }
        flush()
        if hasEnded {
            close()
            ended()
        }
    }

    private func take(_ bytes: ArraySlice<UInt8>) {
        incoming += bytes
        while let end = incoming.firstIndex(of: UInt8(ascii: "\n")) {
            var line = incoming[..<end]
            if line.last == UInt8(ascii: "\r") { line.removeLast() }
            outgoing += Array((answer(String(decoding: line, as: UTF8.self)) + "\n").utf8)
            incoming.removeFirst(end + 1)
        }
        if incoming.count > CommandText.longestLine {
            outgoing += Array("error the line is longer than \(CommandText.longestLine) bytes\n".utf8)
            flush()
            close()
        } else if outgoing.count > Self.outgoingCapacity {
            close()
        }
    }

    private func flush() {
        while !outgoing.isEmpty {
            let count = outgoing.withUnsafeBytes { gh_write(output, $0.baseAddress, $0.count) }
            if count <= 0 { break }
            outgoing.removeFirst(count)
        }
        // A pipe to read from is never writable; there the next command tries again.
        if output == input { try? registration?.update(events: outgoing.isEmpty ? .readable : [.readable, .writable]) }
    }
}
