import Codes
import Testing

@Suite("Base45, Base64, hexadecimal")
struct TextTests {
    /// RFC 9285 §4.3 and 4.4.
    @Test(
        "Base45 reads and writes",
        arguments: [
            ("AB", "BB8"), ("Hello!!", "%69 VD92EX0"), ("base-45", "UJCLQE7W581"), ("ietf!", "QED8WEX0"), ("", ""),
        ])
    func base45(_ plain: String, _ encoded: String) {
        #expect(Base45.encode(Array(plain.utf8)) == encoded)
        #expect(Base45.decode(encoded.utf8) == Array(plain.utf8))
    }

    @Test(
        "Base45 ends: 65535 and 255 are the largest",
        arguments: [("FGW", [0xff, 0xff]), ("U5", [0xff])] as [(String, [UInt8])])
    func largest(_ text: String, _ bytes: [UInt8]) {
        #expect(Base45.decode(text.utf8) == bytes)
        #expect(Base45.encode(bytes) == text)
    }

    @Test(
        "Base45 refuses", arguments: ["GGW", ":::", "V5", "::", "A", "BB8A", "bb8", "BB\u{0}", "BB8=", "ÄÄÄ", "BB\n"])
    func refused(_ text: String) {
        #expect(Base45.decode(text.utf8) == nil)
    }

    @Test("Base45 carries every pair of bytes")
    func pairs() {
        for number in 0...0xffff {
            let bytes = [UInt8(number >> 8), UInt8(number & 0xff)]
            #expect(Base45.decode(Base45.encode(bytes).utf8) == bytes)
        }
    }

    /// RFC 4648 §10.
    @Test(
        "Base64 reads and writes",
        arguments: [
            ("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="),
            ("foobar", "Zm9vYmFy"),
        ])
    func base64(_ plain: String, _ encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
        #expect(Base64.decode(encoded.utf8) == Array(plain.utf8))
        let url = String(encoded.filter { $0 != "=" })
        #expect(Base64URL.encode(Array(plain.utf8)) == url)
        #expect(Base64URL.decode(url.utf8) == Array(plain.utf8))
    }

    @Test(
        "Base64 refuses what encode does not write",
        arguments: ["Zg", "Zg=", "Zg===", "Z===", "Zh==", "Zm9=", "=Zg=", "Zg==Zg==", "Zm9v\n", "-_-_"])
    func base64Refused(_ text: String) {
        #expect(Base64.decode(text.utf8) == nil)
    }

    @Test(
        "Base64url refuses padding, leftovers and the other alphabet",
        arguments: ["Zg==", "Z", "Zh", "Zm9", "+/+/", "Zm9v\u{0}"])
    func base64URLRefused(_ text: String) {
        #expect(Base64URL.decode(text.utf8) == nil)
    }

    @Test("hexadecimal reads pairs of digits only")
    func hexadecimal() {
        #expect(Hexadecimal.decode("00fFa5".utf8) == [0, 0xff, 0xa5])
        #expect(Hexadecimal.encode([0, 0xff, 0xa5]) == "00ffa5")
        for text in ["0", "0g", " 00", "00\n"] { #expect(Hexadecimal.decode(text.utf8) == nil) }
    }
}

@Suite("Base32")
struct Base32Tests {
    @Test(
        "the examples of RFC 4648",
        arguments: [
            ("", ""), ("f", "MY"), ("fo", "MZXQ"), ("foo", "MZXW6"), ("foob", "MZXW6YQ"), ("fooba", "MZXW6YTB"),
            ("foobar", "MZXW6YTBOI"),
        ])
    func examples(_ bytes: String, _ text: String) {
        #expect(Base32.encode(Array(bytes.utf8)) == text)
        #expect(Base32.decode(text.utf8) == Array(bytes.utf8))
    }

    @Test("only what the encoder writes is read")
    func strict() {
        for text in ["M", "MYA", "MZXW6Y", "MZ", "MZXR", "my", "MY======", "M1", "M0", "M8", "MY ", "MY\n", "MÄ"] {
            #expect(Base32.decode(text.utf8) == nil, "\(text)")
        }
        for count in 0..<40 {
            let bytes = InflateTests.noise(count)
            #expect(Base32.decode(Base32.encode(bytes).utf8) == bytes)
        }
    }
}
