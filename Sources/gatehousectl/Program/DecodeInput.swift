import Wire

/// What `decode` reads, in whichever form it comes: a capture with times, hex text, or a device's bytes as they are.
///
/// The form is decided by the first bytes; from then on every event is told as soon as its bytes are there.
struct DecodeInput {
    private enum Form {
        case undecided(held: [UInt8])
        case capture(CaptureReader, LineSplitter)
        case bytes(CaptureInput)
    }

    private var form: Form
    private let format: CaptureFormat
    private var run: DecodeRun

    init(format: CaptureFormat, run: DecodeRun) {
        self.format = format
        self.run = run
        form =
            switch format {
            case .auto: .undecided(held: [])
            case .capture: Self.capture
            case .hex, .raw: .bytes(CaptureInput(format: format))
            }
    }

    private static var capture: Form {
        .capture(CaptureReader(), LineSplitter(limit: CaptureLine.longest + 1))
    }

    /// Takes the next piece of the input.
    mutating func take(_ piece: ArraySlice<UInt8>) throws {
        switch form {
        case .undecided(let held):
            let all = held + piece
            switch CaptureReader.isCapture(all) {
            case nil: form = .undecided(held: all)
            case true?:
                form = Self.capture
                try take(all[...])
            case false?:
                form = .bytes(CaptureInput(format: .auto))
                try take(all[...])
            }
        case .capture(var reader, var splitter):
            try splitter.take(piece) { line in try Self.read(line, &reader, &run) }
            form = .capture(reader, splitter)
        case .bytes(var input):
            defer { form = .bytes(input) }
            try run.take(try input.take(piece))
        }
    }

    /// The input ended. Returns what the driver counted.
    mutating func finish() throws -> DriverCounters {
        switch form {
        case .undecided(let held):
            form = .bytes(CaptureInput(format: .auto))
            try take(held[...])
            return try finish()
        case .capture(var reader, var splitter):
            try splitter.finish { line in try Self.read(line, &reader, &run) }
            try run.begin(reader.header)
        case .bytes(var input):
            try run.take(try input.finish())
        }
        return try run.finish()
    }

    private static func read(_ line: [UInt8], _ reader: inout CaptureReader, _ run: inout DecodeRun) throws {
        guard let entry = try reader.read(line) else { return }
        try run.begin(reader.header)
        run.take(entry)
    }
}
