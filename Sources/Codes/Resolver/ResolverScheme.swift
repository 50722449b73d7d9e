/// Opaque codes that only a service understands, such as the city's health code. They are recognised by their allow-listed
/// shape and handed to the uplink; by itself the gate knows nothing of them.
public struct ResolverScheme: Scheme {
    /// The scheme's name.
    public static let name = "resolver"

    /// A code that is to be asked about. It lives only as long as the question.
    public struct Decoded: Sendable {
        /// The provider to ask.
        public let provider: String
        /// The code, framing stripped.
        public let code: [UInt8]
    }

    private let providers: [ResolverProvider]

    /// A scheme of these providers; the first whose shape fits best is asked.
    public init(providers: [ResolverProvider]) {
        self.providers = providers
    }

    /// The scheme's name.
    public var name: String { Self.name }
    /// Shapes decide, not prefixes.
    public var prefixes: [String] { [] }

    /// The length of the longest fitting prefix; 0 for a bare token.
    public func recognises(_ code: ArraySlice<UInt8>) -> Int? {
        providers.compactMap { $0.recognises(code) }.max()
    }

    /// The question that the code asks.
    public func decode(_ code: ArraySlice<UInt8>) throws(CodeFailure) -> Decoded {
        let fitting = providers.compactMap { provider in provider.recognises(code).map { (provider, $0) } }
        guard let best = fitting.map(\.1).max(), let provider = fitting.first(where: { $0.1 == best })?.0 else {
            throw CodeFailure(.prefix, outcome: .unsupported)
        }
        return Decoded(provider: provider.name, code: Array(code))
    }

    /// Nobody was asked yet.
    public func verify(
        _ decoded: Decoded, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        Verification(unreachable: .offline, provider: decoded.provider)
    }
}
