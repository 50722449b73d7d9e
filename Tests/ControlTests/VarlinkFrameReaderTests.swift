import Testing

@testable import Control

@Suite struct VarlinkFrameReaderTests {
    let stream = Array("{\"a\":1}\0{}\0\0{\"b\":\"x\"}\0{\"half".utf8)
    let messages = ["{\"a\":1}", "{}", "", "{\"b\":\"x\"}"]

    private func read(_ reader: inout VarlinkFrameReader) throws -> [String] {
        var read: [String] = []
        while let message = try reader.next() { read.append(String(decoding: message, as: UTF8.self)) }
        return read
    }

    @Test func anySplitGivesTheSameMessages() throws {
        for cut in 0...stream.count {
            var reader = VarlinkFrameReader()
            reader.append(stream[..<cut])
            var found = try read(&reader)
            reader.append(stream[cut...])
            found += try read(&reader)
            #expect(found == messages)
            #expect(reader.pendingBytes == 6)
        }
    }

    @Test func byteByByte() throws {
        var reader = VarlinkFrameReader()
        var found: [String] = []
        for byte in stream {
            reader.append(CollectionOfOne(byte))
            found += try read(&reader)
        }
        #expect(found == messages)
    }

    @Test func aMessageOfTheLimitIsTakenAndOneMoreByteIsNot() throws {
        var reader = VarlinkFrameReader(limit: 8)
        reader.append(Array("12345678\0".utf8))
        #expect(try read(&reader) == ["12345678"])
        reader.append(Array("12345678".utf8))
        #expect(try reader.next() == nil)
        reader.append(Array("9".utf8))
        #expect(throws: VarlinkDisconnect.messageTooLong) { try reader.next() }

        var whole = VarlinkFrameReader(limit: 8)
        whole.append(Array("123456789\0".utf8))
        #expect(throws: VarlinkDisconnect.messageTooLong) { try whole.next() }
    }

    @Test func memoryIsGivenBackBetweenMessages() throws {
        var reader = VarlinkFrameReader(limit: 64)
        for _ in 0..<1000 {
            reader.append(Array("{\"method\":\"a.b\"}\0{\"me".utf8))
            #expect(try read(&reader).count == 1)
            reader.append(Array("thod\":\"c.d\"}\0".utf8))
            #expect(try read(&reader).count == 1)
            #expect(reader.pendingBytes == 0)
        }
    }
}
