import Foundation
import Glibc
import TestSupport
import Testing
import Wire

@testable import gatehousectl

@Suite struct NewFileTests {
    let directory: TemporaryDirectory
    var path: String { directory.file("a.capture") }

    init() throws {
        directory = try TemporaryDirectory()
    }

    private func names() throws -> [String] { try FileManager.default.contentsOfDirectory(atPath: directory.path) }

    @Test func isThereWholeOrNotAtAll() throws {
        let file = try NewFile(path: path)
        try file.write("one\n")
        #expect(access(path, F_OK) != 0)
        try file.write("two\n")
        try file.finish()
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "one\ntwo\n")
        var status = stat()
        #expect(stat(path, &status) == 0 && status.st_mode & 0o777 == 0o600)
        #expect(try names() == ["a.capture"])
    }

    @Test func replacesNothing() throws {
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ToolFailure.self) { try NewFile(path: path) }
        unlink(path)
        let file = try NewFile(path: path)
        try Data("old".utf8).write(to: URL(fileURLWithPath: path))
        #expect(throws: ToolFailure.self) { try file.finish() }
        #expect(try String(contentsOfFile: path, encoding: .utf8) == "old")
        #expect(try names().count == 2, "what was captured is not thrown away")
    }

    @Test func leavesNothingWhenItIsGivenUp() throws {
        do {
            let file = try NewFile(path: path)
            try file.write("x")
        }
        #expect(try names().isEmpty)
        #expect(throws: ToolFailure.self) { try NewFile(path: "/nowhere/x") }
    }

    @Test func aCaptureWithoutAHeaderIsNoFile() throws {
        let writer = CaptureWriter(.file(try NewFile(path: path)), notes: ["n"])
        try writer.finish()
        #expect(try names().isEmpty)
        let second = CaptureWriter(.file(try NewFile(path: path)), notes: ["n"])
        var header = CaptureHeader()
        header.driver = "lcus"
        try second.begin(header)
        try second.take(CaptureEntry(time: Instant(nanoseconds: 5_000_000), .received([1, 2])))
        try second.finish()
        let capture = try Capture(text: Array(Data(contentsOf: URL(fileURLWithPath: path))))
        #expect(capture.header.driver == "lcus" && capture.header.notes == ["n"])
        #expect(capture.entries == [CaptureEntry(time: Instant(nanoseconds: 5_000_000), .received([1, 2]))])
        #expect((second.summary.entries, second.summary.receivedBytes) == (1, 2))
    }
}
