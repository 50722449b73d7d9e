import Codes
import FoundationEssentials
import Testing

/// Public vectors of the EU's certificates, where they are at hand: the parts that all schemes share have to agree with
/// the world. The trust lists and content rules of that scheme are not looked at here.
@Suite("Public EU certificates through the shared parts")
struct SharedVectorTests {
    struct Vector: Decodable {
        struct Context: Decodable {
            let CERTIFICATE: String?
        }

        let COSE: String?
        let COMPRESSED: String?
        let PREFIX: String?
        let TESTCTX: Context
        let EXPECTEDRESULTS: [String: Bool]

        func fails(_ flags: String...) -> Bool { flags.contains { EXPECTEDRESULTS[$0] == false } }
    }

    /// The folder named by GATEHOUSE_VECTORS, or `shared/vectors` beside the package.
    static let folder: String? = {
        let package = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
        let given = ProcessInfo.processInfo.environment["GATEHOUSE_VECTORS"]
        let candidates = [given, "/" + package + "/../shared/vectors"].compactMap { $0.map { $0 + "/dcc-common" } }
        return candidates.first { FileManager.default.fileExists(atPath: $0) }
    }()

    static let names: [String] = {
        guard let folder, let names = try? FileManager.default.contentsOfDirectory(atPath: folder) else { return [] }
        return names.filter { $0.hasSuffix(".json") }.sorted()
    }()

    @Test(
        "the vectors are at hand", .enabled(if: folder != nil, "skipped: no folder of vectors; set GATEHOUSE_VECTORS"))
    func present() {
        #expect(Self.names.count >= 38)
    }

    @Test("text, compression, message, claims and ES256 signatures", arguments: names)
    func vector(_ name: String) throws {
        let path = try #require(Self.folder) + "/" + name
        let vector = try JSONDecoder().decode(Vector.self, from: Data(contentsOf: URL(filePath: path)))
        let text = try #require(vector.PREFIX)
        guard text.hasPrefix("HC1:") else {
            #expect(vector.fails("EXPECTEDUNPREFIX"))
            return
        }
        guard let compressed = Base45.decode(text.dropFirst(4).utf8) else {
            #expect(vector.fails("EXPECTEDB45DECODE"))
            return
        }
        #expect(!vector.fails("EXPECTEDB45DECODE"))
        guard let bytes = try? Inflate.run(compressed, container: .zlib, limits: .init(zeroPadding: true)) else {
            #expect(vector.fails("EXPECTEDCOMPRESSION"))
            return
        }
        #expect(!vector.fails("EXPECTEDCOMPRESSION"))
        if let expected = vector.COSE.flatMap({ Hexadecimal.decode($0.utf8) }) { #expect(bytes == expected) }
        guard let message = try? COSESign1(decoding: bytes), let claims = try? CWTClaims(decoding: message.payload)
        else {
            #expect(vector.fails("EXPECTEDDECODE", "EXPECTEDVERIFY"))
            return
        }
        // CBO1 is a token whose certificate is not one: content, which the shared parts do not look at.
        #expect((claims.all[-260]?[1]?.map == nil) == vector.fails("EXPECTEDDECODE"))
        guard let key = try Self.key(vector.TESTCTX.CERTIFICATE), message.algorithm == .es256 else { return }
        if let verified = vector.EXPECTEDRESULTS["EXPECTEDVERIFY"] { #expect(message.isSigned(by: key) == verified) }
    }

    /// The P-256 key of a certificate, found by the bytes that go before it in every one.
    static func key(_ certificate: String?) throws -> VerifyingKey? {
        guard let der = certificate.flatMap({ Base64.decode($0.utf8) }) else { return nil }
        let mark: [UInt8] = [0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07, 0x03, 0x42, 0x00, 0x04]
        for start in der.indices.dropLast(mark.count + 63) where der[start...].starts(with: mark) {
            let point = der[(start + mark.count)...].prefix(64)
            return try COSETests.p256(
                Hexadecimal.encode(Array(point.prefix(32))), Hexadecimal.encode(Array(point.suffix(32))))
        }
        return nil
    }
}
