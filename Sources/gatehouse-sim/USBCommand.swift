import ArgumentParser
import EventLoop
import Glibc
import Simulator

/// `gatehouse-sim usb`: fake USB devices in this machine's virtual controller.
struct USBCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "usb",
        abstract: "Plug fake USB devices into this machine, until SIGTERM or the end of the input.",
        discussion: """
            The devices are real to the kernel: its own drivers make ttyUSB0, ttyACM0, hidraw0 and input devices of \
            them. Needs root and the module vhci-hcd; meant for machines that may be thrown away.

            Commands come from standard input, or with --control from a socket, one per line; the answer is ok, error and \
            a reason, or JSON:

              modprobe vhci-hcd
              gatehouse-sim usb --control /run/usb-sim &
              echo 'plug thermo-1 ch340 gy-mcu90614 port=0' | nc -UN /run/usb-sim
              echo 'plug scan-1 hid keyboard serial=K-7' | nc -UN /run/usb-sim
              echo 'thermo-1 eproto in 3' | nc -UN /run/usb-sim
              echo 'help' | nc -UN /run/usb-sim
            """)

    @Option(help: "The path of the command socket. Without it, commands come from standard input.")
    var control: String?

    @Option(help: "What decides noise and faults; the same number gives the same world.")
    var seed: UInt64 = 1

    func run() throws {
        try Signals.block()
        let loop = try EventLoop()
        let simulation = USBSimulation(seed: seed, reactor: loop)
        defer { simulation.close() }
        for signal in Signals.standard { try loop.onSignal(signal) { [unowned loop] _ in loop.stop() } }
        if let control {
            try simulation.listen(at: control)
            print("commands at \(control)")
            fflush(nil)
        } else {
            try simulation.read(from: STDIN_FILENO, answersTo: STDOUT_FILENO) { [unowned loop] in loop.stop() }
        }
        try loop.run()
    }
}
