import Codes
import Commissioning
import Foundation
import Journal
import Testing

/// One development site in a directory of its own, which goes with it.
final class Site {
    /// 2026-11-23T18:00:00Z.
    static let time = UnixTime(seconds: 1_795_456_800)
    static let geometry = JournalGeometry(segmentBlocks: 18, segments: 3, preallocated: 1)

    let directory: String
    let report: DevelopmentSiteReport

    init() throws {
        directory = Self.newPath()
        report = try DevelopmentSite.create(
            at: directory, options: DevelopmentSite.Options(time: Self.time, geometry: Self.geometry))
    }

    deinit {
        try? FileManager.default.removeItem(atPath: directory)
    }

    static func newPath() -> String {
        NSTemporaryDirectory() + "gatehouse-site-\(UUID().uuidString)"
    }

    func data(_ name: String) throws -> Data {
        try Data(contentsOf: URL(fileURLWithPath: directory + "/" + name))
    }

    func text(_ name: String) throws -> String {
        String(decoding: try data(name), as: UTF8.self)
    }
}
