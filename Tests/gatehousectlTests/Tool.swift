import Foundation
import TestSupport

/// The real binary, as a shell would run it.
enum Tool {
    struct Result {
        var code: Int32
        var output: String
        var complaint: String

        var lines: [String] { output.split(separator: "\n").map(String.init) }
    }

    /// The build products lie beside the test bundle.
    static let path: String = {
        let bundle = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(fileURLWithPath: bundle).deletingLastPathComponent().appendingPathComponent("gatehousectl").path
    }()

    /// A process that has not been started.
    static func process(_ arguments: [String]) -> Process {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: path)
        process.arguments = arguments
        process.environment = ["TZ": "UTC", "PATH": "/usr/bin:/bin"]
        return process
    }

    /// Runs to the end. Input and output are files, so that neither side ever waits for the other.
    static func run(_ arguments: String..., input: [UInt8] = []) throws -> Result {
        try run(list: arguments, input: input)
    }

    /// The same for arguments in a list.
    static func run(list arguments: [String], input: [UInt8] = []) throws -> Result {
        let directory = try TemporaryDirectory()
        func file(_ name: String, _ bytes: [UInt8] = []) throws -> FileHandle {
            try Data(bytes).write(to: URL(fileURLWithPath: directory.file(name)))
            return try FileHandle(forUpdating: URL(fileURLWithPath: directory.file(name)))
        }
        let process = process(arguments)
        process.standardInput = try file("input", input)
        process.standardOutput = try file("output")
        process.standardError = try file("complaint")
        try process.run()
        process.waitUntilExit()
        func text(_ name: String) throws -> String {
            String(decoding: try Data(contentsOf: URL(fileURLWithPath: directory.file(name))), as: UTF8.self)
        }
        return Result(
            code: process.terminationStatus, output: try text("output"), complaint: try text("complaint"))
    }

    /// An object of one line of output.
    static func object(_ line: String) throws -> [String: Any] {
        let object = try JSONSerialization.jsonObject(with: Data(line.utf8))
        guard let object = object as? [String: Any] else { throw CocoaError(.propertyListReadCorrupt) }
        return object
    }
}
