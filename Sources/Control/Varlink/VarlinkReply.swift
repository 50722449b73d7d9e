import FoundationEssentials

/// A reply as it came over the wire; the parameters are still text, until the caller that knows their type takes them.
public struct VarlinkReply: Sendable {
    /// Another reply to the same call follows.
    public let continues: Bool
    /// The error's full name; `nil` when the call succeeded.
    public let error: VarlinkError?

    private let message: [UInt8]

    /// Reads a reply from one message.
    ///
    /// - Throws: `tooDeep` or `malformed`.
    public init(message: [UInt8]) throws(VarlinkDisconnect) {
        guard JSONDepth.isAcceptable(message) else { throw .tooDeep }
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(message)) else { throw .malformed }
        continues = envelope.continues ?? false
        if let name = envelope.error {
            let details = try? JSONDecoder().decode(Given<[String: String]>.self, from: Data(message))
            error = VarlinkError(name: name, parameters: details?.parameters ?? [:])
        } else {
            error = nil
        }
        self.message = message
    }

    /// The parameters as the method's reply type.
    ///
    /// - Throws: `malformed` when they are something else.
    public func parameters<Parameters: Decodable>(
        as type: Parameters.Type = Parameters.self
    ) throws(VarlinkDisconnect) -> Parameters {
        let decoder = JSONDecoder()
        if let given = try? decoder.decode(Given<Parameters>.self, from: Data(message)),
            let parameters = given.parameters
        {
            return parameters
        }
        // A reply without any parameter may leave the key out.
        if let empty = try? decoder.decode(Parameters.self, from: Data("{}".utf8)) { return empty }
        throw .malformed
    }

    /// A reply as a message, with its NUL.
    ///
    /// - Throws: what the encoder throws, for a number that JSON has no word for.
    public static func message(parameters: some Encodable, continues: Bool = false) throws -> [UInt8] {
        try VarlinkJSON.message(Outgoing(parameters: parameters, continues: continues ? true : nil, error: nil))
    }

    /// An error as a message, with its NUL.
    ///
    /// - Throws: nothing in practice; names and strings always have a JSON form.
    public static func message(error: VarlinkError) throws -> [UInt8] {
        try VarlinkJSON.message(Outgoing(parameters: error.parameters, continues: nil, error: error.name))
    }

    private struct Envelope: Decodable {
        var continues: Bool?
        var error: String?
    }

    private struct Given<Parameters: Decodable>: Decodable {
        var parameters: Parameters?
    }

    private struct Outgoing<Parameters: Encodable>: Encodable {
        var parameters: Parameters
        var continues: Bool?
        var error: String?
    }
}
