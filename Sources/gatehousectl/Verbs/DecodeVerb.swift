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

    @Option(
        help: ArgumentHelp("The driver: \(DecodeRun.names). A capture may name it itself.", valueName: "name"))
    var driver: String?

    @Option(help: ArgumentHelp("What the input is: auto, capture, hex or raw.", valueName: "format"))
    var input = CaptureFormat.auto

    @Option(
        help: ArgumentHelp(
            "What ends a line of a scanner: CR, LF, CRLF, TAB or none. Without it, CR, LF or TAB.", valueName: "name"))
    var terminator: [String] = []

    @Option(help: ArgumentHelp("Whether codes begin with an AIM identifier: optional, required or off."))
    var aim: AIMPolicy?

    @Option(
        name: .customLong("setting"),
        help: ArgumentHelp(
            "Another setting of the driver, as in a configuration: \(DriverSettings.keys.joined(separator: ", ")).",
            valueName: "key=value"))
    var settings: [String] = []

    @Option(help: ArgumentHelp("The report descriptor of a HID device, in hex.", valueName: "hex"))
    var descriptor = ""

    @Flag(help: "Write a last line with what the driver counted.")
    var counters = false

    @Flag(help: "Write JSON; this verb always does.")
    var json = false

    func validate() throws {
        if let driver, DriverCatalogue.makeDriver(name: driver) == nil {
            throw ValidationError("there is no driver \(driver); use \(DecodeRun.names)")
        }
        if driver == nil, input == .hex || input == .raw {
            throw ValidationError("only a capture names its driver; say which with --driver: \(DecodeRun.names)")
        }
        for name in terminator where LineTerminators(named: name) == nil {
            throw ValidationError(
                "--terminator \(name) is none of \(LineTerminators.names.joined(separator: ", "))")
        }
        for setting in settings {
            var header = CaptureHeader()
            do { try header.take(key: "setting", value: setting) } catch {
                throw ValidationError("--setting \(error)")
            }
        }
        do { _ = try HexBytes.parse(Array(descriptor.utf8)) } catch { throw ValidationError("--descriptor: \(error)") }
    }

    func run() throws {
        var input = DecodeInput(
            format: input,
            run: DecodeRun(
                driver: driver, settings: driverSettings, descriptor: try HexBytes.parse(Array(descriptor.utf8)),
                tell: Self.tell))
        let counted: DriverCounters
        do {
            try Input.forEachPiece { try input.take($0) }
            counted = try input.finish()
        } catch let error as HexError {
            throw ToolFailure(.usage, "\(error) (--input raw)")
        } catch let fault as Capture.Fault {
            throw ToolFailure(.usage, "the capture's \(fault)")
        }
        if counters { try Output.json(CountersLine(counted)) }
    }

    private var driverSettings: [(key: String, value: String)] {
        var all = settings.map { text in
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            return (key: parts.first ?? "", value: parts.count > 1 ? parts[1] : "")
        }
        if let aim { all.append(("aim", aim.rawValue)) }
        if !terminator.isEmpty { all.append(("terminator", terminator.joined(separator: "+"))) }
        return all
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
