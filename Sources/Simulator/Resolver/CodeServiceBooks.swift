import Codes
import Crypto
import FoundationEssentials

/// What a fake code service knows, and its answers. It is written after the interfaces in the field and shares no code with
/// the gate's own way of asking: it makes and compares the signatures by itself.
///
/// * `POST /health/decode`: JSON, `sign` is the upper-case hexadecimal SHA-256 of all parameters and `secretKey`, sorted.
/// * `POST /scan`, then `/user` with the token of the first answer: forms, the header `signature` is the Base64
///   HMAC-SHA-256 of `X-Time`, `X-Nonce` and the code, one below the other.
struct CodeServiceBooks {
    /// How old a request may be, in milliseconds, before it counts as replayed.
    private static let patience: Int64 = 300_000
    /// Tokens and nonces that are remembered.
    private static let memory = 10_000

    /// What was counted since the start.
    struct Counters: Hashable {
        /// Requests that came.
        var requests = 0
        /// Codes that were answered.
        var answered = 0
        /// Requests whose signature, nonce or time was wrong.
        var unsigned = 0
        /// Tokens that were unknown, used or too old.
        var staleTokens = 0
    }

    private(set) var counters = Counters()
    private let secret: String
    private var nonces: Set<String> = []
    private var tokens: [String: Int64] = [:]
    private var issued = 0

    init(secret: String) {
        self.secret = secret
    }

    /// The JSON that answers a request at `now` (milliseconds since 1970); `nil` for a path that there is not.
    mutating func answer(
        path: String, headers: [String: String], body: [UInt8], behaviour: CodeServiceBehaviour, now: Int64
    ) -> String? {
        counters.requests += 1
        switch path {
        case "/health/decode": return decode(body, behaviour, now)
        case "/scan": return scan(headers, Self.form(body), behaviour, now)
        case "/user": return user(Self.form(body), behaviour, now)
        default: return nil
        }
    }

    private mutating func decode(_ body: [UInt8], _ behaviour: CodeServiceBehaviour, _ now: Int64) -> String {
        guard var given = try? JSONDecoder().decode([String: String].self, from: Data(body)),
            let sign = given.removeValue(forKey: "sign"), given["code_content"]?.isEmpty == false,
            let time = given["timestamp"].flatMap(Int64.init), abs(now - time) < Self.patience
        else { return unsigned() }
        given["secretKey"] = secret
        let text = given.map { "\($0.key)=\($0.value)" }.sorted {
            Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8))
        }
        .joined(separator: "&")
        guard sign == Self.hexadecimal(SHA256.hash(data: Data(text.utf8))) else { return unsigned() }
        return person(behaviour, now)
    }

    private mutating func scan(
        _ headers: [String: String], _ form: [String: String], _ behaviour: CodeServiceBehaviour, _ now: Int64
    ) -> String {
        guard let code = form["certQrCode"], form["pos"]?.isEmpty == false, form["use"]?.isEmpty == false,
            let time = headers["x-time"], let seconds = Int64(time), abs(now - seconds * 1000) < Self.patience,
            let nonce = headers["x-nonce"], nonce.utf8.count >= 16, let signature = headers["signature"],
            let given = Data(base64Encoded: signature)
        else { return unsigned() }
        let isRight = HMAC<SHA256>.isValidAuthenticationCode(
            given, authenticating: Data("\(time)\n\(nonce)\n\(code)".utf8),
            using: SymmetricKey(data: Data(secret.utf8)))
        guard isRight, nonces.count < Self.memory, nonces.insert(nonce).inserted else { return unsigned() }
        if behaviour.knowsNothing { return #"{"errcode":404}"# }
        issued += 1
        let token = "t-\(issued)"
        if tokens.count >= Self.memory { tokens = [:] }
        tokens[token] = now + Int64(behaviour.tokenMilliseconds)
        return #"{"errcode":0,"biz":{"tokenSNO":"\#(token)"}}"#
    }

    private mutating func user(_ form: [String: String], _ behaviour: CodeServiceBehaviour, _ now: Int64) -> String {
        guard let until = form["token"].flatMap({ tokens.removeValue(forKey: $0) }), now < until else {
            counters.staleTokens += 1
            return #"{"errcode":4001}"#
        }
        return person(behaviour, now)
    }

    private mutating func unsigned() -> String {
        counters.unsigned += 1
        return #"{"errcode":401}"#
    }

    /// The holder of every code: an invented person.
    private mutating func person(_ behaviour: CodeServiceBehaviour, _ now: Int64) -> String {
        counters.answered += 1
        if behaviour.knowsNothing { return #"{"errcode":404}"# }
        let holder = behaviour.isUnmasked ? Self.holder : Self.maskedHolder
        var text = #"{"errcode":0,"data":{\#(holder),"certificate_type":"10""#
        text += #","risk_assessment_grade":\#(JSONText.quoted(behaviour.grade))"#
        text += #","qrcode_expired":\#(behaviour.isCodeExpired),"report_expired":false"#
        text += #","code_expire_time":"\#(now + 60_000)","report_date":"\#(now - 86_400_000)""#
        if !behaviour.trip.isEmpty {
            let (colour, places) = (JSONText.quoted(behaviour.tripColour), JSONText.quoted(behaviour.trip))
            text += #","trip":{"color":\#(colour),"cities":\#(places),"time":"\#(now - 5000)"}"#
        }
        return text + "}}"
    }

    private static let holder = #""name":"欧阳青峰","phone":"13987654321","certificate_id":"310101199001017777""#
    private static let maskedHolder = #""name":"欧**峰","phone":"139****4321","certificate_id":"310***********7777""#

    private static func form(_ body: [UInt8]) -> [String: String] {
        var form: [String: String] = [:]
        for pair in String(decoding: body, as: UTF8.self).split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else { continue }
            form[unescaped(parts[0])] = unescaped(parts[1])
        }
        return form
    }

    /// Percent escapes of `application/x-www-form-urlencoded`.
    private static func unescaped(_ text: Substring) -> String {
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%"), let value = UInt8(String(decoding: rest.prefix(2), as: UTF8.self), radix: 16)
            {
                bytes.append(value)
                rest = rest.dropFirst(2)
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func hexadecimal(_ digest: some Sequence<UInt8>) -> String {
        digest.map { byte in
            let digits = String(byte, radix: 16, uppercase: true)
            return digits.count == 1 ? "0" + digits : digits
        }.joined()
    }
}
