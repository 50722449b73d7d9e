import Testing

@testable import Configuration

@Suite struct WordsTests {
    @Test(arguments: [
        ("512 MiB", 512 << 20), ("512MiB", 512 << 20), ("1 TiB", 1 << 40), ("0 B", 0), ("7 KiB", 7168),
        ("3 GiB", 3 << 30),
    ])
    func sizesAreRead(text: String, bytes: Int) {
        #expect(ByteSize.parse(text) == bytes)
    }

    @Test(arguments: ["", "MiB", "512", "512 M", "-1 MiB", "1.5 GiB", "9999999999 TiB", "0x10 B", " 1 B"])
    func whatIsNoSizeIsRefused(text: String) {
        #expect(ByteSize.parse(text) == nil)
    }

    @Test(arguments: [0, 1, 1023, 1024, 512 << 20, (1 << 40) + 1])
    func sizesAreWrittenExactly(bytes: Int) {
        #expect(ByteSize.parse(ByteSize.text(bytes)) == bytes)
    }

    @Test(arguments: [
        ("desk:8443", "desk", 8443), ("[::1]:1", "::1", 1), ("10.0.0.1:65535", "10.0.0.1", 65535),
        ("desk", "desk", 443),
        ("[::]", "::", 443),
    ])
    func endpointsAreRead(text: String, host: String, port: Int) {
        #expect(Endpoint(text, defaultPort: 443) == Endpoint(host: host, port: port))
    }

    @Test(arguments: [
        "", ":1", "desk:0", "desk:65536", "desk:", "desk:+1", "a b:1", "[::1", "[]:1", "::1:80", "desk/x:1", "u@h:1",
    ])
    func whatIsNoEndpointIsRefused(text: String) {
        #expect(Endpoint(text, defaultPort: 443) == nil)
    }

    @Test func theNearestWordIsFound() {
        #expect(Spelling.nearest(to: "threshhold", among: ["window", "threshold"]) == "threshold")
        #expect(Spelling.nearest(to: "xyz", among: ["window", "threshold"]) == nil)
        #expect(Spelling.distance("kitten", "sitting") == 3)
        #expect(Spelling.distance("", "abc") == 3)
        #expect(Spelling.nearest(to: String(repeating: "a", count: 100_000), among: ["a"]) == nil)
    }

    @Test(arguments: [
        ("a/b", "/x", "/x/a/b"), ("/a/b", "/x", "/a/b"), ("./a", "/x", "/x/a"), ("../a", "/x", "/x/../a"),
        (".", "/", "/"),
    ])
    func relativePathsAreResolved(path: String, folder: String, result: String) {
        #expect(Section.resolve(path, in: folder) == result)
    }
}
