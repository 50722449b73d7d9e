import Wire

/// A driver of an output, and everything that it said as lines of text.
final class OutputScript<Device: Driver> {
    var driver: Device
    var now = Instant(nanoseconds: 1_000_000_000)
    private var lines: [String] = []

    init(_ driver: Device) {
        self.driver = driver
    }

    func start() { run { $0.start(at: $1, $2) } }

    func receive(_ hex: String) throws {
        let bytes = try HexBytes.parse(Array(hex.utf8))
        run { $0.receive(bytes.span, at: $1, $2) }
    }

    func feature(_ hex: String) throws {
        let bytes = try HexBytes.parse(Array(hex.utf8))
        run { $0.receiveFeature(bytes.span, at: $1, $2) }
    }

    /// Time passes, and the driver is called whenever it asked to be.
    func pass(milliseconds: Int) {
        let end = now + .milliseconds(milliseconds)
        while let deadline = driver.deadline, deadline <= end {
            now = max(now, deadline)
            run { $0.tick(at: $1, $2) }
        }
        now = end
    }

    /// The lines since the last time.
    func take() -> [String] {
        defer { lines = [] }
        return lines
    }

    @discardableResult
    func run<Result>(_ body: (inout Device, Instant, (DriverEvent) -> Void) -> Result) -> Result {
        var heard: [DriverEvent] = []
        let result = body(&driver, now) { heard.append($0) }
        for event in heard { lines.append(line(for: event)) }
        return result
    }

    private func line(for event: DriverEvent) -> String {
        switch event {
        case .transmit(let bytes): "> " + hexText(bytes)
        case .getFeature(let report, let length): "get \(report) \(length)"
        case .setFeature(let bytes): "set " + hexText(bytes)
        case .identified: "identified"
        case .fact(let fact): "\(fact.name.rawValue) \(fact.value)"
        case .fault(let fault): "fault \(fault.rawValue)"
        case .output(let state):
            (state.isVerified ? "closed " : "assumed ") + state.closedChannels.map(String.init).joined(separator: ",")
        case .sample, .scan: "\(event)"
        }
    }
}

extension OutputScript where Device: OutputDriver {
    @discardableResult
    func turn(_ channel: Int, on: Bool) -> Bool {
        run { $0.switchChannel(channel, on: on, at: $1, $2) }
    }

    @discardableResult
    func pulse(_ channel: Int, milliseconds: Int) -> Bool {
        run { $0.pulseChannel(channel, for: .milliseconds(milliseconds), at: $1, $2) }
    }
}

extension OutputScript where Device: VoiceDriver {
    @discardableResult
    func say(_ text: String) -> Bool { run { $0.say(text, at: $1, $2) } }
}

/// `FD 00 02`, as in the vectors.
func hexText(_ bytes: [UInt8]) -> String {
    bytes.map { ($0 < 16 ? "0" : "") + String($0, radix: 16, uppercase: true) }.joined(separator: " ")
}
