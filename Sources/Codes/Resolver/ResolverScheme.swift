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
        public var code: [UInt8]
    }

    private let families: [ResolverFamily]

    /// A scheme of these providers' codes; the first whose shape fits best is asked.
    public init(families: [ResolverFamily]) {
        self.families = families
    }

    /// The scheme's name.
    public var name: String { Self.name }
    /// Shapes decide, not prefixes.
    public var prefixes: [String] { [] }

    /// The length of the longest fitting prefix; 0 for a bare token.
    public func recognises(_ code: ArraySlice<UInt8>) -> Int? {
        families.compactMap { $0.recognises(code) }.max()
    }

    /// The question that the code asks.
    public func decode(_ code: ArraySlice<UInt8>) throws(CodeFailure) -> Decoded {
        let fitting = families.compactMap { family in family.recognises(code).map { (family, $0) } }
        guard let best = fitting.map(\.1).max(), let family = fitting.first(where: { $0.1 == best })?.0 else {
            throw CodeFailure(.prefix, outcome: .unsupported)
        }
        return Decoded(provider: family.name, code: Array(code))
    }

    /// Nobody was asked yet.
    public func verify(
        _ decoded: Decoded, trust: TrustSnapshot, at time: UnixTime, clock: ClockQuality
    ) -> Verification {
        Verification(unreachable: .offline, provider: decoded.provider)
    }
}
