/// What ends a line of a scanner. The empty set means that only silence does.
public struct LineTerminators: OptionSet, Hashable, Sendable {
    /// The bits of the set.
    public let rawValue: UInt8

    /// The set with these bits; unknown bits mean nothing.
    public init(rawValue: UInt8) {
        self.rawValue = rawValue
    }

    /// Carriage return, 0D.
    public static let cr = LineTerminators(rawValue: 1)
    /// Line feed, 0A.
    public static let lf = LineTerminators(rawValue: 2)
    /// Carriage return and line feed, 0D 0A, next to each other; either alone is a character of the text.
    public static let crlf = LineTerminators(rawValue: 4)
    /// Horizontal tab, 09.
    public static let tab = LineTerminators(rawValue: 8)

    /// No terminator: an idle gap ends the line.
    public static let none: LineTerminators = []
    /// CR, LF or both: what a scanner does out of the box, whichever the maker chose.
    public static let newline: LineTerminators = [.cr, .lf]

    /// The names that a configuration may use, in any case: `CR`, `LF`, `CRLF`, `TAB`, `none`, `newline`.
    public static let names = ["CR", "LF", "CRLF", "TAB", "none", "newline"]

    /// The terminator with this name in a configuration, or `nil` when there is none.
    public init?(named name: String) {
        switch name.lowercased() {
        case "cr": self = .cr
        case "lf": self = .lf
        case "crlf": self = .crlf
        case "tab": self = .tab
        case "none": self = .none
        case "newline": self = .newline
        default: return nil
        }
    }

    /// The terminators with these names, several joined by `+`; `nil` when there is no such name.
    init?(names: String) {
        self = .none
        for name in names.split(separator: "+", omittingEmptySubsequences: false) {
            guard let named = LineTerminators(named: String(name)) else { return nil }
            formUnion(named)
        }
    }
}
