import Glibc
import Testing

@Suite struct LifeTests {
    @Test func sigtermEndsEachProgramInOrder() throws {
        let site = try Site()
        let desk = try site.startDesk()
        try until("the desk serves", holds: { desk.output.contains("serves on") })
        let daemon = try site.startDaemon()
        _ = try site.status()
        let uplink = try site.startUplink()
        try until("the desk has the boot record", holds: { try Self.deskSize(site) > 0 })
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
        // What the daemon wrote at its end goes upstream too.
        let count = try site.export().count
        try until("the desk has all \(count) records", holds: { try Self.deskSize(site) == count })
        for program in [uplink, desk] {
            #expect(try program.terminate() == .exit(0), "\(program.name): \(program.errors)")
        }
    }

    /// A program that is stopped before it works ends in order too.
    @Test func sigtermAtTheStartEndsEachProgram() throws {
        let site = try Site()
        for _ in 0..<3 {
            for program in [try site.startDesk(), try site.startDaemon(), try site.startUplink()] {
                let end = try program.terminate()
                // Before its first instruction, a process has the kernel's own handling.
                #expect(end == .exit(0) || end == .signal(15), "\(program.name): \(end) \(program.errors)")
            }
        }
        #expect(try site.ctl("journal", "verify").contains("is sound"))
    }

    /// Others that hold on, or do not answer, keep no program from ending.
    @Test func sigtermEndsThemWhileOthersHoldOn() throws {
        let site = try Site()
        let (desk, daemon) = (try site.startDesk(), try site.startDaemon())
        try until("the desk serves", holds: { desk.output.contains("serves on") })
        _ = try site.status()
        let monitor = try site.start("gatehousectl", ["monitor", "--config", site.file("gatehouse.toml")])
        try until("the monitor shows something", holds: { !monitor.output.isEmpty })
        desk.send(SIGSTOP)
        let uplink = try site.startUplink()
        try until("the uplink is at work", holds: { uplink.errors.contains("started") })
        #expect(try uplink.terminate() == .exit(0), "\(uplink.errors)")
        desk.send(SIGCONT)
        let another = try site.startUplink()
        try until("the desk has the boot record", holds: { try Self.deskSize(site) > 0 })
        #expect(try desk.terminate() == .exit(0), "\(desk.errors)")
        #expect(try daemon.terminate() == .exit(0), "\(daemon.errors)")
        // Of the daemon's end nobody can be told but by the socket.
        #expect(try monitor.wait() == .exit(3), "\(monitor.errors)")
        #expect(try another.terminate() == .exit(0), "\(another.errors)")
    }

    private static func deskSize(_ site: Site) throws -> Int {
        try site.run("gatehouse-desk", ["records", "--json", "--config", site.file("desk.toml")]).output
            .split(separator: "\n").count
    }
}
