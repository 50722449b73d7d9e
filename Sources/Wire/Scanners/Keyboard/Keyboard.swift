/// A code scanner that types, as a USB keyboard: input events of a grabbed keyboard, or HID boot reports.
///
/// Scanners type as a US keyboard whatever the system believes, so the keys are read with a table of the house. Characters
/// beyond ASCII come as their number, typed on the keypad with Alt held; the same way many type control characters (GS is
/// Alt 029). Facts: HID 1.11 appendix B, HID Usage Tables, Linux `input-event-codes.h`; observed Alt codes.
///
/// * Enter, the keypad's Enter and Tab end a code, and so does an idle gap.
/// * There is no check of any kind. When the kernel or the keyboard says that keys were lost, the whole code is dropped.
/// * Whatever types is taken for a scanner: the technician binds the right keyboard.
public struct Keyboard: Driver {
    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()

    private let aim: AIMPolicy
    private let gap: Duration
    private let meaning: AltDigits

    private var kind: TransportKind?
    private var machine = TypingMachine()
    private var boot = BootKeyboard()
    private var text = TypedText()
    private var heard = Instant(nanoseconds: 0)
    /// Keys of this code were lost, or it is too long: the rest of it is dropped.
    private var discarding = false
    /// The kernel dropped events: those up to the next report are of no use.
    private var untilReport = false
    private var identified = false

    /// A driver that has seen nothing. The idle gap ends a code that has no terminator.
    public init(
        aim: AIMPolicy = .optional, idleGap: Duration = SerialLine.defaultIdleGap, altDigits: AltDigits = .unicode
    ) {
        self.aim = aim
        gap = idleGap
        meaning = altDigits
    }

    /// When the code that has begun ends by silence; `nil` between codes.
    public var deadline: Instant? { isIdle ? nil : heard + gap }

    /// Which kind of packets come, and whether Caps Lock is on.
    public mutating func describe(_ transport: TransportDescription) {
        kind = transport.kind
        machine.capsLock = transport.capsLock
    }

    /// The keyboard was opened, and grabbed while no key was down. A keyboard is asked nothing.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if !isIdle { refuse(.truncated, emit) }
        machine.releaseAll()
        boot = BootKeyboard()
        discarding = false
        untilReport = false
        identified = false
        heard = now
    }

    /// Whole input events, or one boot report.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        tick(at: now, emit)
        let isEvents = kind.map { $0 == .evdev } ?? bytes.count.isMultiple(of: InputEvent.length)
        if isEvents {
            receiveEvents(bytes, at: now, emit)
        } else if bytes.count == BootKeyboard.length {
            receiveReport(bytes, at: now, emit)
        } else {
            counters.receivedBytes += UInt64(bytes.count)
            drop(UInt64(bytes.count))
            fault(.noise, emit)
        }
        if isIdle { counters.takenBytes += counters.pendingBytes }
    }

    /// Silence ends a code.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard let deadline, now >= deadline else { return }
        guard machine.isCollecting else { return endLine(emit) }
        // Alt was never released: what it should have typed is lost.
        machine.releaseAll()
        if discarding { endLine(emit) } else { refuse(.truncated, emit) }
    }

    /// Nothing has been typed that waits for its end.
    private var isIdle: Bool { text.isEmpty && !discarding && !machine.isCollecting }

    private mutating func receiveEvents(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        var offset = 0
        while offset + InputEvent.length <= bytes.count {
            let event = InputEvent(bytes, at: offset)
            offset += InputEvent.length
            counters.receivedBytes += UInt64(InputEvent.length)
            switch event.type {
            case InputEvent.syn where event.code == InputEvent.dropped: lose(.truncated, at: now, emit)
            case InputEvent.syn where event.code == InputEvent.report: untilReport = false
            case InputEvent.led where event.code == InputEvent.capsLED: machine.capsLock = event.value != 0
            case InputEvent.key where !untilReport:
                // 2 is a key that is held: a scanner does not mean it.
                if event.value == 0 || event.value == 1 {
                    take(event.code, isDown: event.value == 1, size: InputEvent.length, at: now, emit)
                }
            default: break
            }
        }
        if offset < bytes.count {
            counters.receivedBytes += UInt64(bytes.count - offset)
            drop(UInt64(bytes.count - offset))
            fault(.truncated, emit)
        }
    }

    private mutating func receiveReport(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        counters.receivedBytes += UInt64(BootKeyboard.length)
        var keys: [(code: UInt16, isDown: Bool)] = []
        let isComplete = boot.take(bytes) { keys.append(($0, $1)) }
        var size = BootKeyboard.length
        for key in keys where take(key.code, isDown: key.isDown, size: size, at: now, emit) { size = 0 }
        if !isComplete { lose(.device, at: now, emit) }
    }

    /// Takes one key. Returns whether the `size` bytes that told of it were dropped, because it types nothing.
    @discardableResult
    private mutating func take(
        _ code: UInt16, isDown: Bool, size: Int, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        let effect = isDown ? machine.press(code) : machine.release(code)
        heard = now
        switch effect {
        case .none: return false
        case .unknown: return unknown(size)
        case .end: endLine(emit)
        case .character(let character) where !discarding: text.type(character, as: meaning)
        case .number(let number) where !discarding:
            if meaning == .none { return unknown(size) }
            text.type(number: number, as: meaning)
        case .character, .number: break
        }
        if text.bytes.count > ScanText.longest + AIMIdentifier.length { lose(.oversize, at: now, emit) }
        return false
    }

    private mutating func unknown(_ size: Int) -> Bool {
        drop(UInt64(size))
        return true
    }

    /// Something of the code is gone. The rest of it is no code either.
    private mutating func lose(_ kind: WireFault, at now: Instant, _ emit: (DriverEvent) -> Void) {
        refuse(kind, emit)
        if kind == .truncated {
            // Nobody tells which keys are still down.
            machine.releaseAll()
            untilReport = true
        }
        discarding = true
        heard = now
    }

    private mutating func endLine(_ emit: (DriverEvent) -> Void) {
        if discarding {
            discarding = false
            return drop(counters.pendingBytes)
        }
        text.endHalf()
        do throws(WireFault) {
            let scan = try ScanText.scan(of: text.bytes, aim: aim)
            counters.takenBytes += counters.pendingBytes
            text.removeAll()
            guard let scan else { return }
            counters.frames += 1
            counters.controlBytes += ScanText.controls(in: scan.bytes)
            if !identified {
                identified = true
                emit(.identified)
            }
            emit(.scan(scan))
        } catch {
            refuse(error, emit)
        }
    }

    private mutating func refuse(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        drop(counters.pendingBytes)
        text.removeAll()
        fault(kind, emit)
    }

    private mutating func drop(_ bytes: UInt64) {
        counters.droppedBytes += min(bytes, counters.pendingBytes)
    }

    private mutating func fault(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(kind))
    }
}
