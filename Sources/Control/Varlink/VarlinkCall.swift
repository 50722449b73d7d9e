import FoundationEssentials

/// A call as it came over the wire: the method with its flags, and the parameters still as text, until the method that
/// knows their type takes them.
public struct VarlinkCall: Sendable {
    /// The full name, such as `org.gatehouse.gate.GetStatus`.
    public let method: String
    /// The caller takes several replies.
    public let more: Bool
    /// The caller takes no reply at all.
    public let oneway: Bool
    /// The names of the parameters that were given.
    public let parameterNames: Set<String>

    private let message: [UInt8]

    /// Reads a call from one message.
    ///
    /// - Throws: `tooDeep` or `malformed`; the connection is to be closed then.
    public init(message: [UInt8]) throws(VarlinkDisconnect) {
        guard JSONDepth.isAcceptable(message) else { throw .tooDeep }
        guard let envelope = try? JSONDecoder().decode(Envelope.self, from: Data(message)) else { throw .malformed }
        // `upgrade` turns the connection into another protocol, which no interface of ours has.
        guard envelope.upgrade != true else { throw .malformed }
        method = envelope.method
        more = envelope.more ?? false
        oneway = envelope.oneway ?? false
        parameterNames = envelope.parameters?.names ?? []
        self.message = message
    }

    /// The interface's part of the method's name: all before the last full stop; `nil` where there is none.
    public var interface: String? {
        method.lastIndex(of: ".").map { String(method[..<$0]) }
    }

    /// The parameters as the type of the method.
    ///
    /// - Throws: `org.varlink.service.InvalidParameter`, naming the one that is missing or of another type.
    public func parameters<Parameters: Decodable>(
        as type: Parameters.Type = Parameters.self
    ) throws(VarlinkError) -> Parameters {
        do {
            let given = try JSONDecoder().decode(Given<Parameters>.self, from: Data(message))
            if let parameters = given.parameters { return parameters }
            // A call may leave `parameters` out where none is required.
            return try JSONDecoder().decode(Parameters.self, from: Data("{}".utf8))
        } catch let error as DecodingError {
            throw .invalidParameter(error.parameterName)
        } catch {
            throw .invalidParameter("parameters")
        }
    }

    /// One call as a message, with its NUL.
    ///
    /// - Throws: what the encoder throws, for a number that JSON has no word for.
    public static func message(
        method: String, parameters: some Encodable, more: Bool = false, oneway: Bool = false
    ) throws -> [UInt8] {
        let call = Outgoing(
            method: method, parameters: parameters, more: more ? true : nil, oneway: oneway ? true : nil)
        return try VarlinkJSON.message(call)
    }

    private struct Envelope: Decodable {
        var method: String
        var parameters: Names?
        var more: Bool?
        var oneway: Bool?
        var upgrade: Bool?
    }

    private struct Given<Parameters: Decodable>: Decodable {
        var parameters: Parameters?
    }

    private struct Outgoing<Parameters: Encodable>: Encodable {
        var method: String
        var parameters: Parameters
        var more: Bool?
        var oneway: Bool?
    }

    /// The keys of an object, whatever they hold.
    private struct Names: Decodable {
        var names: Set<String>

        init(from decoder: any Decoder) throws {
            names = Set(try decoder.container(keyedBy: AnyKey.self).allKeys.map(\.stringValue))
        }
    }

    private struct AnyKey: CodingKey {
        var stringValue: String
        var intValue: Int? { nil }

        init?(stringValue: String) { self.stringValue = stringValue }
        init?(intValue: Int) { nil }
    }
}

extension DecodingError {
    /// The parameter at fault, as a path below `parameters` such as `note` or `lanes.0.name`.
    fileprivate var parameterName: String {
        let path: [any CodingKey]
        switch self {
        case .keyNotFound(let key, let context): path = context.codingPath + [key]
        case .typeMismatch(_, let context), .valueNotFound(_, let context), .dataCorrupted(let context):
            path = context.codingPath
        @unknown default: path = []
        }
        let names = path.map { $0.intValue.map(String.init) ?? $0.stringValue }
        let below = names.first == "parameters" ? names.dropFirst() : names[...]
        return below.isEmpty ? "parameters" : below.joined(separator: ".")
    }
}
