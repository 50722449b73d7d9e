import EventLoop
import Foundation
import Testing
import Wire

@testable import Control

/// A capture over the control socket: who may have it, and what becomes of a caller who does not read.
@Suite struct CaptureTests {
    let service = ScriptedService()
    let control: GateControl

    init() {
        control = GateControl(service: service)
    }

    private func session(user: UInt32 = 0, groups: [UInt32] = []) -> VarlinkSession {
        let rules = AccessRules(
            daemonUser: 100, groups: [7], methodGroups: [GateInterface.Method.captureCodes: [8]])
        let registry = VarlinkRegistry(
            info: VarlinkServiceInfo(vendor: "v", product: "p", version: "1", url: "u"), access: rules,
            interfaces: [control.interface])
        return VarlinkSession(
            registry: registry, caller: CallerIdentity(process: 1, user: user, group: 50, supplementary: groups))
    }

    private func call(_ session: VarlinkSession, _ method: String, more: Bool = true) {
        let text =
            #"{"method":"org.gatehouse.gate.\#(method)","parameters":{"device":"scan-1"}\#(more ? #","more":true"# : "")}"#
        session.receive(Array(text.utf8) + [0])
        session.process(budget: 4)
    }

    private func replies(_ session: VarlinkSession) -> [String] {
        var bytes: [UInt8] = []
        session.drain {
            bytes += $0
            return $0.count
        }
        return bytes.split(separator: 0).map { String(decoding: $0, as: UTF8.self) }
    }

    private func entry(_ milliseconds: UInt64, _ bytes: [UInt8]) -> CaptureEntry {
        CaptureEntry(time: Instant(nanoseconds: milliseconds * 1_000_000), .received(bytes))
    }

    @Test func linesAreThoseOfACapture() throws {
        let session = session()
        call(session, "Capture")
        let listening = try #require(service.listeners.first)
        #expect(listening.device == "scan-1" && !listening.withCodes)
        var header = CaptureHeader()
        header.driver = "serial-line"
        listening.listener.begin(header)
        listening.listener.take(entry(250, [0x41, 0x0D]))
        #expect(
            replies(session) == [
                ##"{"continues":true,"parameters":{"lines":["# gatehouse capture 1","# driver: serial-line"],"lost":0}}"##,
                #"{"continues":true,"parameters":{"lines":["0.250000 < 41 0D"],"lost":0}}"#,
            ])
        #expect(listening.listener.isOpen)
        session.end(.closed)
        #expect(!listening.listener.isOpen)
    }

    @Test func codesAreForFewer() {
        // In the group of all calls, in the group of codes, in both; the daemon's own user, root.
        let cases: [(user: UInt32, groups: [UInt32], capture: Bool, codes: Bool)] = [
            (5, [7], true, false), (5, [8], false, true), (5, [7, 8], true, true), (5, [], false, false),
            (100, [], true, true), (0, [], true, true),
        ]
        for who in cases {
            for (method, allowed) in [("Capture", who.capture), ("CaptureCodes", who.codes)] {
                service.listeners = []
                let session = session(user: who.user, groups: who.groups)
                call(session, method)
                #expect(service.listeners.count == (allowed ? 1 : 0), "\(who) \(method)")
                #expect(service.listeners.allSatisfy { $0.withCodes == (method == "CaptureCodes") })
                #expect(replies(session).contains { $0.contains("PermissionDenied") } == !allowed)
            }
        }
    }

    @Test func streamsOnly() {
        let session = session()
        call(session, "Capture", more: false)
        #expect(replies(session).first?.contains("ExpectedMore") == true)
        #expect(service.listeners.isEmpty)
    }

    @Test func aRefusalIsTold() {
        service.refusal = ControlRefusal(problem: "there is no device scan-1", remedy: "name one")
        let session = session()
        call(session, "Capture")
        #expect(replies(session).first?.contains("there is no device scan-1") == true)
    }

    /// Nothing grows without bound, nobody is waited for, and what is missing is said: at once when the caller has read
    /// all that waited, not only with the next entry.
    @Test func aSlowReaderIsToldHowManyHeMissed() throws {
        let session = session()
        call(session, "Capture")
        let listener = try #require(service.listeners.first).listener
        let bytes = [UInt8](repeating: 0x5A, count: 4096)
        for number in 0..<1000 { listener.take(entry(UInt64(number), bytes)) }
        #expect(session.isOpen, "he is not cut off for being slow")
        #expect(session.outbox.count <= CaptureListener.backlog + 3 * 4096 + 200)
        #expect(listener.lost > 900)
        let first = replies(session)
        #expect(UInt64(first.count) + listener.lost == 1000)
        let told = replies(session)
        #expect(told.count == 1)
        #expect(told[0].contains("\"lost\":\(listener.lost)"))
        #expect(told[0].contains("0.999000 ! \(listener.lost) entries are missing"))
        listener.take(entry(1000, [1]))
        #expect(replies(session) == [#"{"continues":true,"parameters":{"lines":["1.000000 < 01"],"lost":0}}"#])
    }

    @Test func timesNeverGoBackInWhatIsSent() throws {
        let session = session()
        call(session, "Capture")
        let listener = try #require(service.listeners.first).listener
        let bytes = [UInt8](repeating: 0x5A, count: 40_000)
        var reader = CaptureReader()
        for number in 0..<60 {
            listener.take(entry(UInt64(number), bytes))
            guard number % 7 == 0 else { continue }
            for reply in replies(session) {
                let lines = try VarlinkReply(message: Array(reply.utf8)).parameters(as: CaptureReply.self).lines
                for line in lines where line.utf8.count <= CaptureLine.longest { _ = try reader.read(Array(line.utf8)) }
            }
        }
    }
}
