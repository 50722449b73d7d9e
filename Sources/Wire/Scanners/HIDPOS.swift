/// A bar code scanner in the HID Point of Sale mode: usage page 8C, by `hidraw` or libusb.
///
/// The best way to connect a scanner: no keyboard layout, no focus, the symbology known, and a flag that tells where a
/// code ends. Facts: HID Point of Sale Usage Tables 1.02; the layouts of Access-IS and Honeywell manuals; the captures of
/// HenkVanAsselt/python_hon_usbhid; NielsLeenheer/WebHidBarcodeScanner.
///
/// * Where the report has a byte count it is believed, and NULs inside are data; else padding NULs are stripped.
/// * A code longer than a report comes in several. They are joined up to 4096 bytes.
/// * Reports with other numbers are no scans: they are counted as dropped, and are no fault.
/// * There is no check in the protocol beyond the CRC of USB itself.
public struct HIDPOS: Driver {
    /// Reports of one code follow each other at the interval of the endpoint, 1 to 10 ms. After this long the rest will
    /// not come, and must not be glued to the next person's code. Half a second forgives any stall of a hub.
    public static let continuationGap = Duration.milliseconds(500)
    /// How long the answer to a command may take: seven reports, from a scanner that is busy decoding at worst.
    public static let answerTimeout = Duration.seconds(2)

    /// What the driver has seen since it was made.
    public private(set) var counters = DriverCounters()

    private let aim: AIMPolicy
    private var features = HIDPOSFeatures()

    private var text: [UInt8] = []
    private var identifier: String?
    private var isCounted = false
    private var heard = Instant(nanoseconds: 0)
    /// A report of the code was refused: those that go on with it are dropped.
    private var discarding = false
    private var answerDue: Instant?
    private var identified = false

    /// A driver that has seen nothing.
    public init(aim: AIMPolicy = .optional) {
        self.aim = aim
    }

    /// When a code is given up whose next report does not come, or a command that is not answered.
    public var deadline: Instant? {
        let rest = counters.pendingBytes > 0 || discarding ? heard + Self.continuationGap : nil
        guard let rest, let answerDue else { return rest ?? answerDue }
        return min(rest, answerDue)
    }

    /// Reads the report descriptor.
    public mutating func describe(_ transport: TransportDescription) {
        features = HIDPOSFeatures(descriptor: transport.reportDescriptor)
    }

    /// The transport was opened. A scanner that has Honeywell's feature report is put into this mode, and one that
    /// takes Honeywell's commands is asked for its revisions. Others are asked nothing.
    public mutating func start(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if counters.pendingBytes > 0 { refuse(.truncated, emit) }
        discarding = false
        answerDue = nil
        identified = false
        if features.isBroken { fault(.value, emit) }
        if features.layout != nil { identify(emit) }
        if let enable = features.enable { emit(.setFeature(enable)) }
        if features.declaresCommands { askRevisions(at: now, emit) }
    }

    /// One report arrived.
    public mutating func receive(_ bytes: Span<UInt8>, at now: Instant, _ emit: (DriverEvent) -> Void) {
        guard !bytes.isEmpty else { return }
        tick(at: now, emit)
        let pending = counters.pendingBytes
        counters.receivedBytes += UInt64(bytes.count)
        guard features.isScan(bytes) else {
            counters.droppedBytes += UInt64(bytes.count)
            return
        }
        heard = now
        guard let layout = features.layout ?? HIDPOSLayout.guess(bytes) else { return refuse(.noise, emit) }
        let isLast = (layout.continued?.value(of: bytes) ?? 0) == 0
        if discarding {
            counters.droppedBytes += UInt64(bytes.count)
            discarding = !isLast
            return
        }
        do throws(WireFault) {
            try take(HIDPOSReport(bytes, layout), after: pending, emit)
            isCounted = layout.length != nil
            if isLast { finish(at: now, emit) }
        } catch {
            discarding = !isLast
            refuse(error, emit)
        }
    }

    /// Time passed: half a code is dropped, a command that was not answered is told.
    public mutating func tick(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if counters.pendingBytes > 0 || discarding, now >= heard + Self.continuationGap {
            discarding = false
            if counters.pendingBytes > 0 { refuse(.truncated, emit) }
        }
        if let due = answerDue, now >= due {
            answerDue = nil
            fault(.timeout, emit)
        }
    }

    /// Honeywell's commands, where the device has a report for them.
    public mutating func request(
        _ request: DeviceRequest, at now: Instant, _ emit: (DriverEvent) -> Void
    ) -> Bool {
        switch request {
        case .heartbeat: return askRevisions(at: now, emit)
        case .trigger, .triggerOff, .beep:
            guard let command = features.command(for: request) else { return false }
            emit(.transmit(command))
            return true
        }
    }

    @discardableResult
    private mutating func askRevisions(at now: Instant, _ emit: (DriverEvent) -> Void) -> Bool {
        guard let command = features.command(for: .heartbeat) else { return false }
        emit(.transmit(command))
        answerDue = now + Self.answerTimeout
        return true
    }

    /// Adds a report to the code that has begun, if one has: then `pending` bytes waited before it came.
    private mutating func take(
        _ report: HIDPOSReport, after pending: UInt64, _ emit: (DriverEvent) -> Void
    ) throws(WireFault) {
        if pending > 0, let before = identifier, let now = report.aim, before != now {
            // Another code begins: the end of the one before it was lost.
            drop(pending)
            fault(.truncated, emit)
        }
        guard text.count + report.data.count <= ScanText.longest else { throw .oversize }
        identifier = identifier ?? report.aim
        text += report.data
    }

    /// The code is whole.
    private mutating func finish(at now: Instant, _ emit: (DriverEvent) -> Void) {
        if HoneywellAnswer.isAnswer(aim: identifier) { return finishAnswer(at: now, emit) }
        let code = ScanText.trimmed(text, keepsNULs: isCounted)
        if text.isEmpty, identifier == nil { return accept() }
        if aim == .required, identifier == nil { return refuse(.mode, emit) }
        if code.isEmpty { return refuse(.truncated, emit) }
        let scan = Scan(bytes: code, aim: aim == .off ? nil : identifier)
        counters.controlBytes += ScanText.controls(in: code)
        counters.frames += 1
        accept()
        identify(emit)
        emit(.scan(scan))
    }

    private mutating func finishAnswer(at now: Instant, _ emit: (DriverEvent) -> Void) {
        let answer = text
        let isEnd = identifier == HoneywellAnswer.endIdentifier
        counters.frames += 1
        accept()
        identify(emit)
        if isEnd {
            answerDue = nil
            if HoneywellAnswer.isAccepted(answer) == false { fault(.device, emit) }
        } else {
            if answerDue != nil { answerDue = now + Self.answerTimeout }
            for fact in HoneywellAnswer.facts(in: answer) { emit(.fact(fact)) }
        }
    }

    private mutating func identify(_ emit: (DriverEvent) -> Void) {
        guard !identified else { return }
        identified = true
        emit(.identified)
    }

    private mutating func accept() {
        counters.takenBytes += counters.pendingBytes
        forget()
    }

    private mutating func refuse(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        drop(counters.pendingBytes)
        fault(kind, emit)
    }

    private mutating func drop(_ bytes: UInt64) {
        counters.droppedBytes += bytes
        forget()
    }

    private mutating func forget() {
        text.removeAll(keepingCapacity: true)
        identifier = nil
    }

    private mutating func fault(_ kind: WireFault, _ emit: (DriverEvent) -> Void) {
        counters.faults += 1
        emit(.fault(kind))
    }
}
