/// One raw value of a thermometer, before measurement has looked at it.
public struct Sample: Hashable, Sendable {
    /// The object (skin) temperature, where the frame has one.
    public var object: Temperature?
    /// The sensor's own (ambient) temperature, where the frame has one.
    public var ambient: Temperature?
    /// The body temperature that the device itself computed, where the frame has one.
    public var body: Temperature?

    /// A sample with the keys that the frame has.
    @inlinable
    public init(object: Temperature? = nil, ambient: Temperature? = nil, body: Temperature? = nil) {
        self.object = object
        self.ambient = ambient
        self.body = body
    }
}
