/// The opaque codes of one provider as the gate knows them: what they look like, and for how long an answer is used. How
/// the provider is asked, and with which secrets, is no business of the gate.
public struct ResolverFamily: Hashable, Sendable {
    /// The provider's name in configuration, records and logs.
    public var name: String
    /// What its codes look like.
    public var shapes: [CodeShape]
    /// Which place the codes are shown at, as the provider wants it said.
    public var place: String
    /// How long an answer may be used again, in seconds, where the service does not say until when its code lives; 0 asks
    /// anew each time.
    public var cacheSeconds: Int64

    /// A family.
    public init(name: String, shapes: [CodeShape], place: String = "", cacheSeconds: Int64 = 0) {
        self.name = name
        self.shapes = shapes
        self.place = place
        self.cacheSeconds = cacheSeconds
    }

    /// How many bytes of `code` the longest fitting prefix takes; `nil` when none of the shapes fits.
    public func recognises(_ code: ArraySlice<UInt8>) -> Int? {
        shapes.compactMap { $0.recognises(code) }.max()
    }
}
