import Codes

/// Two providers as they are in the field: one that is asked in two steps with a token, one in one step.
enum ResolverFixture {
    static let now = UnixTime(seconds: 1_633_000_000)
    static let code = "https://s.example.gov.cn/q?c=AB%2F1+2"
    static let secrets = ["app": "k-1", "hmac": "geheim"]

    static func template(_ text: String) -> ResolverTemplate { made(ResolverTemplate(text)) }

    static func path(_ text: String) -> ResolverPath { made(ResolverPath(text)) }

    /// What the fixture's own texts make.
    private static func made<Value>(_ value: Value?) -> Value {
        guard let value else { preconditionFailure("the fixture is wrong") }
        return value
    }

    static func parameter(_ name: String, _ value: String) -> ResolverParameter {
        ResolverParameter(name: name, value: template(value))
    }

    static let colours: [String: HealthColour] = [
        "00": .green, "01": .yellow, "10": .red, "init": .pending,
    ]

    static var map: ResolverAnswerMap {
        ResolverAnswerMap(
            fields: [
                .colour: path("data.grade"), .name: path("data.name"),
                .phone: path("data.phone"), .document: path("data.certificate_id"),
                .codeExpired: path("data.qrcode_expired"), .codeUntil: path("data.code_expire_time"),
                .evidenceExpired: path("data.report_expired"),
                .evidenceUntil: path("data.report_valid_date"),
                .evidenceFrom: path("data.report_date"), .tripColour: path("data.trip.color"),
                .tripPlaces: path("data.trip.cities"), .tripUpdated: path("data.trip.time"),
            ],
            colours: colours, status: path("errcode"), good: ["0"], bad: ["404"])
    }

    static var agk: ResolverFamily {
        ResolverFamily(
            name: "agk",
            shapes: [made(CodeShape(prefix: "https://s.example.gov.cn/", alphabet: .url, lengths: 4...200))])
    }

    static var city: ResolverFamily {
        ResolverFamily(
            name: "city", shapes: [made(CodeShape(prefix: "", alphabet: .hex, lengths: 32...32))], cacheSeconds: 30)
    }

    static var oneStep: ResolverProvider {
        ResolverProvider(
            name: "agk",
            steps: [
                ResolverStep(
                    path: "/health/decode", body: .json,
                    parameters: [
                        parameter("appId", "gate"), parameter("timestamp", "{time-ms}"),
                        parameter("code_content", "{code}"),
                    ],
                    signature: ResolverSignature(
                        algorithm: .sha256, unsent: [parameter("secretKey", "{secret:app}")], encoding: .upperHex,
                        place: .parameter("sign")))
            ],
            answer: map, purpose: "entry")
    }

    static var twoSteps: ResolverProvider {
        ResolverProvider(
            name: "city",
            steps: [
                ResolverStep(
                    path: "/scan", body: .form,
                    parameters: [
                        parameter("certQrCode", "{code}"), parameter("pos", "{place}"), parameter("use", "{purpose}"),
                    ],
                    headers: [parameter("X-Time", "{time}"), parameter("X-Nonce", "{nonce}")],
                    signature: ResolverSignature(
                        algorithm: .hmacSHA256(secret: "hmac"), text: template("{time}\n{nonce}\n{code}"),
                        encoding: .base64, place: .header("signature")),
                    token: path("biz.tokenSNO")),
                ResolverStep(path: "/user", body: .form, parameters: [parameter("token", "{token}")]),
            ],
            answer: map, purpose: "进入小区")
    }

    static func reply(_ members: String, errcode: String = "0") -> [UInt8] {
        Array(#"{"errcode":\#(errcode),"data":{\#(members)}}"#.utf8)
    }

    /// What the one-step provider's answer comes to.
    static func verification(_ body: [UInt8], status: Int = 200) throws(ResolverFailure) -> Verification {
        var exchange = ResolverExchange(provider: oneStep, code: code, place: "west", secrets: secrets)
        _ = try exchange.begin(at: now, nonce: "n")
        guard case .answered(let answer) = try exchange.receive(status: status, body: body, at: now, nonce: "n") else {
            throw .malformed
        }
        return answer.verification(provider: "agk", at: now, clock: .synchronised)
    }
}
