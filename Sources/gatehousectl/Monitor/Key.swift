/// A key that somebody pressed.
enum Key: Hashable {
    case up, down, left, right, space, quit
    /// 1 to 9.
    case digit(Int)
}

/// Turns what a terminal sends into keys. Unknown keys are nothing.
struct KeyReader {
    private enum State { case ground, escape, sequence }
    private var state = State.ground

    /// The keys in `bytes`; a sequence may be cut anywhere.
    mutating func take(_ bytes: some Sequence<UInt8>) -> [Key] {
        bytes.compactMap { take($0) }
    }

    private mutating func take(_ byte: UInt8) -> Key? {
        switch state {
        case .ground: return ground(byte)
        case .escape:
            // CSI, and SS3 of terminals whose arrows are in application mode.
            if byte == UInt8(ascii: "[") || byte == UInt8(ascii: "O") {
                state = .sequence
                return nil
            }
            state = .ground
            return ground(byte)
        case .sequence:
            guard (0x40...0x7E).contains(byte) else { return nil }
            state = .ground
            return switch byte {
            case UInt8(ascii: "A"): .up
            case UInt8(ascii: "B"): .down
            case UInt8(ascii: "C"): .right
            case UInt8(ascii: "D"): .left
            default: nil
            }
        }
    }

    private mutating func ground(_ byte: UInt8) -> Key? {
        switch byte {
        case 0x1B:
            state = .escape
            return nil
        case UInt8(ascii: " "): return .space
        // q, Q, and the keys that end a program: Ctrl-C and Ctrl-D.
        case UInt8(ascii: "q"), UInt8(ascii: "Q"), 0x03, 0x04: return .quit
        case UInt8(ascii: "1")...UInt8(ascii: "9"): return .digit(Int(byte - UInt8(ascii: "0")))
        case UInt8(ascii: "k"): return .up
        case UInt8(ascii: "j"), 0x09: return .down
        default: return nil
        }
    }
}
