/// One parameter of a request.
public struct ResolverParameter: Hashable, Sendable {
    /// Its name.
    public var name: String
    /// Its value, to be filled.
    public var value: ResolverTemplate

    /// A parameter.
    public init(name: String, value: ResolverTemplate) {
        self.name = name
        self.value = value
    }
}

/// One request of the way to an answer.
public struct ResolverStep: Hashable, Sendable {
    /// How parameters are written.
    public enum Body: String, Hashable, Sendable, CaseIterable {
        /// `application/x-www-form-urlencoded`.
        case form
        /// A JSON object of strings.
        case json
    }

    /// The path of the request, below the provider's address.
    public var path: String
    /// How its parameters are written.
    public var body: Body
    /// Its parameters.
    public var parameters: [ResolverParameter]
    /// Its headers beside those of HTTP itself.
    public var headers: [ResolverParameter]
    /// How it is signed; `nil` when it is not.
    public var signature: ResolverSignature?
    /// Where the answer holds the token for the next step; `nil` for the last one.
    public var token: ResolverPath?

    /// A step.
    public init(
        path: String, body: Body, parameters: [ResolverParameter], headers: [ResolverParameter] = [],
        signature: ResolverSignature? = nil, token: ResolverPath? = nil
    ) {
        self.path = path
        self.body = body
        self.parameters = parameters
        self.headers = headers
        self.signature = signature
        self.token = token
    }
}

/// A place in a JSON answer: names of members and numbers of items, with dots between them (`data.list.0.name`).
public struct ResolverPath: Hashable, Sendable {
    let names: [String]

    /// A path; `nil` for an empty name or more than eight.
    public init?(_ text: String) {
        names = text.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
        guard names.count <= 8, names.allSatisfy({ !$0.isEmpty }) else { return nil }
    }

    func find(in value: JSONValue) -> JSONValue? {
        var value = value
        for name in names {
            if let member = value[name] {
                value = member
            } else if let items = value.array, let index = Int(name), items.indices.contains(index) {
                value = items[index]
            } else {
                return nil
            }
        }
        return value == .null ? nil : value
    }
}

/// A service that knows what opaque codes mean, as data: how it is asked, and what its answers mean. Vendors give the same
/// numbers different colours, so that each has its own table.
public struct ResolverProvider: Hashable, Sendable {
    /// Its name in records and logs, the same as that of its `ResolverFamily`.
    public var name: String
    /// The requests, in order; the last answer is the answer.
    public var steps: [ResolverStep]
    /// What its answers mean.
    public var answer: ResolverAnswerMap
    /// Why the code is asked about, as the service wants it said.
    public var purpose: String

    /// More steps than any service has, against a configuration that goes in circles.
    public static let mostSteps = 4

    /// A provider.
    public init(name: String, steps: [ResolverStep], answer: ResolverAnswerMap, purpose: String) {
        self.name = name
        self.steps = Array(steps.prefix(Self.mostSteps))
        self.answer = answer
        self.purpose = purpose
    }

    /// The names of all secrets that its requests are made with.
    public var secrets: Set<String> {
        Set(steps.flatMap(\.secrets))
    }
}

extension ResolverStep {
    /// The names of the secrets that the step's request is made with.
    var secrets: [String] {
        var names = (parameters + headers + (signature?.unsent ?? [])).flatMap(\.value.secrets)
        names += signature?.text?.secrets ?? []
        if case .hmacSHA256(let secret)? = signature?.algorithm { names.append(secret) }
        return names
    }
}
