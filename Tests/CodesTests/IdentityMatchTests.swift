import Codes
import Testing

@Suite("Whether a code is the person's who shows it")
struct IdentityMatchTests {
    @Test(
        "names",
        arguments: [
            ("张三", "张三", Agreement.same),
            ("张三", " 张 三\u{3000}", .same),
            ("张三丰", "张*丰", .consistent),
            ("张三丰", "张*", .consistent),
            ("张三", "张*", .consistent),
            ("张三丰", "张＊＊", .consistent),
            ("张*", "张*丰", .consistent),
            ("张三", "张*丰", .different),
            ("张三丰", "*三丰", .consistent),
            ("张三丰", "李*", .different),
            ("张三丰", "张*锋", .different),
            ("张三", "李四", .different),
            ("张", "张*", .different),
            ("张丰", "张*丰", .different),
            ("张三", "**", .unknown),
            ("张三", "", .unknown),
            ("买买提·艾力", "买买提•艾力", .same),
            ("买买提·艾力", "买买提．艾力", .different),
            ("JÖRG Müller", "jo\u{308}rg mu\u{308}ller", .same),
            ("Ａnna", "ANNA", .same),
            ("𠮷田", "𠮷*", .consistent),
        ])
    func names(one: String, other: String, expected: Agreement) {
        #expect(IdentityMatch(IdentityClaim(name: one), IdentityClaim(name: other)).name == expected)
        #expect(IdentityMatch(IdentityClaim(name: other), IdentityClaim(name: one)).name == expected)
    }

    @Test(
        "numbers",
        arguments: [
            ("13812341234", "138 1234 1234", Agreement.same),
            ("13812341234", "１３８****１２３４", .consistent),
            ("13812341234", "1234", .consistent),
            ("13812341234", "138****1235", .different),
            ("13812341234", "139****1234", .different),
            ("13812341234", "34", .consistent),
            ("13812341234", "4", .unknown),
            ("13812341234", "***********", .unknown),
            ("13812341234", "13812341235", .different),
            ("310101199001011234", "310***********1234", .consistent),
            ("31010119900101123x", "310***********123X", .consistent),
            ("31010119900101123X", "123X", .consistent),
        ])
    func numbers(one: String, other: String, expected: Agreement) {
        #expect(IdentityMatch(IdentityClaim(phone: one), IdentityClaim(phone: other)).phone == expected)
        #expect(IdentityMatch(IdentityClaim(document: other), IdentityClaim(document: one)).document == expected)
    }

    @Test("one part that differs decides, and nothing compared is nothing known")
    func overall() {
        let person = IdentityClaim(name: "张三", phone: "13812341234")
        #expect(IdentityMatch(person, IdentityClaim(name: "张*", phone: "1234")).overall == .consistent)
        #expect(IdentityMatch(person, IdentityClaim(name: "张*", phone: "1235")).overall == .different)
        #expect(IdentityMatch(person, IdentityClaim(document: "1234")).overall == .unknown)
        #expect(IdentityMatch(person, person).overall == .same)
    }

    @Test("an endless name is not compared")
    func hostile() {
        let long = String(repeating: "张", count: 100_000)
        #expect(IdentityMatch(IdentityClaim(name: long), IdentityClaim(name: long)).overall == .unknown)
    }
}

@Suite("What the gate keeps of a person")
struct MaskingTests {
    @Test(
        "names",
        arguments: [
            ("张三", "张*"), ("张三丰", "张*丰"), ("欧阳娜娜", "欧**娜"), ("张", "*"), ("张*", "张*"), ("𠮷田", "𠮷*"),
            ("e\u{301}va n", "E\u{301}**N"), ("  ", nil), ("", nil),
        ] as [(String, String?)])
    func names(name: String, masked: String?) {
        #expect(Masking.name(name) == masked)
    }

    @Test(
        "numbers",
        arguments: [
            ("13812341234", "138****1234"), ("+8613812341234", "+86*******1234"), ("021-1234", "******34"),
            ("1234", nil), ("138****1234", "138****1234"),
        ] as [(String, String?)])
    func phones(number: String, masked: String?) {
        #expect(Masking.phone(number) == masked)
    }

    @Test("documents: identity cards of both lengths, a passport")
    func documents() {
        #expect(Masking.document("310101199001011234") == "310***********1234")
        #expect(Masking.document("310101900101123") == "310********1123")
        #expect(Masking.document("E12345678") == "*******78")
        #expect(Masking.document("12345") == nil)
    }

    @Test("no mask shows more than half of what it hides, and a long text gives none")
    func modesty() {
        for length in 1...80 {
            let text = String((0..<length).map { Character(Unicode.Scalar(UInt8(0x30 + $0 % 10))) })
            for masked in [Masking.phone(text), Masking.document(text), length > 2 ? Masking.name(text) : nil] {
                guard let masked else { continue }
                #expect(masked.count == length)
                #expect(masked.contains("*"))
                #expect(length <= 64)
            }
        }
    }

    @Test("tails")
    func tails() {
        #expect(Masking.tail("138****1234") == "1234")
        #expect(Masking.tail("138********") == nil)
        #expect(Masking.tail("123") == nil)
    }
}
