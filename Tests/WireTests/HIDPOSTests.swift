import Testing

@testable import Wire

private func scan(_ text: String, aim: String? = "]Q1") -> Scan {
    Scan(bytes: Array(text.utf8), aim: aim)
}

private let url = "https://example.invalid/ssm?c=0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF0123456789ABCDEF"

@Suite("HID POS scanners")
struct HIDPOSTests {
    private func script(_ descriptor: [UInt8] = [], aim: AIMPolicy = .optional) -> Script {
        var script = Script(HIDPOS(aim: aim))
        script.driver.describe(TransportDescription(kind: .hidraw, reportDescriptor: descriptor))
        return script
    }

    @Test(arguments: [[], HIDPOSVectors.descriptor64, HIDPOSVectors.honeywell])
    func continuedReportsAreJoined(descriptor: [UInt8]) {
        var script = script(descriptor)
        let text = Array(url.utf8)
        script.receive(HIDPOSVectors.counted(Array(text[..<56]), continued: true))
        #expect(script.events.isEmpty)
        #expect(script.counters.pendingBytes == 64)
        script.pass(.milliseconds(499))
        script.receive(HIDPOSVectors.counted(Array(text[56...])))
        #expect(script.events == [.identified, .scan(scan(url))])
        #expect(script.counters.takenBytes == 128)
        #expect(script.driver.deadline == nil)
    }

    @Test func publishedReports() throws {
        var script = script()
        script.receive(try ScannerVectors.bytes("hidpos_report_1_of_2"))
        script.receive(try ScannerVectors.bytes("hidpos_report_2_of_2"))
        script.receive(try ScannerVectors.bytes("hidpos_1602g_revinf_tail_captured"))
        #expect(script.scans == [scan(url)])
        #expect(script.faults.isEmpty)
    }

    @Test(arguments: [[], HIDPOSVectors.descriptor61])
    func uncountedReportsLoseTheirPadding(descriptor: [UInt8]) {
        var script = script(descriptor)
        script.receive(HIDPOSVectors.uncounted(Array("GH1:ABC\r\n".utf8)))
        script.receive(HIDPOSVectors.uncounted([0x41, 0, 0x42], aim: "]d2"))
        #expect(script.scans == [scan("GH1:ABC"), Scan(bytes: [0x41, 0, 0x42], aim: "]d2")])
        #expect(script.counters.controlBytes == 1)
    }

    @Test func theCountIsBelievedAndNULsKept() {
        var script = script(HIDPOSVectors.descriptor64)
        script.receive(HIDPOSVectors.counted([0, 0x41, 0, 0x42, 0, 0x0D]))
        #expect(script.scans == [Scan(bytes: [0, 0x41, 0, 0x42, 0], aim: "]Q1")])
        var impossible = HIDPOSVectors.counted([0x41])
        impossible[1] = 57
        script.receive(impossible)
        #expect(script.faults == [.value])
        #expect(script.counters.droppedBytes == 64)
    }

    @Test func aByteMayStandBeforeTheIdentifier() {
        var script = script(HIDPOSVectors.descriptor64)
        var report = HIDPOSVectors.counted(Array("0GH1:ABC".utf8))
        report.replaceSubrange(1..<9, with: [7, 0x30] + Array("]Q1GH1".utf8))
        report.replaceSubrange(9..<13, with: Array(":ABC".utf8))
        script.receive(report)
        #expect(script.scans == [scan("GH1:ABC")])
    }

    @Test func unpluggedInTheMiddle() {
        var late = script()
        late.receive(HIDPOSVectors.counted(Array("GH1:HALF".utf8), continued: true))
        late.pass(HIDPOS.continuationGap)
        #expect(late.events == [.fault(.truncated)])
        late.receive(HIDPOSVectors.counted(Array("REST".utf8)))
        #expect(late.scans == [scan("REST")])

        var again = script()
        again.receive(HIDPOSVectors.counted(Array("GH1:HALF".utf8), continued: true))
        again.start()
        again.receive(HIDPOSVectors.counted(Array("GH1:WHOLE".utf8)))
        #expect(again.events == [.fault(.truncated), .identified, .scan(scan("GH1:WHOLE"))])
        #expect(again.counters.droppedBytes == 64)

        var other = script()
        other.receive(HIDPOSVectors.counted(Array("6901".utf8), aim: "]E0", continued: true))
        other.receive(HIDPOSVectors.counted(Array("GH1:".utf8)))
        #expect(other.events == [.fault(.truncated), .identified, .scan(scan("GH1:"))])
        #expect(other.counters.takenBytes == 64)
    }

    @Test func aCodeHasALimit() {
        var script = script()
        let block = [UInt8](repeating: 0x37, count: 56)
        for _ in 0..<73 { script.receive(HIDPOSVectors.counted(block, continued: true)) }
        #expect(script.events.isEmpty)
        for _ in 0..<10_000 { script.receive(HIDPOSVectors.counted(block, continued: true)) }
        script.receive(HIDPOSVectors.counted(block))
        script.receive(HIDPOSVectors.counted(Array("NEXT".utf8)))
        #expect(script.events == [.fault(.oversize), .identified, .scan(scan("NEXT"))])
        #expect(script.counters.pendingBytes == 0)
        // The longest that fits: 73 reports of 56 bytes and one of 8.
        for _ in 0..<73 { script.receive(HIDPOSVectors.counted(block, continued: true)) }
        script.receive(HIDPOSVectors.counted(Array(block[..<8])))
        #expect(script.scans.last?.bytes.count == 4096)
    }

    @Test func otherReportsAreCountedAndNoFault() {
        var script = script(HIDPOSVectors.descriptor64)
        script.receive([5, 1, 2, 3])
        script.receive([UInt8](repeating: 0xFF, count: 64))
        #expect(script.events.isEmpty)
        #expect(script.counters.droppedBytes == 68)
        // A report between two that belong together does not part them.
        script.receive(HIDPOSVectors.counted(Array("AB".utf8), continued: true))
        script.receive([5, 1])
        script.receive(HIDPOSVectors.counted(Array("CD".utf8)))
        #expect(script.scans == [scan("ABCD")])
    }

    @Test func shortReports() {
        var described = script(HIDPOSVectors.descriptor64)
        described.receive(Array(HIDPOSVectors.counted(Array("GH1:".utf8))[..<30]))
        #expect(described.events == [.fault(.truncated)])
        // Where nothing is known, a report that was written down without its padding is read.
        var guessed = script()
        guessed.receive(Array(HIDPOSVectors.counted(Array("GH1:A".utf8))[..<10]))
        guessed.receive(Array(HIDPOSVectors.uncounted(Array("GH1:B".utf8))[..<9]))
        guessed.receive(HIDPOSVectors.uncounted(Array("GH1:C".utf8)) + [0, 0, 0])
        guessed.receive([2, 9, 0x5D, 0x51, 0x31, 0x41])
        guessed.receive([2, 1, 0, 0, 0, 0, 0])
        guessed.receive([2])
        #expect(guessed.scans == [scan("GH1:A"), scan("GH1:B"), scan("GH1:C")])
        #expect(guessed.faults == [.truncated, .noise, .noise])
        #expect(guessed.counters.pendingBytes == 0)
    }

    @Test func identifiersAreRequiredOrIgnored() {
        let bare = HIDPOSVectors.counted(Array("A".utf8), aim: "\0\0\0")
        var required = script(aim: .required)
        required.receive(bare)
        required.receive(HIDPOSVectors.counted(Array("B".utf8)))
        #expect(required.events == [.fault(.mode), .identified, .scan(scan("B"))])
        var off = script(aim: .off)
        off.receive(HIDPOSVectors.counted(Array("B".utf8)))
        #expect(off.scans == [scan("B", aim: nil)])
        var optional = script()
        optional.receive(bare)
        optional.receive(HIDPOSVectors.counted([], aim: "\0\0\0"))
        optional.receive(HIDPOSVectors.counted([0x0D]))
        #expect(optional.scans == [scan("A", aim: nil)])
        #expect(optional.faults == [.truncated])
    }

    @Test func answersAreFactsAndNoScans() {
        var script = script(HIDPOSVectors.honeywell)
        script.start()
        let enable: [UInt8] = [0xFE, 0x01]
        let asked = [0xFD, 0x0F, 0x16, 0x4D, 0x0D] + Array("REVINF.".utf8) + [UInt8](repeating: 0, count: 52)
        #expect(script.takeEvents() == [.identified, .setFeature(enable), .transmit(asked)])
        let first = "Product Name: Voyager 1602g\r\nBoot Revision: : 8992\r\nSoft"
        let second = "ware Revision: $Project\r\nSerial Number: 15232B1F0C\r\n"
        script.receive(HIDPOSVectors.counted(Array(first.utf8), aim: "]X0", continued: true))
        script.receive(HIDPOSVectors.counted(Array(second.utf8), aim: "]X0"))
        script.receive(HIDPOSVectors.counted(Array("REVINF\u{6}.".utf8), aim: "]Z6"))
        script.pass(.seconds(10))
        #expect(
            script.events == [
                .fact(DeviceFact(.model, "Voyager 1602g")), .fact(DeviceFact(.firmware, "$Project")),
                .fact(DeviceFact(.serial, "15232B1F0C")),
            ])
        #expect(script.counters.pendingBytes == 0)
    }

    @Test func aCapturedTailIsNoScan() throws {
        var script = script()
        script.receive(try ScannerVectors.bytes("hidpos_1602g_revinf_tail_captured"))
        #expect(script.events == [.identified])
        #expect(script.counters.takenBytes == 64)
    }

    @Test func commandsNeedTheirReport() {
        var honeywell = script(HIDPOSVectors.honeywell)
        honeywell.ask(.trigger)
        #expect(honeywell.events == [.transmit([0xFD, 3, 0x16, 0x54, 0x0D] + [UInt8](repeating: 0, count: 59))])
        var other = script(HIDPOSVectors.descriptor64)
        for request in [DeviceRequest.trigger, .triggerOff, .beep, .heartbeat] { other.ask(request) }
        #expect(other.events.isEmpty)
        #expect(other.refusals == 4)
        var unknown = script()
        unknown.ask(.triggerOff)
        unknown.ask(.beep)
        #expect(unknown.events == [.transmit([0xFD, 3, 0x16, 0x55, 0x0D]), .transmit([0xFD, 3, 0x16, 0x07, 0x0D])])
    }

    @Test func aCommandThatIsNotAnsweredIsTold() {
        var script = script(HIDPOSVectors.honeywell)
        script.ask(.heartbeat)
        _ = script.takeEvents()
        script.pass(.seconds(2))
        #expect(script.takeEvents() == [.fault(.timeout)])
        script.pass(.seconds(60))
        #expect(script.events.isEmpty)
        script.ask(.heartbeat)
        script.receive(HIDPOSVectors.counted(Array("REVINF\u{5}.".utf8), aim: "]Z6"))
        script.pass(.seconds(60))
        #expect(script.faults == [.device])
    }

    @Test func aBrokenDescriptorIsToldAndTheLayoutGuessed() {
        var script = script([0xC0])
        script.start()
        script.receive(HIDPOSVectors.counted(Array("A".utf8)))
        #expect(script.events == [.fault(.value), .identified, .scan(scan("A"))])
    }

    @Test(arguments: 0..<20) func anyReports(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var script = script([[], HIDPOSVectors.descriptor64, HIDPOSVectors.descriptor61][Int(seed % 3)])
        for _ in 0..<2000 {
            var packet = generator.bytes(Int.random(in: 1...70, using: &generator))
            if Bool.random(using: &generator) { packet[0] = 2 }
            if packet.count > 4, Bool.random(using: &generator) { packet[2] = 0x5D }
            script.receive(packet)
            let counters = script.counters
            #expect(counters.takenBytes + counters.droppedBytes <= counters.receivedBytes)
        }
        script.pass(.seconds(1))
        #expect(script.counters.pendingBytes == 0)
        #expect(script.scans.allSatisfy { !$0.bytes.isEmpty && $0.bytes.count <= 4096 })
    }
}
