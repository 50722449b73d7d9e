import Admission
import Foundation
import Testing

@testable import Configuration

/// Files of a folder of their own.
@Suite final class LoaderTests {
    private let folder: String

    init() throws {
        folder = NSTemporaryDirectory() + "gatehouse-configuration-\(UUID().uuidString)"
        try FileManager.default.createDirectory(atPath: folder + "/gatehouse.d", withIntermediateDirectories: true)
    }

    deinit {
        try? FileManager.default.removeItem(atPath: folder)
    }

    private func write(_ name: String, _ data: Data, mode: Int = 0o600) throws {
        let path = folder + "/" + name
        try data.write(to: URL(fileURLWithPath: path))
        try FileManager.default.setAttributes([.posixPermissions: mode], ofItemAtPath: path)
    }

    private var loader: ConfigurationLoader { ConfigurationLoader(path: folder + "/gatehouse.toml") }

    private func failure() throws -> [ConfigurationIssue] {
        do {
            _ = try loader.loadGate()
            return []
        } catch {
            return error.issues
        }
    }

    @Test func theFileAndItsDropInsAreMergedInTheOrderOfNames() throws {
        try write("gatehouse.toml", Data(smallGate.utf8))
        try write("gatehouse.d/90-b.toml", Data("[temperature]\nthreshold = 37.6\n".utf8))
        try write("gatehouse.d/10-a.toml", Data("[temperature]\nthreshold = 37.5\n".utf8))
        try write("gatehouse.d/99.toml.bak", Data("nonsense".utf8))
        try write("gatehouse.d/.hidden.toml", Data("nonsense".utf8))
        let result = try loader.loadGate()
        #expect(result.value.measurement.threshold == 37.6)
        #expect(
            result.files
                == ["gatehouse.toml", "gatehouse.d/10-a.toml", "gatehouse.d/90-b.toml"].map { folder + "/" + $0 })
        #expect(result.value.devices[0].match.tty == folder + "/devices/thermo-1")
    }

    @Test func aRelativePathIsMadeAbsolute() {
        let folder = ConfigurationLoader(path: "sub/gatehouse.toml").folder
        #expect(folder == FileManager.default.currentDirectoryPath + "/sub")
        #expect(ConfigurationLoader(path: "/gatehouse.toml").folder == "/")
        #expect(ConfigurationLoader(path: "/etc/gatehouse.toml").dropInFolder == "/etc/gatehouse.d")
    }

    @Test func aMissingFileSaysSo() throws {
        let issue = try #require(try failure().first)
        #expect(issue.file == folder + "/gatehouse.toml")
        #expect(issue.problem.contains("No such file"))
        #expect(issue.remedy.contains("--config"))
    }

    @Test func whatIsNoTextOrTooLongIsRefused() throws {
        try write("gatehouse.toml", Data([0x61, 0xFF, 0xFE]))
        try write("gatehouse.d/1.toml", Data(repeating: 0x23, count: ConfigurationLoader.sizeLimit + 1))
        #expect(try failure().map(\.problem) == ["is not UTF-8 text", "cannot be read: File too large"])
        try write("gatehouse.toml", Data(smallGate.utf8))
        try write("gatehouse.d/1.toml", Data("# \0\n".utf8))
        #expect(try failure().map(\.problem) == ["not TOML: the control character 0 stands in the text"])
        try write("gatehouse.d/1.toml", Data("\n[site]\nname = \"a\\u0000b\"\n".utf8))
        #expect(try failure().map(\.line) == [3])
    }

    @Test func aFolderInPlaceOfAFileIsRefused() throws {
        try FileManager.default.createDirectory(atPath: folder + "/gatehouse.toml", withIntermediateDirectories: true)
        #expect(try failure().count == 1)
    }

    @Test func aTimeZoneThatTheMachineDoesNotKnowIsRefused() throws {
        try write("gatehouse.toml", Data(smallGate.utf8))
        try write("gatehouse.d/1.toml", Data("[site]\ntimezone = \"Mars/Olympus\"\n".utf8))
        #expect(try failure().map(\.key) == ["site.timezone"])
    }

    @Test func aSeedIsReadFromAPrivateFileOnly() throws {
        let seed = Data((0..<32).map { UInt8($0) })
        try write("seed", seed)
        let source = SecretSource.file(folder + "/seed")
        #expect(try source.load() == Array(seed))
        try write("seed", seed, mode: 0o640)
        #expect(throws: SecretError.exposed(path: folder + "/seed", mode: 0o100640)) { try source.load() }
        try write("seed", seed.dropLast())
        #expect(throws: SecretError.wrongLength(path: folder + "/seed", expected: 32)) { try source.load() }
        try write("seed", seed + [0])
        #expect(throws: SecretError.wrongLength(path: folder + "/seed", expected: 32)) { try source.load() }
        #expect(throws: SecretError.unreadable(path: folder + "/none", code: 2)) {
            try SecretSource.file(self.folder + "/none").load()
        }
    }
}
