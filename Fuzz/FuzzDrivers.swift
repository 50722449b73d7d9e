// What a driver must bear: any bytes, in any split, at any times, passive or started, on any transport.
//
// Not a target of the package: `Scripts/fuzz` compiles it together with the sources of Wire, for libFuzzer.

/// One input: a driver, how it is used, and a script of operations until the bytes run out.
@_cdecl("LLVMFuzzerTestOneInput")
public func fuzzOneInput(_ start: UnsafePointer<UInt8>, _ count: Int) -> CInt {
    var input = FuzzInput(bytes: Array(UnsafeBufferPointer(start: start, count: count)))
    let model = DriverCatalogue.models[Int(input.byte()) % DriverCatalogue.models.count]
    var settings = DriverSettings()
    let choice = input.byte()
    settings.commands = ScannerCommands.allCases[Int(choice) % ScannerCommands.allCases.count]
    settings.altDigits = AltDigits.allCases[Int(choice >> 2) % AltDigits.allCases.count]
    settings.aim = AIMPolicy.allCases[Int(choice >> 4) % AIMPolicy.allCases.count]
    settings.mode = choice & 0x40 == 0 ? .object : .body
    if choice & 0x80 != 0 { settings.profile = model.profiles.last }
    guard let driver = DriverCatalogue.makeDriver(name: model.name, settings: settings) else { return 0 }
    var run = FuzzRun(driver: driver)
    let transport = model.transports[Int(input.byte()) % model.transports.count]
    if input.byte() & 1 != 0 {
        let descriptor = input.take(Int(input.byte()))
        run.driver.describe(TransportDescription(kind: transport, reportDescriptor: descriptor))
    }
    while !input.isEmpty { run.step(&input) }
    return 0
}

/// The bytes that libFuzzer made, taken from the front.
struct FuzzInput {
    private let bytes: [UInt8]
    private var next = 0

    init(bytes: [UInt8]) {
        self.bytes = bytes
    }

    var isEmpty: Bool { next >= bytes.count }

    mutating func byte() -> UInt8 {
        guard next < bytes.count else { return 0 }
        next += 1
        return bytes[next - 1]
    }

    mutating func take(_ count: Int) -> [UInt8] {
        let end = min(bytes.count, next + count)
        defer { next = end }
        return Array(bytes[next..<end])
    }
}

/// A driver at work, and what must hold after each call.
struct FuzzRun {
    var driver: any Driver
    private var now = Instant(nanoseconds: 1)
    private var events = 0

    init(driver: any Driver) {
        self.driver = driver
    }

    mutating func step(_ input: inout FuzzInput) {
        let operation = input.byte()
        events = 0
        switch operation % 8 {
        case 0: call { driver, now, emit in driver.start(at: now, emit) }
        case 1:
            now = now + .milliseconds(Int64(input.byte()) * 10)
            if let deadline = driver.deadline, deadline <= now { call { $0.tick(at: $1, $2) } }
        case 2 where operation & 8 != 0: call { driver, now, emit in driver.transferFailed(at: now, emit) }
        case 2: call { driver, now, emit in _ = driver.request(.trigger, at: now, emit) }
        case 3:
            let bytes = input.take(Int(input.byte()) + 1)
            call { driver, now, emit in driver.receiveFeature(bytes.span, at: now, emit) }
        default:
            let bytes = input.take(Int(input.byte()) + (operation & 8 == 0 ? 1 : 256))
            call { driver, now, emit in driver.receive(bytes.span, at: now, emit) }
        }
    }

    private mutating func call(_ body: (inout any Driver, Instant, (DriverEvent) -> Void) -> Void) {
        var told = 0
        body(&driver, now) { event in
            told += 1
            if case .scan(let scan) = event { precondition((1...SerialLine.longestText).contains(scan.bytes.count)) }
            _ = DecodeLine.text(for: event)
        }
        let counters = driver.counters
        // A byte is counted once: taken, dropped or pending; and none of them makes an unbounded number of events.
        precondition(counters.takenBytes + counters.droppedBytes <= counters.receivedBytes)
        precondition(told <= 1024)
    }
}
