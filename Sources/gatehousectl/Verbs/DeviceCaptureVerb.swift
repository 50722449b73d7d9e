import ArgumentParser
import Codes
import Configuration
import Control
import Devices
import EventLoop
import Glibc
import Wire

struct DeviceCaptureVerb: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "capture",
        abstract: "Writes what goes over a device's wire, both ways and with times, until it is interrupted.",
        discussion: """
            Asks the daemon, which goes on working with the device. Without a daemon, or with --path, it opens the
            device itself, and with --driver asks it what the gate would ask; without a driver it only listens.

            What a scanner reads is about persons: it is masked unless --include-codes is given, which only root, the
            daemon's user and the group gatehouse-codes may do.

            The text can be read by `decode` and `replay`, and is a fixture of the tests as it stands.

            Example: gatehousectl device capture thermo-1 --seconds 10 --output thermo-1.capture
            """)

    @Argument(help: "The device, by its name in the configuration. Left out with --path.")
    var name: String?

    @OptionGroup var daemon: DaemonOptions

    @Option(help: ArgumentHelp("End after so many seconds.", valueName: "number"))
    var seconds: Double?

    @Option(help: ArgumentHelp("A new file, there only when it is whole. Without it, the output.", valueName: "file"))
    var output: String?

    @Flag(help: "Write the text of codes as it is. It is personal: keep the capture safe, and delete it.")
    var includeCodes = false

    @Option(help: ArgumentHelp("Open this node, and ask no daemon.", valueName: "node"))
    var path: String?

    @Option(help: ArgumentHelp("With --path: the driver that speaks to it.", valueName: "name"))
    var driver: String?

    @Option(help: ArgumentHelp("With --path: bits per second of a serial line.", valueName: "number"))
    var baud: UInt32?

    @Option(help: ArgumentHelp("With --path: a setting of the driver, such as mode=body.", valueName: "key=value"))
    var setting: [String] = []

    @Option(help: ArgumentHelp("Words for the header: which device, why.", valueName: "words"))
    var note: [String] = []

    /// A capture of months is a mistake of units.
    private static let longest = 7.0 * 86_400

    func validate() throws {
        if (name == nil) == (path == nil) { throw ValidationError("name a device, or a node by --path") }
        if let seconds, !(seconds > 0 && seconds <= Self.longest) {
            throw ValidationError("--seconds is more than 0, and a week at most")
        }
        if path == nil, driver != nil || baud != nil || !setting.isEmpty {
            throw ValidationError(
                "--driver, --baud and --setting go with --path; the configuration has those of a device")
        }
        if let driver, DriverCatalogue.makeDriver(name: driver) == nil {
            let names = DriverCatalogue.models.filter { $0.kind != .output }.map(\.name).joined(separator: ", ")
            throw ValidationError("there is no driver \(driver) of an input; use \(names)")
        }
        if let baud, !(300...4_000_000).contains(baud) { throw ValidationError("--baud is 300 to 4000000") }
        _ = try driverSettings()
    }

    func run() throws {
        let loop: EventLoop
        do throws(EventLoopError) {
            loop = try EventLoop()
        } catch {
            throw ToolFailure(.unreachable, error.description)
        }
        let source = try source(loop)
        let target: CaptureWriter.Target = try output.map { .file(try NewFile(path: $0)) } ?? .output(json: daemon.json)
        let taken = "captured by gatehousectl \(Version.text) at \(SystemClock.now.time.rfc3339)"
        let writer = CaptureWriter(target, notes: note + [taken])
        if isatty(STDERR_FILENO) == 1, seconds == nil { Output.complain("Ctrl-C ends the capture.") }
        try CaptureRun(loop, writer: writer, seconds: seconds).run(source)
        guard output != nil else { return }
        if !writer.hasBegun {
            throw ToolFailure(
                .checkFailed, "nothing was captured: the device is not open; see `gatehousectl device list`")
        }
        if daemon.json { try Output.json(writer.summary) } else { Output.line(writer.summary.text) }
    }

    private func source(_ loop: EventLoop) throws -> any CaptureSource {
        if let path { return direct(try settings(ofNode: path), path, loop) }
        let name = name ?? ""
        let answer = try daemon.devices()
        let device = try answer.device(name)
        warn(device.role == DeviceSettings.Role.scanner.rawValue)
        guard answer.unreachable == nil else {
            let configured = try daemon.configuration.load().devices.first { $0.name == name }
            guard let node = device.node, let configured else {
                throw ToolFailure(.unreachable, "\(name): \(device.problem ?? "it is not plugged in")")
            }
            return direct(DeviceSettings(configured, path: node), node, loop)
        }
        let socket = try daemon.socketPath()
        do throws(VarlinkClientError) {
            let client = try VarlinkLoopClient(path: socket, reactor: loop)
            return DaemonCapture(client, device: name, withCodes: includeCodes)
        } catch {
            throw ToolFailure(error)
        }
    }

    private func direct(_ settings: DeviceSettings, _ path: String, _ loop: EventLoop) -> any CaptureSource {
        // What the kernel calls the node; a terminal that no bus has is a serial line too.
        let kind = LocalDevices.look().kind(ofNode: path) ?? .serial
        return DirectCapture(settings, kind: kind, withCodes: includeCodes, reactor: loop)
    }

    private func settings(ofNode path: String) throws -> DeviceSettings {
        let model = driver.flatMap { DriverCatalogue.model(named: $0) }
        warn(model?.kind == .scanner)
        var settings = DeviceSettings(
            name: path, role: DeviceSettings.Role(rawValue: model?.kind.rawValue ?? "") ?? .ambient,
            driver: driver ?? "",
            paths: [path], line: SerialLineSettings(baud: baud ?? model?.defaultBaud ?? 9600),
            driverSettings: try driverSettings())
        // A speed that was named is meant.
        if baud != nil { settings.otherBauds = [] }
        if driver == nil {
            settings.staleLimit = nil
            settings.identifiesItself = false
        }
        return settings
    }

    private func driverSettings() throws -> DriverSettings {
        var settings = DriverSettings()
        for text in setting {
            let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2, settings.set(parts[0], to: parts[1]) else {
                throw ValidationError(
                    "--setting \(text) is no setting of a driver; use one of "
                        + "\(DriverSettings.keys.joined(separator: ", ")), as in mode=body")
            }
        }
        return settings
    }

    private func warn(_ isScanner: Bool) {
        if isScanner, includeCodes {
            Output.complain(
                "gatehousectl: this capture has the text of codes, which is personal: let nobody else read it, and "
                    + "delete it when it has served")
        } else if isScanner {
            Output.complain(
                "gatehousectl: the text of codes is masked; --include-codes shows it to those who may see it")
        } else if driver == nil, path != nil {
            Output.complain(
                "gatehousectl: without --driver nothing is masked; if this is a scanner, use codes of nobody")
        }
    }
}
