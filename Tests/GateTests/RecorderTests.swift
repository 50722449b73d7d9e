import Admission
import Codes
import Crypto
import EventLoop
import Journal
import TestSupport
import Testing
import Wire

@testable import Gate

/// The way of a record from a lane to the disk and back, with a real journal.
@Suite struct RecorderTests {
    @Test func aLaneRecordComesBackDurableWithItsIndex() throws {
        try withRecorder { recorder, writer, loop, directory in
            var outcomes: [RecordOutcome] = []
            recorder.onOutcome = { _, outcome in outcomes.append(outcome) }
            let house = SubmittingHouse(recorder)
            let runner = LaneRunner(
                settings: Self.settings, thermometer: Thermometer(name: "t", driver: "gy-mcu90614"), seed: 1,
                clock: WallClock(zone: "UTC"), reactor: loop, house: house)
            runner.deviceChanged(.thermometer, to: .ready, at: loop.now)
            for step in 0..<10 {
                runner.receive(
                    Sample(object: Temperature(hundredths: 3650), ambient: Temperature(hundredths: 2250)),
                    at: loop.now + .milliseconds(100 * step))
            }
            while outcomes.isEmpty { try loop.poll() }
            #expect(outcomes.first?.index == 1, "the boot record is 0")
            #expect(house.opened == 1)
            writer.close()
            let reader = try JournalReader(directory: directory, root: nil)
            let record = try reader.record(at: 1)
            #expect(record.leaf.verdict == .admit)
            #expect(record.leaf.reasons.contains(.temperatureNormal))
        }
    }

    @Test func aClosedJournalTakesNothingAndSaysSo() throws {
        try withRecorder { recorder, writer, loop, _ in
            var available: [Bool] = []
            recorder.onAvailability = { isAvailable, _ in available.append(isAvailable) }
            let house = SubmittingHouse(recorder)
            let runner = LaneRunner(
                settings: Self.settings, thermometer: Thermometer(name: "t", driver: "gy-mcu90614"), seed: 1,
                clock: WallClock(zone: "UTC"), reactor: loop, house: house)
            runner.deviceChanged(.thermometer, to: .ready, at: loop.now)
            writer.close()
            for step in 0..<10 {
                runner.receive(
                    Sample(object: Temperature(hundredths: 3650), ambient: Temperature(hundredths: 2250)),
                    at: loop.now + .milliseconds(100 * step))
            }
            #expect(available == [false])
            #expect(house.opened == 0)
            #expect(runner.lane.view.state == .held)
        }
    }

    private static var settings: LaneSettings {
        var settings = LaneSettings(number: 1, name: "west-in")
        settings.measurement.calibrationRequired = false
        return settings
    }

    private func withRecorder(_ body: (Recorder, JournalWriter, EventLoop, String) throws -> Void) throws {
        let directory = try TemporaryDirectory()
        let identity = Curve25519.Signing.PrivateKey()
        let epoch = Curve25519.Signing.PrivateKey()
        let origin = "test.invalid/gate"
        let root = try NoteSigner(name: "test.invalid/root", key: Curve25519.Signing.PrivateKey())
        let enrolment = try Enrolment(
            origin: origin, site: "test", gate: "gate",
            identity: NoteSigner(name: origin, key: identity).verifier, firstEpoch: 1,
            epochKey: NoteSigner(name: Enrolment.epochName(origin: origin, epoch: 1), key: epoch).verifier,
            sealing: [SealingKey(month: "2026-01", key: Curve25519.KeyAgreement.PrivateKey().publicKey)],
            upstreams: [], clients: [])
        try JournalCommissioning.create(
            directory: directory.path + "/journal", enrolment: enrolment.signed(by: root), root: root.verifier,
            epochKey: epoch, geometry: JournalGeometry(segmentBlocks: 16, segments: 4, preallocated: 3))
        let writer = try JournalWriter.open(
            JournalOptions(
                directory: directory.path + "/journal", identity: identity, root: root.verifier,
                lanes: [1: "west-in"], policy: Hash256(of: "policy"), program: "test"))
        let loop = try EventLoop()
        let recorder = try Recorder(writer: writer, clock: WallClock(zone: "UTC"), reactor: loop)
        try body(recorder, writer, loop, directory.path + "/journal")
        writer.close()
    }
}

/// A house whose records go to a recorder.
private final class SubmittingHouse: LaneHouse {
    private(set) var opened = 0
    private let recorder: Recorder

    init(_ recorder: Recorder) {
        self.recorder = recorder
    }

    func submit(_ record: EntryRecord, from runner: LaneRunner) -> Bool { recorder.submit(record, from: runner) }
    func open(_ ticket: EntryRecord.Ticket, at runner: LaneRunner) { opened += 1 }
    func show(_ view: LaneView, at runner: LaneRunner) {}
}
