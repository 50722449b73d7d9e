import Devices
import Glibc
import Wire

/// A dcttech relay board as a transport: it obeys, unless the test says otherwise.
final class FakeBoardTransport: Transport {
    let fd: Int32 = 9
    let description = TransportDescription(kind: .hidraw)
    /// What another process would write to.
    var writableDescriptor: Int32? = 10
    /// One bit for each relay that is closed.
    var relays: UInt8 = 0
    /// So many commands are lost without a word.
    var losesCommands = 0
    /// So many readings fail (EPROTO).
    var failsReadings = 0
    /// Bits of relays that stay as they are.
    var stuck: UInt8 = 0
    /// Each command, as `1+` and `1-`.
    private(set) var commands: [String] = []
    private var answers: [TransportRead] = []

    var hasAnswers: Bool { !answers.isEmpty }

    func read(into buffer: UnsafeMutableRawBufferPointer) -> TransportRead {
        guard !answers.isEmpty else { return .nothing }
        let answer = answers.removeFirst()
        if case .feature = answer { buffer.copyBytes(from: Array("BITFT".utf8) + [0, 0, relays]) }
        return answer
    }

    func write(_ bytes: ArraySlice<UInt8>) -> TransportWrite {
        let report = Array(bytes)
        let isOn = report[1] == 0xFF
        commands.append("\(report[2])\(isOn ? "+" : "-")")
        if losesCommands > 0 {
            losesCommands -= 1
        } else {
            let bit = UInt8(1) << (report[2] - 1) & ~stuck
            relays = isOn ? relays | bit : relays & ~bit
        }
        return .taken(bytes.count)
    }

    func getFeature(report: UInt8, length: Int) -> TransportWrite {
        if failsReadings > 0 {
            failsReadings -= 1
            answers.append(.failed(EPROTO))
        } else {
            answers.append(.feature(8))
        }
        return .taken(length)
    }

    func close() { answers = [] }

    /// The commands since the last time.
    func takeCommands() -> [String] {
        defer { commands = [] }
        return commands
    }
}
