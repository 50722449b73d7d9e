import Codes
import Testing

@testable import Configuration

/// `[[resolver]]`, at the gate and at the uplink.
@Suite struct ResolverTests {
    private static let gateTable = """
        [[resolver]]
        name = "city"
        codes = [{ prefix = "https://codes.example.gov.cn/", alphabet = "url", length = [8, 400] }]
        cache_s = 30

        """

    private static let uplink = """
        [[upstream]]
        name = "committee"
        url = "https://desk.example"
        certificate = "client.pem"
        key = "client.key"
        ca = "/ca.pem"

        [[resolver]]
        name = "city"
        url = "https://codes.example.gov.cn:8443"
        ca = "city.pem"
        purpose = "进入小区"
        colours = { "00" = "green", "01" = "yellow", "10" = "red", init = "pending" }
        status = { path = "errcode", good = ["0"], bad = ["404"] }
        fields = { colour = "data.grade", name = "data.name", code-expired = "data.qrcode_expired" }
        secrets = { app = { credential = "city.app" }, hmac = "hmac.key" }

        [[resolver.step]]
        path = "/scan"
        parameters = { certQrCode = "{code}", pos = "{place}", use = "{purpose}" }
        headers = { X-Time = "{time}" }
        sign = { algorithm = "hmac-sha256", secret = "hmac", text = "{time}\\n{nonce}\\n{code}", encoding = "base64", header = "signature" }
        token = "biz.token"

        [[resolver.step]]
        path = "/user"
        body = "json"
        parameters = { token = "{token}" }
        sign = { algorithm = "sha256", unsent = { secretKey = "{secret:app}" }, encoding = "upper-hex", parameter = "sign" }

        """

    private func parse(_ text: String) throws(ConfigurationError) -> Configured<UplinkConfiguration> {
        try UplinkConfiguration.parse(
            [ConfigurationSource(file: "uplink.toml", text: text)], context: ConfigurationContext(folder: "/f"))
    }

    private func findings(_ text: String) -> [ConfigurationIssue] {
        do { return try parse(text).warnings } catch { return error.issues }
    }

    @Test func theGateKnowsShapesAndPlaceOnly() throws {
        let value = try gate(smallGate + Self.gateTable).value
        let shape = try #require(
            CodeShape(prefix: "https://codes.example.gov.cn/", alphabet: .url, lengths: 8...400))
        #expect(
            value.resolvers == [
                ResolverFamily(name: "city", shapes: [shape], place: "嘉宝梦之星 west", cacheSeconds: 30)
            ])
        #expect(
            value.policyText.hasSuffix("resolver city cache 30 s\n  codes url 8-400 https://codes.example.gov.cn/\n"))
        #expect(try gate(smallGate).value.resolvers.isEmpty)
    }

    @Test(arguments: [
        ("name = \"city\"", "", "resolver[0].name"), ("name = \"city\"", "name = \"a b\"", "resolver[0].name"),
        ("cache_s = 30", "cache_s = 61", "resolver[0].cache_s"), ("cache_s = 30", "cache = 3", "resolver[0].cache"),
        ("cache_s = 30", "place = \"\"", "resolver[0].place"),
        ("cache_s = 30", "url = \"https://x\"", "resolver[0].url"),
    ])
    func aMistakeAtTheGateNamesItsKey(line: String, mistake: String, key: String) {
        let text = (smallGate + Self.gateTable)
        #expect(issues(text.replacing(last: line, with: mistake)).filter { $0.severity == .error }.map(\.key) == [key])
    }

    @Test(arguments: [
        ("{ prefix = \"https://codes.example.gov.cn\", alphabet = \"url\", length = [8, 400] }", "prefix"),
        ("{ prefix = \"https://\", alphabet = \"url\", length = 8 }", "prefix"),
        ("{ prefix = \"GH1:X\", alphabet = \"token\", length = 8 }", "prefix"),
        ("{ prefix = \"H\", alphabet = \"url\", length = 8 }", "prefix"),
        ("{ prefix = \"a b\", alphabet = \"token\", length = 8 }", "prefix"),
        ("{ alphabet = \"hex\", length = [8, 40] }", "length"),
        ("{ prefix = \"SSM\", alphabet = \"hexx\", length = 8 }", "alphabet"),
        ("{ prefix = \"SSM\", length = 8 }", "alphabet"), ("{ prefix = \"SSM\", alphabet = \"hex\" }", "length"),
        ("{ prefix = \"SSM\", alphabet = \"hex\", length = [9, 8] }", "length"),
        ("{ prefix = \"SSM\", alphabet = \"hex\", length = [1, 5000] }", "length"),
        ("{ prefix = \"SSM\", alphabet = \"hex\", length = \"8\" }", "length"),
        ("{ prefix = \"SSM\", alphabet = \"hex\", length = 8, host = 1 }", "host"),
    ])
    func aShapeThatTakesTooMuchIsRefused(shape: String, key: String) {
        let text = "[[resolver]]\nname = \"city\"\ncodes = [\(shape)]\n"
        #expect(issues(smallGate + text).filter { $0.severity == .error }.map(\.key) == ["resolver[0].codes[0].\(key)"])
    }

    @Test func theUplinkKnowsEverything() throws {
        let result = try parse(Self.uplink)
        #expect(result.warnings.isEmpty)
        let resolver = try #require(result.value.resolvers.first)
        #expect(resolver.endpoint == Endpoint(host: "codes.example.gov.cn", port: 8443))
        #expect(resolver.authority == "/f/city.pem")
        #expect(resolver.secrets == ["app": .credential("city.app"), "hmac": .file("/f/hmac.key")])
        let provider = resolver.provider
        #expect(provider.name == "city")
        #expect(provider.secrets == ["app", "hmac"])
        #expect(provider.answer.colours == ["00": .green, "01": .yellow, "10": .red, "init": .pending])
        #expect(provider.answer.utcOffset == 8 * 3600)
        #expect(provider.answer.good == ["0"])
        #expect(provider.answer.bad == ["404"])
        #expect(provider.answer.fields[.codeExpired] == ResolverPath("data.qrcode_expired"))
        #expect(provider.steps.map(\.path) == ["/scan", "/user"])
        #expect(provider.steps.map(\.body) == [.form, .json])
        #expect(provider.steps[0].parameters.map(\.name) == ["certQrCode", "pos", "use"])
        #expect(
            provider.steps[0].signature
                == ResolverSignature(
                    algorithm: .hmacSHA256(secret: "hmac"), text: ResolverTemplate("{time}\n{nonce}\n{code}"),
                    encoding: .base64, place: .header("signature")))
        #expect(provider.steps[0].token == ResolverPath("biz.token"))
        #expect(provider.steps[1].signature?.unsent.map(\.name) == ["secretKey"])
    }

    @Test(arguments: [
        ("url = \"https://codes.example.gov.cn:8443\"", "url = \"http://codes.example.gov.cn\"", "url"),
        ("url = \"https://codes.example.gov.cn:8443\"", "url = \"https://codes.example.gov.cn/x\"", "url"),
        ("url = \"https://codes.example.gov.cn:8443\"", "", "url"), ("purpose = \"进入小区\"", "", "purpose"),
        ("ca = \"city.pem\"", "authority = \"city.pem\"", "authority"),
        (
            "colours = { \"00\" = \"green\", \"01\" = \"yellow\", \"10\" = \"red\", init = \"pending\" }",
            "colours = { \"00\" = \"gren\" }", "colours.00"
        ),
        ("colours = { \"00\" = \"green\", \"01\" = \"yellow\", \"10\" = \"red\", init = \"pending\" }", "", "colours"),
        (
            "status = { path = \"errcode\", good = [\"0\"], bad = [\"404\"] }", "status = { good = [\"0\"] }",
            "status.path"
        ),
        (
            "status = { path = \"errcode\", good = [\"0\"], bad = [\"404\"] }", "status = { path = \"e\" }",
            "status.good"
        ),
        (
            "status = { path = \"errcode\", good = [\"0\"], bad = [\"404\"] }",
            "status = { path = \"e\", good = [\"0\"], bad = [\"0\"] }", "status.bad"
        ),
        (
            "fields = { colour = \"data.grade\", name = \"data.name\", code-expired = \"data.qrcode_expired\" }",
            "fields = { colour = \"data..grade\" }", "fields.colour"
        ),
        (
            "fields = { colour = \"data.grade\", name = \"data.name\", code-expired = \"data.qrcode_expired\" }",
            "fields = { colour = \"a\", nmae = \"b\" }", "fields.nmae"
        ),
        (
            "fields = { colour = \"data.grade\", name = \"data.name\", code-expired = \"data.qrcode_expired\" }",
            "fields = { name = \"b\" }", "fields.colour"
        ),
        ("path = \"/scan\"", "path = \"//evil.example/scan\"", "step[0].path"),
        ("path = \"/scan\"", "path = \"https://evil.example/\"", "step[0].path"),
        ("path = \"/scan\"", "", "step[0].path"),
        (
            "parameters = { certQrCode = \"{code}\", pos = \"{place}\", use = \"{purpose}\" }",
            "parameters = { a = \"{cod}\" }", "step[0].parameters.a"
        ),
        (
            "parameters = { certQrCode = \"{code}\", pos = \"{place}\", use = \"{purpose}\" }",
            "parameters = { a = \"{token}\" }", "step[0].parameters.a"
        ),
        (
            "parameters = { certQrCode = \"{code}\", pos = \"{place}\", use = \"{purpose}\" }",
            "parameters = { a = \"{secret:apq}\" }", "step[0].parameters.a"
        ),
        ("headers = { X-Time = \"{time}\" }", "headers = { Host = \"{time}\" }", "step[0].headers.Host"),
        ("token = \"biz.token\"", "", "step[0].token"),
        ("body = \"json\"", "body = \"xml\"", "step[1].body"),
        ("body = \"json\"", "token = \"a.b\"", "step[1].token"),
        (
            "sign = { algorithm = \"sha256\", unsent = { secretKey = \"{secret:app}\" }, encoding = \"upper-hex\", parameter = \"sign\" }",
            "sign = { algorithm = \"md5\", unsent = { secretKey = \"{secret:app}\" }, parameter = \"sign\" }",
            "step[1].sign.algorithm"
        ),
        (
            "sign = { algorithm = \"sha256\", unsent = { secretKey = \"{secret:app}\" }, encoding = \"upper-hex\", parameter = \"sign\" }",
            "sign = { algorithm = \"sha256\", unsent = { secretKey = \"{secret:app}\" } }", "step[1].sign.parameter"
        ),
        (
            "sign = { algorithm = \"sha256\", unsent = { secretKey = \"{secret:app}\" }, encoding = \"upper-hex\", parameter = \"sign\" }",
            "sign = { algorithm = \"hmac-sha256\", secret = \"apq\", unsent = { s = \"{secret:app}\" }, parameter = \"sign\" }",
            "step[1].sign.secret"
        ),
    ])
    func aMistakeAtTheUplinkNamesItsKey(line: String, mistake: String, key: String) {
        let found = findings(Self.uplink.replacing(line: line, with: mistake)).filter { $0.severity == .error }
        #expect(found.map(\.key) == ["resolver[0].\(key)"])
        #expect(found.allSatisfy { $0.line > 6 && !$0.remedy.isEmpty })
    }

    @Test func aWordThatIsNearlyRightIsNamed() throws {
        let text = Self.uplink.replacing(
            line: "colours = { \"00\" = \"green\", \"01\" = \"yellow\", \"10\" = \"red\", init = \"pending\" }",
            with: "colours = { \"00\" = \"gren\" }")
        let issue = try #require(findings(text).first)
        #expect(issue.remedy == "write \"green\"")
    }

    @Test func aSecretThatIsInNoRequestIsAWarning() {
        let text = Self.uplink.replacing(
            line: "secrets = { app = { credential = \"city.app\" }, hmac = \"hmac.key\" }",
            with: "secrets = { app = { credential = \"city.app\" }, hmac = \"hmac.key\", old = \"old.key\" }")
        let found = findings(text)
        #expect(found.map(\.key) == ["resolver[0].secrets.old"])
        #expect(found.map(\.severity) == [.warning])
    }

    @Test func namesAreUniqueAndTheirNumberIsBounded() {
        #expect(
            issues(smallGate + Self.gateTable + Self.gateTable).filter { $0.severity == .error }.map(\.key)
                == ["resolver[1].name"])
        let many = (0..<20).map { Self.gateTable.replacingOccurrences(of: "\"city\"", with: "\"city\($0)\"") }
        #expect(issues(smallGate + many.joined()).filter { $0.severity == .error }.map(\.key) == ["resolver"])
    }
}

extension String {
    /// The text with the last line of that text changed, which must be there.
    fileprivate func replacing(last line: String, with other: String) -> String {
        var lines = split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        guard let index = lines.lastIndex(of: line) else { preconditionFailure("the sample has no such line") }
        lines[index] = other
        return lines.joined(separator: "\n")
    }

    fileprivate func replacingOccurrences(of text: String, with other: String) -> String {
        replacing(text, with: other)
    }
}
