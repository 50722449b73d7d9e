import Foundation
import TestSupport
import Testing
import Wire

@testable import gatehousectl

@Suite struct DecodeTests {
    /// 34.12 °C object, 22.50 °C ambient, by GY-MCU90614's checksum: the sum of the bytes before it.
    private static func frame(object: UInt16 = 3412, ambient: UInt16 = 2250) -> [UInt8] {
        var frame: [UInt8] = [0x5A, 0x5A, 0x45, 0x04]
        for value in [object, ambient] { frame += [UInt8(value >> 8), UInt8(value & 0xFF)] }
        return frame + [frame.reduce(0, &+)]
    }

    private static let line = #"{"event":"sample","object":34.12,"ambient":22.50}"#

    @Test func rawAndHexAreTheSame() throws {
        let frame = Self.frame()
        let hex = frame.map { String($0, radix: 16) }.map { $0.count < 2 ? "0" + $0 : $0 }
        let inputs = [
            frame, Array(hex.joined().utf8), Array((hex.joined(separator: " ") + "\n").utf8),
            Array(hex.map { "0x" + $0.uppercased() }.joined(separator: ", ").utf8),
        ]
        for input in inputs {
            let result = try Tool.run("decode", "--driver", "gy-mcu90614", input: input)
            #expect(result.code == 0)
            #expect(result.output == Self.line + "\n")
        }
    }

    @Test(arguments: ["\r", "\n", "\r\n", "\t"])
    func whateverEndsLinesInTheFieldEndsThem(terminator: String) throws {
        let result = try Tool.run("decode", "--driver", "serial-line", input: Array("]Q1GH1:ABC\(terminator)".utf8))
        #expect(result.output == #"{"event":"scan","text":"GH1:ABC","aim":"]Q1"}"# + "\n")
    }

    @Test func theEndFlushes() throws {
        let half = try Tool.run("decode", "--driver", "gy-mcu90614", input: Array(Self.frame().dropLast()))
        #expect(half.output == #"{"event":"fault","code":"truncated"}"# + "\n")
        #expect(half.code == 0)
        let silent = try Tool.run(
            "decode", "--driver", "serial-line", "--terminator", "none", input: Array("]Q1GH1:ABC".utf8))
        #expect(silent.output == #"{"event":"scan","text":"GH1:ABC","aim":"]Q1"}"# + "\n")
    }

    @Test func garbageIsCounted() throws {
        let result = try Tool.run(
            "decode", "--driver", "gy-mcu90614", "--counters",
            input: [0, 1, 2] + Self.frame() + [0x5A, 9] + Self.frame())
        #expect(result.lines.filter { $0 == Self.line }.count == 2)
        let counters = try Tool.object(try #require(result.lines.last))
        #expect(counters["event"] as? String == "counters")
        #expect(counters["frames"] as? Int == 2)
        #expect(counters["droppedBytes"] as? Int == 5)
    }

    @Test func aMegabyteWithoutAnEndIsSurvived() throws {
        var input = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 20)
        input += Array("\nGH1:AFTER\n".utf8)
        let result = try Tool.run("decode", "--driver", "serial-line", input: input)
        #expect(result.code == 0)
        #expect(result.lines.last == #"{"event":"scan","text":"GH1:AFTER"}"#)
        #expect(result.lines.contains(#"{"event":"fault","code":"oversize"}"#))
    }

    @Test func eachFrameIsToldAsItComes() throws {
        let process = Tool.process(["decode", "--driver", "gy-mcu90614"])
        let input = Pipe()
        let output = Pipe()
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        for _ in 0..<3 {
            let frame = Self.frame()
            // Split in the middle: the rest completes it.
            try input.fileHandleForWriting.write(contentsOf: Data(frame[..<5]))
            try input.fileHandleForWriting.write(contentsOf: Data(frame[5...]))
            var line = Data()
            while line.last != UInt8(ascii: "\n") {
                line += try output.fileHandleForReading.read(upToCount: 1) ?? Data("\n".utf8)
            }
            #expect(String(decoding: line, as: UTF8.self) == Self.line + "\n")
        }
        try input.fileHandleForWriting.close()
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
    }

    @Test func brokenHexIsTold() throws {
        let result = try Tool.run("decode", "--driver", "gy-mcu90614", "--input", "hex", input: Array("5A 5Z".utf8))
        #expect(result.code == 2)
        #expect(result.complaint.contains("byte 5"))
        #expect(result.complaint.contains("--input raw"))
    }

    @Test func anySplitOfTheInputIsTheSame() throws {
        let texts = ["5A 5a\n0x45,04", "5A5A4504", "0x5A 0X01", "GH1:ABC\r\n", "12 G", "  \n", "", "\u{0}\u{1}"]
        for text in texts {
            let input = Array(text.utf8)
            let whole = try HexBytes.bytes(fromInput: input)
            for cut in 0...input.count {
                var capture = CaptureInput(format: .auto)
                var pieces = try capture.take(input[..<cut])
                pieces += try capture.take(input[cut...])
                pieces += try capture.finish()
                let bytes = pieces.flatMap(\.bytes)
                // White space alone is neither, and no device says it to anybody.
                #expect(bytes == whole || input.allSatisfy { $0 <= 0x20 })
            }
        }
    }

    @Test func muchHexIsNotHeld() throws {
        var capture = CaptureInput(format: .auto)
        var told = 0
        for _ in 0..<1000 {
            told += try capture.take(Array("5A 5A 45 04 0D 54 08 CA 30\n".utf8)[...]).flatMap(\.bytes).count
        }
        #expect(told > 8000)
        #expect(throws: HexError.character(offset: 27_000)) { _ = try capture.take(Array("Z \n".utf8)[...]) }
        // One endless word is cut between its bytes.
        var word = CaptureInput(format: .hex)
        var bytes: [UInt8] = []
        for _ in 0..<3 {
            bytes += try word.take(Array(repeating: UInt8(ascii: "A"), count: 65_537)[...]).flatMap(\.bytes)
        }
        #expect(throws: HexError.self) { _ = try word.finish() }
        #expect(bytes.allSatisfy { $0 == 0xAA })
        #expect(bytes.count > 90_000)
    }
}
