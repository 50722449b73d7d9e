/// One interface as the server serves it: its text and its methods.
public struct VarlinkInterface {
    /// The name, such as `org.gatehouse.gate`.
    public let name: String
    /// The whole interface definition, as `GetInterfaceDescription` answers it.
    public let description: String
    /// The methods, by their name without the interface.
    public let methods: [String: VarlinkMethod]

    /// An interface.
    public init(name: String, description: String, methods: [String: VarlinkMethod]) {
        self.name = name
        self.description = description
        self.methods = methods
    }
}

/// One method as the server runs it.
public struct VarlinkMethod {
    /// Runs on the loop's thread and must not block. It answers by the responder, at once or later; an error that it
    /// throws is the reply.
    public typealias Handler = (VarlinkCall, VarlinkResponder) throws(VarlinkError) -> Void

    /// The parameters that the method declares; a call with any other is refused, so that a newer client never believes
    /// that an older daemon did as told.
    public let parameters: Set<String>
    /// Whether it streams, and therefore wants `more`.
    public let streams: Bool
    let handler: Handler

    /// A method.
    public init(parameters: Set<String> = [], streams: Bool = false, handler: @escaping Handler) {
        self.parameters = parameters
        self.streams = streams
        self.handler = handler
    }
}
