import Testing

@testable import Wire

private func scan(_ text: String, aim: String? = nil) -> Scan {
    Scan(bytes: Array(text.utf8), aim: aim)
}

/// A packet of the decoder.
private func packet(_ opcode: UInt8, source: UInt8 = 0, status: UInt8 = 0, _ data: [UInt8]) -> [UInt8] {
    let bytes = [UInt8(4 + data.count), opcode, source, status] + data
    let sum = SSIPacket.checksum(bytes)
    return bytes + [UInt8(sum >> 8), UInt8(sum & 0xFF)]
}

private func decode(_ text: String, type: UInt8 = 0x1C, status: UInt8 = 0) -> [UInt8] {
    packet(0xF3, status: status, [type] + Array(text.utf8))
}

/// A code in segments, as enioka's test has it for newer firmware; without `length` as older firmware would send it.
private func segments(_ text: [UInt8], length: Bool = true, announced: Int? = nil, status: UInt8 = 0) -> [[UInt8]] {
    let header = length ? [0x01, UInt8(text.count >> 8), UInt8(text.count & 0xFF)] : []
    let total = announced ?? header.count + text.count
    var rest = ([0xF3, 0, 0, UInt8(total >> 8), UInt8(total & 0xFF), 0x1C] + header + text)[...]
    var packets: [[UInt8]] = []
    while !rest.isEmpty {
        let part = Array(rest.prefix(250))
        rest = rest.dropFirst(250)
        packets.append(
            packet(0x73, source: packets.isEmpty ? 2 : 0, status: status, [UInt8(packets.count)] + part))
    }
    return packets
}

private let acknowledge = DriverEvent.transmit([0x04, 0xD0, 0x04, 0x00, 0xFF, 0x28])
private let segmentAcknowledge = DriverEvent.transmit([0x04, 0x74, 0x04, 0x00, 0xFF, 0x84])
private let scanEnable: [UInt8] = [0x04, 0xE9, 0x04, 0x00, 0xFF, 0x0F]

@Suite("Zebra SSI scanners")
struct ZebraSSITests {
    /// A driver that was started, and whose first two commands were answered.
    private func running() -> Script {
        var script = Script(ZebraSSI())
        script.start()
        script.receive(packet(0xD0, []))
        script.receive(packet(0xA4, Array("REV1".utf8)))
        _ = script.takeEvents()
        return script
    }

    @Test func packetsOfTheHost() throws {
        #expect(SSIPacket.make(.refuse, data: [1]) == (try ScannerVectors.bytes("ssi_nak_resend")))
        #expect(SSIPacket.make(.stopSession) == (try ScannerVectors.bytes("ssi_stop_session")))
        #expect(SSIPacket.make(.startSession) == [0x04, 0xE4, 0x04, 0x00, 0xFF, 0x14])
        #expect(SSIPacket.make(.scanEnable, status: 8) == [0x04, 0xE9, 0x04, 0x08, 0xFF, 0x07])
    }

    @Test func bothFormatsAtAnySplit() throws {
        let stream =
            try ScannerVectors.bytes("ssi_decode_qr_basic") + [0x04, 0xD0, 0x00, 0x80, 0xFE, 0xAC]
            + ScannerVectors.bytes("ssi_decode_qr_4byte_prefix") + [0x05, 0xF6, 0x00, 0x00, 0x20, 0xFE, 0xE5]
        for cut in 0...stream.count {
            var script = Script(ZebraSSI())
            script.receive(stream, splitAt: cut)
            #expect(
                script.events == [.identified, .scan(scan("SHA-TEST-0001")), .scan(scan("SHA-TEST-0001"))], "\(cut)")
            #expect(script.counters.takenBytes == UInt64(stream.count))
            #expect(script.counters.frames == 4)
        }
    }

    @Test func startEnablesScanningAndAsksWhoItIs() {
        var script = Script(ZebraSSI())
        script.start()
        #expect(script.takeEvents() == [.transmit(scanEnable)])
        script.receive(packet(0xD0, []))
        #expect(script.takeEvents() == [.identified, .transmit(SSIPacket.make(.requestRevision))])
        script.receive(packet(0xA4, Array("PAABLS00-002-R00 ".utf8)))
        #expect(script.takeEvents() == [.fact(DeviceFact(.firmware, "PAABLS00-002-R00 "))])
        script.receive(decode("A"))
        #expect(script.takeEvents() == [acknowledge, .scan(scan("A"))])
        script.receive([0x05, 0xF6, 0x00, 0x00, 0x20, 0xFE, 0xE5])
        #expect(script.takeEvents() == [acknowledge])
    }

    @Test func aCodeThatIsSentAgainIsNoSecondScan() {
        var script = running()
        script.receive(decode("A"))
        script.receive(decode("A", status: 1))
        #expect(script.takeEvents() == [acknowledge, .scan(scan("A")), acknowledge])
        // Another code, the first sending of which was lost; and the same person again, much later.
        script.receive(decode("B", status: 1))
        script.receive(decode("B"))
        script.pass(.seconds(11))
        script.receive(decode("B", status: 1))
        #expect(script.scans == [scan("B"), scan("B"), scan("B")])
        var passive = Script(ZebraSSI())
        passive.receive(decode("A") + decode("A", status: 1))
        #expect(passive.events == [.identified, .scan(scan("A"))])
        #expect(passive.counters.pendingBytes == 0)
    }

    @Test func aWrongCheckIsRefusedAndAskedForAgain() throws {
        var script = running()
        var bad = decode("SHA-TEST-0001")
        bad[7] ^= 0x20
        script.receive(bad)
        #expect(script.takeEvents() == [.transmit([0x05, 0xD1, 0x04, 0x00, 0x01, 0xFF, 0x25]), .fault(.checksum)])
        script.receive(decode("SHA-TEST-0001", status: 1))
        #expect(script.takeEvents() == [acknowledge, .scan(scan("SHA-TEST-0001"))])
        // Not for ever: on a bad line the host falls silent.
        for _ in 0..<10 {
            script.receive(bad)
            script.pass(.seconds(1))
        }
        #expect(script.events.filter { $0 == .transmit([0x05, 0xD1, 0x04, 0x00, 0x01, 0xFF, 0x25]) }.count <= 2)
    }

    @Test func segmentsAreJoined() {
        let text = [UInt8](repeating: UInt8(ascii: "Z"), count: 500)
        let packets = segments(text)
        #expect(packets.map { Array($0.suffix(2)) } == [[0xA6, 0xD5], [0xA6, 0xA9], [0xFC, 0x53]])
        #expect(packets[0].prefix(14) == [0xFF, 0x73, 2, 0, 0, 0xF3, 0, 0, 0x01, 0xF7, 0x1C, 0x01, 0x01, 0xF4])
        var script = running()
        for packet in packets { script.receive(packet) }
        #expect(
            script.takeEvents() == [
                segmentAcknowledge, segmentAcknowledge, acknowledge, .scan(Scan(bytes: text)),
            ])
        // The last acknowledgement was lost; then all of it comes again.
        script.receive(packet(0x73, status: 1, [2] + [UInt8](repeating: UInt8(ascii: "Z"), count: 9)))
        for packet in segments(text, status: 1) { script.receive(packet) }
        #expect(script.scans.isEmpty)
        #expect(script.faults.isEmpty)
        #expect(script.counters.pendingBytes == 0)
    }

    @Test(arguments: [240, 244, 245, 490, 494, 495, 1000, 4096], [true, false])
    func segmentsOfAnyLength(count: Int, length: Bool) {
        let text = (0..<count).map { UInt8(ascii: "A") + UInt8($0 % 26) }
        for extra in [0, 1] {
            var script = Script(ZebraSSI())
            let total = text.count + (length ? 3 : 0) + extra
            for packet in segments(text, length: length, announced: total) { script.receive(packet) }
            script.pass(.seconds(5))
            #expect(script.scans == [Scan(bytes: text)], "\(extra)")
            #expect(script.faults.isEmpty)
        }
    }

    @Test func aLostSegmentIsNoScan() {
        let text = [UInt8](repeating: UInt8(ascii: "Z"), count: 900)
        let packets = segments(text)
        for lost in packets.indices {
            var script = Script(ZebraSSI())
            for (index, packet) in packets.enumerated() where index != lost { script.receive(packet) }
            script.pass(.seconds(3))
            #expect(script.events == [.identified, .fault(.truncated)], "\(lost)")
            script.receive(decode("A"))
            #expect(script.scans == [scan("A")])
            #expect(script.counters.pendingBytes == 0)
        }
    }

    @Test func segmentsHaveALimit() {
        var script = Script(ZebraSSI())
        for packet in segments([UInt8](repeating: 0x37, count: 10_000)) { script.receive(packet) }
        script.receive(decode("A"))
        #expect(script.events == [.identified, .fault(.oversize), .scan(scan("A"))])
        #expect(script.counters.pendingBytes == 0)
    }

    @Test func continuedPacketsAreJoined() {
        var script = running()
        script.receive(decode("GH1:", status: 2))
        script.receive(decode("GH1:", status: 3))
        script.receive(decode("ABC"))
        #expect(script.takeEvents() == [acknowledge, acknowledge, acknowledge, .scan(scan("GH1:ABC"))])
        script.receive(decode("GH1:", status: 2))
        script.receive(decode("690", type: 0x0B, status: 2))
        script.receive(decode("1", type: 0x0B))
        script.receive(decode("NEXT"))
        #expect(script.scans == [scan("NEXT")])
        #expect(script.faults == [.truncated])
        script.receive(decode("HALF", status: 2))
        script.pass(.seconds(3))
        #expect(script.faults == [.truncated, .truncated])
        #expect(script.counters.pendingBytes == 0)
    }

    /// The acknowledgement of the end was lost. Alone the end would look like a short code.
    @Test func theEndOfAContinuedCodeIsNoCodeOfItsOwn() {
        var script = running()
        script.receive(decode("GH1:BEGIN", status: 2))
        script.receive(decode("-END"))
        #expect(script.scans.map(\.text) == ["GH1:BEGIN-END"])
        _ = script.takeEvents()
        script.receive(decode("-END", status: 1))
        #expect(script.takeEvents() == [.transmit(packet(0xD0, source: 4, []))])
        #expect(script.counters.pendingBytes == 0 && script.counters.droppedBytes == 0)
        // Long after, or not sent again, it is one.
        script.receive(decode("-END"))
        script.pass(.seconds(20))
        script.receive(decode("-END", status: 1))
        #expect(script.scans.map(\.text) == ["-END", "-END"] && script.faults.isEmpty)
    }

    @Test func commandsAreRepeatedAndGivenUp() {
        var script = Script(ZebraSSI())
        script.start()
        script.pass(.seconds(6))
        let again = SSIPacket.make(.scanEnable, status: 1)
        #expect(script.takeEvents() == [.transmit(scanEnable), .transmit(again), .transmit(again), .fault(.timeout)])
        // It is asked again later, and more seldom.
        script.pass(.seconds(3600))
        #expect((10...20).contains(script.faults.count))
        _ = script.takeEvents()
        // What somebody wants is tried at once.
        script.ask(.trigger)
        #expect(script.events.contains(.transmit(scanEnable)))
        script.receive(packet(0xD0, []))
        script.receive(packet(0xA4, []))
        #expect(script.events.contains(.transmit(SSIPacket.make(.startSession))))
    }

    @Test func requests() {
        var script = running()
        script.ask(.trigger)
        script.ask(.triggerOff)
        script.ask(.beep)
        script.ask(.beep)
        #expect(script.takeEvents() == [.transmit(SSIPacket.make(.startSession))])
        script.receive(packet(0xD1, [1]))
        #expect(script.takeEvents() == [.transmit(SSIPacket.make(.startSession, status: 1))])
        script.receive(packet(0xD0, []))
        #expect(script.takeEvents() == [.transmit(SSIPacket.make(.stopSession))])
        script.receive(packet(0xD1, [6]))
        #expect(script.takeEvents() == [.transmit(SSIPacket.make(.beep, data: [0])), .fault(.device)])
        script.receive(packet(0xD0, []))
        #expect(script.events.isEmpty)
        // Silence asks for a sign of life.
        script.pass(.seconds(30))
        #expect(script.takeEvents() == [.transmit(SSIPacket.make(.requestRevision))])
        var passive = Script(ZebraSSI())
        passive.ask(.trigger)
        #expect(passive.events.isEmpty)
        #expect(passive.refusals == 1)
    }

    @Test func garbageBetweenPackets() {
        var script = Script(ZebraSSI())
        script.receive([0x00, 0xFF, 0x03] + decode("A") + [0x12, 0xF3] + decode("B") + Array("]Q1xx\r\n".utf8))
        script.pass(.seconds(1))
        #expect(script.scans == [scan("A"), scan("B")])
        #expect(script.faults == [.noise, .noise, .noise])
        #expect(script.counters.pendingBytes == 0)
    }

    @Test func aPacketInsideAFalseBeginning() {
        var script = Script(ZebraSSI())
        script.receive([0xFF, 0xF3, 0x00] + decode("A"))
        #expect(script.events.isEmpty)
        script.pass(.milliseconds(500))
        #expect(script.events == [.fault(.truncated), .identified, .scan(scan("A"))])
    }

    @Test func identifiersAndEmptyCodes() {
        var script = Script(ZebraSSI(aim: .required))
        script.receive(decode("]Q1A\r\n") + decode("B") + decode("") + packet(0xF3, []))
        #expect(script.scans == [scan("A", aim: "]Q1")])
        #expect(script.faults == [.mode, .truncated, .truncated])
        #expect(script.counters.pendingBytes == 0)
    }

    /// Eight bits of damage in 16 bits of sum: one flipped bit is always seen.
    @Test func noFlippedBitIsAnotherScan() throws {
        for name in ["ssi_decode_qr_basic", "ssi_decode_qr_4byte_prefix"] {
            let frame = try ScannerVectors.bytes(name)
            for bit in 0..<frame.count * 8 {
                var bytes = frame
                bytes[bit / 8] ^= 1 << UInt8(bit % 8)
                var script = Script(ZebraSSI())
                script.receive(bytes)
                script.pass(.seconds(5))
                #expect(script.scans.isEmpty, "bit \(bit) of \(name)")
                #expect(script.counters.pendingBytes == 0)
            }
        }
    }

    @Test(arguments: 0..<20) func anyBytesAtAnySplit(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        let stream = (0..<200).flatMap { _ -> [UInt8] in
            let opcode: UInt8 = [0xF3, 0xF3, 0x73, 0xD0, 0xD1, 0xF6, 0xA4].randomElement(using: &generator) ?? 0
            var bytes = packet(
                opcode, status: UInt8.random(in: 0...3, using: &generator),
                generator.bytes(Int.random(in: 0...20, using: &generator)))
            if Int.random(in: 0..<4, using: &generator) == 0 { bytes = generator.bytes(9) }
            return bytes
        }
        var whole = Script(ZebraSSI())
        whole.receive(stream)
        var parts = Script(ZebraSSI())
        for part in stream.chunks(of: Int.random(in: 1...40, using: &generator)) {
            parts.receive(part)
            let counters = parts.counters
            #expect(counters.takenBytes + counters.droppedBytes <= counters.receivedBytes)
        }
        #expect(parts.events == whole.events)
        #expect(parts.counters == whole.counters)
        whole.pass(.seconds(10))
        #expect(whole.counters.pendingBytes == 0)
    }
}
