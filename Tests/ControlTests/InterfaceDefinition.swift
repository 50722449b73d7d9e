/// A varlink interface definition, read (https://varlink.org/Interface-Definition).
struct InterfaceDefinition {
    /// The type of a field.
    indirect enum Kind: Equatable {
        case bool, int, float, string
        case named(String)
        case optional(Kind)
        case array(Kind)
    }

    typealias Fields = [(name: String, kind: Kind)]

    struct Problem: Error, CustomStringConvertible {
        var description: String
    }

    private(set) var name = ""
    private(set) var types: [String: Fields] = [:]
    private(set) var methods: [String: (input: Fields, output: Fields)] = [:]
    private(set) var errors: [String: Fields] = [:]

    private var tokens: ArraySlice<String> = []

    init(_ text: String) throws {
        tokens = Self.tokens(of: text)[...]
        try expect("interface")
        name = try take()
        while let keyword = tokens.popFirst() {
            let member = try take()
            guard types[member] == nil, methods[member] == nil, errors[member] == nil else {
                throw Problem(description: "\(member) is declared twice")
            }
            switch keyword {
            case "type": types[member] = try fields()
            case "error": errors[member] = try fields()
            case "method":
                let input = try fields()
                try expect("->")
                methods[member] = (input, try fields())
            default: throw Problem(description: "\(keyword) is no declaration")
            }
        }
    }

    private static func tokens(of text: String) -> [String] {
        var tokens: [String] = []
        for line in text.split(separator: "\n") {
            let code = line.prefix { $0 != "#" }
            var spaced = ""
            for character in code { spaced += "(),:?".contains(character) ? " \(character) " : String(character) }
            tokens += spaced.split(separator: " ").map(String.init)
        }
        return tokens
    }

    private mutating func take() throws -> String {
        guard let token = tokens.popFirst() else { throw Problem(description: "the text ends too early") }
        return token
    }

    private mutating func expect(_ token: String) throws {
        let found = try take()
        guard found == token else { throw Problem(description: "\(found) stands where \(token) should") }
    }

    private mutating func fields() throws -> Fields {
        try expect("(")
        var fields: Fields = []
        while tokens.first != ")" {
            if !fields.isEmpty { try expect(",") }
            let name = try take()
            try expect(":")
            fields.append((name, try kind()))
        }
        try expect(")")
        return fields
    }

    private mutating func kind() throws -> Kind {
        var word = try take()
        if word == "?" { return .optional(try kind()) }
        if word.hasPrefix("[]") {
            word.removeFirst(2)
            if word.isEmpty { return .array(try kind()) }
            tokens = [word] + tokens
            return .array(try kind())
        }
        switch word {
        case "bool": return .bool
        case "int": return .int
        case "float": return .float
        case "string": return .string
        default: return .named(word)
        }
    }
}
