/// A request as it goes out.
public struct ResolverRequest: Hashable, Sendable {
    /// The path, below the provider's address.
    public let path: String
    /// The headers beside those of HTTP itself.
    public let headers: [String: String]
    /// The body's type.
    public let contentType: String
    /// The body; it holds the code, and is not to be logged.
    public let body: [UInt8]
}

/// Why a question found no answer. Nothing of it speaks against the person.
public enum ResolverFailure: String, Error, Hashable, Sendable, CaseIterable {
    /// No answer within the time.
    case timeout = "resolver.timeout"
    /// No connection, or a broken one; a certificate that is not the service's.
    case connection = "resolver.connection"
    /// A status other than 200.
    case status = "resolver.status"
    /// The answer is no JSON, too long, or lacks what it has to have.
    case malformed = "resolver.malformed"
    /// The service answered that it cannot answer.
    case refused = "resolver.refused"
    /// The service failed so often that it is left alone for a while.
    case open = "resolver.circuit-open"
    /// No uplink is there to ask.
    case offline = "resolver.offline"
    /// More questions are out than anybody answers.
    case busy = "resolver.busy"
    /// The uplink does not know the provider, or lacks a secret of it.
    case unconfigured = "resolver.not-configured"

    /// Whether it speaks against the service, and not only against the way there.
    public var isOfService: Bool {
        switch self {
        case .timeout, .connection, .status, .malformed, .refused: true
        case .open, .offline, .busy, .unconfigured: false
        }
    }
}

/// One question on its way through a provider's steps. Pure: the requests go out and the answers come in by others.
public struct ResolverExchange: Sendable {
    /// What comes of an answer.
    public enum Outcome: Sendable {
        /// The next request.
        case ask(ResolverRequest)
        /// The answer.
        case answered(ResolverAnswer)
    }

    /// The longest answer that is read, in bytes: real ones have some hundred, with masked photographs some ten thousand.
    public static let longestAnswer = 64 << 10

    private let provider: ResolverProvider
    private var values: ResolverValues
    private var step = 0

    /// A question about `code`, asked for `place`. `secrets` are the provider's keys by name.
    public init(provider: ResolverProvider, code: String, place: String, secrets: [String: String]) {
        self.provider = provider
        values = ResolverValues(code: code, place: place, purpose: provider.purpose, secrets: secrets)
    }

    /// The first request. `nonce` is a fresh random text; every request needs another.
    public mutating func begin(at time: UnixTime, nonce: String) throws(ResolverFailure) -> ResolverRequest {
        step = 0
        values.token = ""
        return try request(at: time, nonce: nonce)
    }

    /// The answer to the request before.
    public mutating func receive(
        status: Int, body: [UInt8], at time: UnixTime, nonce: String
    ) throws(ResolverFailure) -> Outcome {
        guard status == 200 else { throw .status }
        guard body.count <= Self.longestAnswer, let value = try? JSONReader.read(body).value else { throw .malformed }
        guard provider.steps.indices.contains(step) else { throw .malformed }
        let answer = ResolverAnswer.Reader(map: provider.answer)
        if step + 1 == provider.steps.count { return .answered(try answer.read(value)) }
        if let refusal = try answer.refusal(in: value) { return .answered(refusal) }
        guard let token = provider.steps[step].token?.find(in: value)?.plainText, !token.isEmpty else {
            throw .malformed
        }
        values.token = token
        step += 1
        return .ask(try request(at: time, nonce: nonce))
    }

    private mutating func request(at time: UnixTime, nonce: String) throws(ResolverFailure) -> ResolverRequest {
        guard provider.steps.indices.contains(step) else { throw .malformed }
        let step = provider.steps[step]
        values.time = time
        values.nonce = nonce
        var parameters = step.parameters.map { (name: $0.name, value: values.fill($0.value)) }
        var headers: [String: String] = [:]
        for header in step.headers { headers[header.name] = values.fill(header.value) }
        if let signature = step.signature {
            let signed = signature.sign(parameters, values)
            switch signature.place {
            case .parameter(let name): parameters.append((name, signed))
            case .header(let name): headers[name] = signed
            }
        }
        let body = step.body.encode(parameters)
        return ResolverRequest(path: step.path, headers: headers, contentType: step.body.contentType, body: body)
    }
}

extension ResolverStep.Body {
    var contentType: String {
        switch self {
        case .form: "application/x-www-form-urlencoded"
        case .json: "application/json"
        }
    }

    func encode(_ parameters: [(name: String, value: String)]) -> [UInt8] {
        switch self {
        case .form:
            return Array(
                parameters.map { "\(Self.escaped($0.name))=\(Self.escaped($0.value))" }.joined(separator: "&").utf8)
        case .json:
            let members = parameters.map { "\(JSONText.quoted($0.name)):\(JSONText.quoted($0.value))" }
            return Array("{\(members.joined(separator: ","))}".utf8)
        }
    }

    /// Everything but the unreserved characters of RFC 3986 as `%XX`: a code may itself be a URL.
    private static func escaped(_ text: String) -> String {
        var result = ""
        for byte in text.utf8 {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, UInt8(ascii: "-"), UInt8(ascii: "."), UInt8(ascii: "_"),
                UInt8(ascii: "~"):
                result.unicodeScalars.append(Unicode.Scalar(byte))
            default:
                result += "%" + Hexadecimal.encode([byte]).uppercased()
            }
        }
        return result
    }
}
