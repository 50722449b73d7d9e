import ArgumentParser
import Wire

struct DecodeVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "decode",
        abstract: "Runs a capture or live bytes from the standard input through a driver, without a device.",
        discussion: """
            Writes one JSON line for each event, as soon as its bytes are there. The input is hex text or the device's
            bytes as they are; a capture of nothing but digits is taken for hex unless --input raw says otherwise.

            Example: echo 5A 5A 45 04 0D 54 08 CA 30 | gatehousectl decode --driver gy-mcu90614
            """)

    @Option(help: ArgumentHelp("The driver: \(Self.drivers).", valueName: "name"))
    var driver: String

    @Option(help: ArgumentHelp("What the input is: auto, hex or raw.", valueName: "format"))
    var input = CaptureFormat.auto

    @Option(
        help: ArgumentHelp(
            "What ends a line of a scanner: CR, LF, CRLF, TAB or none. Without it, CR, LF or TAB.", valueName: "name"))
    var terminator: [String] = []

    @Option(help: ArgumentHelp("Whether codes begin with an AIM identifier: optional, required or off."))
    var aim = AIMPolicy.optional

    @Flag(help: "Write a last line with what the driver counted.")
    var counters = false

    @Flag(help: "Write JSON; this verb always does.")
    var json = false

    private static let drivers = DriverCatalogue.models.map(\.name).joined(separator: ", ")

    func validate() throws {
        guard DriverCatalogue.makeDriver(name: driver) != nil else {
            throw ValidationError("there is no driver \(driver); use \(Self.drivers)")
        }
        for name in terminator where LineTerminators(named: name) == nil {
            throw ValidationError(
                "--terminator \(name) is none of \(LineTerminators.names.joined(separator: ", "))")
        }
    }

    func run() throws {
        var settings = DriverSettings(aim: aim)
        // A capture says nothing of how its scanner was set: whatever ends lines in the field ends them here.
        settings.terminators = [.cr, .lf, .tab]
        if !terminator.isEmpty {
            settings.terminators = LineTerminators(terminator.compactMap(LineTerminators.init(named:)))
        }
        guard let driver = DriverCatalogue.makeDriver(name: driver, settings: settings) else { return }
        var decoder = CaptureDecoder(driver: driver)
        var capture = CaptureInput(format: input)
        do {
            try Input.forEachPiece { piece in
                let bytes = try capture.take(piece)
                decoder.decode(bytes.span, Self.tell)
            }
            let bytes = try capture.finish()
            decoder.decode(bytes.span, Self.tell)
        } catch let error as HexError {
            throw ToolFailure(.usage, "\(error) (--input raw)")
        }
        decoder.finish(Self.tell)
        if counters { try Output.json(CountersLine(decoder.counters)) }
    }

    private static func tell(_ event: DriverEvent) {
        if let line = DecodeLine.text(for: event) { Output.line(line) }
    }
}

/// The last line of `decode --counters`.
private struct CountersLine: Encodable {
    var event = "counters"
    var frames: UInt64
    var droppedBytes: UInt64
    var checksumFailures: UInt64
    var faults: UInt64

    init(_ counters: DriverCounters) {
        frames = counters.frames
        droppedBytes = counters.droppedBytes
        checksumFailures = counters.checksumFailures
        faults = counters.faults
    }
}

extension CaptureFormat: ExpressibleByArgument {}
