/// Reads a capture line by line, as it comes.
public struct CaptureReader: Sendable {
    /// What the capture has said of itself so far. It is complete when the first entry comes.
    public private(set) var header = CaptureHeader()
    private var number = 0
    private var latest = Instant(nanoseconds: 0)

    /// A reader at the beginning of a capture.
    public init() {}

    /// Whether `text` begins like a capture; `nil` while it is too short to say.
    public static func isCapture(_ text: [UInt8]) -> Bool? {
        let magic = Array(CaptureLine.magic.utf8)
        guard text.elementsEqual(magic.prefix(text.count)) || text.starts(with: magic) else { return false }
        return text.count >= magic.count ? true : nil
    }

    /// Reads the next line, without its newline; an entry, or `nil` for all else.
    public mutating func read(_ line: [UInt8]) throws(Capture.Fault) -> CaptureEntry? {
        number += 1
        do throws(CaptureError) {
            switch try CaptureLine(line) {
            case .nothing: return nil
            case .header(let key, let value):
                try header.take(key: key, value: value)
                return nil
            case .entry(let entry):
                guard entry.time >= latest else { throw .order }
                latest = entry.time
                return entry
            }
        } catch {
            throw Capture.Fault(line: number, error: error)
        }
    }
}
