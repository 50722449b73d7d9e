import Testing

@testable import Wire

/// A Modbus line that wrote down what it heard.
private struct Line {
    var parser = ModbusParser()
    var filter = ModbusFilter()
    var heard: [String] = []
    var last: ModbusReply?

    mutating func receive(_ bytes: [UInt8]) {
        for byte in bytes {
            parser.append(byte)
            settle()
        }
    }

    mutating func settle() {
        while let step = parser.next(accepting: filter) {
            switch step {
            case .reply(let reply):
                last = reply
                let exception = reply.exception.map { " exception \($0)" } ?? ""
                heard.append("\(reply.unit) \(reply.function) \(reply.count)\(exception)")
            case .echo: heard.append("echo")
            case .dropped(let fault): if let fault { heard.append(fault.rawValue) }
            }
        }
    }

    mutating func abandon() {
        while !parser.isEmpty {
            if let fault = parser.abandonFrame() { heard.append(fault.rawValue) }
            settle()
        }
    }
}

private func withCheck(_ bytes: [UInt8]) -> [UInt8] {
    let check = CRC.modbus(bytes)
    return bytes + [UInt8(check & 0xFF), UInt8(check >> 8)]
}

private let reply: [UInt8] = [0x01, 0x04, 0x08, 0x01, 0x55, 0x01, 0x57, 0x01, 0x1C, 0x00, 0x00, 0x54, 0xE3]
private let exception: [UInt8] = [0x01, 0x84, 0x02, 0xC2, 0xC1]

@Suite("Modbus RTU, the master's side")
struct ModbusTests {
    @Test func requestsHaveTheirPublishedBytes() throws {
        let cases: [(ModbusRequest, String)] = [
            (.readInputRegisters(first: 0x12, count: 4), "01 04 00 12 00 04 51 CC"),
            (.readInputRegisters(first: 0x0E, count: 4), "01 04 00 0E 00 04 90 0A"),
            (.readCoils(first: 0, count: 8), "01 01 00 00 00 08 3D CC"),
            (.writeCoil(0, word: ModbusRequest.coilOn), "01 05 00 00 FF 00 8C 3A"),
            (.writeCoil(0, word: ModbusRequest.coilOff), "01 05 00 00 00 00 CD CA"),
            (.writeCoil(1, word: ModbusRequest.coilOn), "01 05 00 01 FF 00 DD FA"),
            (.writeCoil(0x0200, word: 7), "01 05 02 00 00 07 8D B0"),
            (.writeRegister(0x18, value: 9800), "01 06 00 18 26 48 13 9B"),
        ]
        for (request, hex) in cases {
            let bytes = try HexBytes.parse(Array(hex.utf8))
            #expect(request.frame(unit: 1) == bytes)
        }
        #expect(
            ModbusRequest.readInputRegisters(first: 0x12, count: 4).frame(unit: 255)
                == [0xFF, 0x04, 0x00, 0x12, 0x00, 0x04, 0x44, 0x12])
        // The example of the standard: ten coils from 19, CD 01.
        let coils = [true, false, true, true, false, false, true, true, true, false]
        #expect(
            ModbusRequest.writeCoils(first: 19, coils).frame(unit: 0x11)
                == withCheck([0x11, 0x0F, 0x00, 0x13, 0x00, 0x0A, 0x02, 0xCD, 0x01]))
        #expect(
            ModbusRequest.writeRegisters(first: 1, [10, 0x0102]).frame(unit: 0x11)
                == withCheck([0x11, 0x10, 0x00, 0x01, 0x00, 0x02, 0x04, 0x00, 0x0A, 0x01, 0x02]))
    }

    @Test func requestsOutsideTheLimitsAreNone() {
        #expect(ModbusRequest.readCoils(first: 0, count: 2001).frame(unit: 1) == nil)
        #expect(ModbusRequest.readHoldingRegisters(first: 0, count: 0).frame(unit: 1) == nil)
        #expect(ModbusRequest.readHoldingRegisters(first: 0, count: 126).frame(unit: 1) == nil)
        #expect(ModbusRequest.readInputRegisters(first: 65535, count: 2).frame(unit: 1) == nil)
        #expect(ModbusRequest.writeCoils(first: 0, []).frame(unit: 1) == nil)
        #expect(ModbusRequest.writeCoils(first: 65535, [true, true]).frame(unit: 1) == nil)
        #expect(ModbusRequest.writeRegisters(first: 0, .init(repeating: 0, count: 124)).frame(unit: 1) == nil)
        #expect(ModbusRequest.writeCoil(0, word: 0).frame(unit: 0) == nil)
        #expect(ModbusRequest.writeRegisters(first: 0, .init(repeating: 1, count: 123)).frame(unit: 1)?.count == 255)
        #expect(ModbusRequest.readInputRegisters(first: 65535, count: 1).frame(unit: 247) != nil)
    }

    @Test func readsRegistersCoilsAndWhatWasWritten() throws {
        var line = Line()
        line.receive(reply)
        let registers = try #require(line.last)
        #expect((0..<5).map { registers.register($0) } == [0x155, 0x157, 0x11C, 0, nil])
        #expect(registers.register(-1) == nil)
        #expect(registers.coil(0) == nil)
        #expect(registers.address == nil)
        line.receive(withCheck([0x01, 0x01, 0x02, 0xCD, 0x01]))
        let coils = try #require(line.last)
        #expect((0..<10).map { coils.coil($0) } == [true, false, true, true, false, false, true, true, true, false])
        #expect(coils.coil(16) == nil)
        line.receive([0x01, 0x06, 0x00, 0x18, 0x26, 0x48, 0x13, 0x9B])
        #expect(line.last?.address == 0x18)
        #expect(line.last?.value == 9800)
        #expect(line.last?.register(0) == nil)
        line.receive(exception)
        #expect(line.last?.exception == 2)
        #expect(line.last?.address == nil)
        #expect(line.parser.counters.frames == 4)
        #expect(line.parser.counters.pendingBytes == 0)
    }

    @Test func aLongestAnswerIsRead() {
        var line = Line()
        line.receive(withCheck([0x01, 0x03, 250] + [UInt8](repeating: 7, count: 250)) + reply)
        #expect(line.heard == ["1 readHoldingRegisters 250", "1 readInputRegisters 8"])
    }

    @Test func onlyTheAnswerToTheRequestIsOne() {
        let request = ModbusRequest.readInputRegisters(first: 0x12, count: 4)
        var line = Line(filter: ModbusFilter(answerTo: request, unit: 1))
        line.receive([0x02] + reply.dropFirst())
        line.receive(withCheck([0x01, 0x03, 0x08, 0, 1, 0, 2, 0, 3, 0, 4]))
        line.receive(withCheck([0x01, 0x04, 0x02, 0, 1]))
        #expect(line.heard == ["noise"])
        line.receive(exception + reply)
        #expect(line.heard == ["noise", "1 readInputRegisters 0 exception 2", "1 readInputRegisters 8"])
        var any = Line(filter: ModbusFilter(answerTo: request, unit: 255))
        any.receive(reply)
        #expect(any.heard == ["1 readInputRegisters 8"])
    }

    @Test func anOwnRequestIsAnEcho() throws {
        let request = ModbusRequest.readInputRegisters(first: 0x12, count: 4)
        var line = Line(filter: ModbusFilter(answerTo: request, unit: 1))
        line.receive(try #require(request.frame(unit: 1)) + reply)
        #expect(line.heard == ["echo", "1 readInputRegisters 8"])
        #expect(line.parser.counters.droppedBytes == 0)
    }

    @Test(arguments: 0..<13) func aLostByteCostsOneFrame(lost: Int) {
        var damaged = reply
        damaged.remove(at: lost)
        var line = Line(filter: ModbusFilter(answerTo: .readInputRegisters(first: 0x12, count: 4), unit: 1))
        line.receive(reply + damaged + reply + reply)
        #expect(line.heard.count { $0 == "1 readInputRegisters 8" } == 3)
        #expect(line.parser.counters.frames == 3)
        #expect(line.parser.counters.pendingBytes == 0)
    }

    /// A long announcement in noise swallows an answer; when no more comes, the answer is found behind it.
    @Test func whatAFalseBeginningHidIsFound() {
        var line = Line()
        line.receive([0x01, 0x03, 0x64] + reply)
        #expect(line.heard.isEmpty)
        line.abandon()
        // Its last byte and the first two of the answer look like a short answer of unit 100.
        #expect(line.heard == ["truncated", "checksum", "1 readInputRegisters 8"])
        #expect(line.parser.counters.droppedBytes == 3)
        line.receive(Array(reply.dropLast()))
        line.abandon()
        #expect(line.heard.last == "truncated")
        #expect(line.parser.isEmpty)
    }

    @Test func noFlippedBitIsAnAnswer() {
        for frame in [reply, exception] {
            for bit in 0..<(frame.count * 8) {
                var flipped = frame
                flipped[bit / 8] ^= 1 << (bit % 8)
                var line = Line()
                line.receive(flipped)
                line.abandon()
                #expect(line.last == nil, "bit \(bit)")
            }
        }
    }

    @Test(arguments: 0..<20) func garbageIsBoundedAndAccountedFor(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var line = Line()
        var sent: UInt64 = 0
        for _ in 0..<200 {
            var bytes = generator.bytes(Int.random(in: 0...60, using: &generator))
            if Bool.random(using: &generator) { bytes += [0x01, 0x04, UInt8.random(in: 0...255, using: &generator)] }
            line.receive(bytes)
            sent += UInt64(bytes.count)
            if Bool.random(using: &generator) { line.abandon() }
            let counters = line.parser.counters
            #expect(counters.receivedBytes == sent)
            #expect(counters.takenBytes + counters.droppedBytes <= sent)
            #expect(counters.pendingBytes <= 255)
        }
        line.abandon()
        line.receive(reply)
        #expect(line.heard.last == "1 readInputRegisters 8")
    }
}
