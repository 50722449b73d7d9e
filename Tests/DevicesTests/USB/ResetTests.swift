import EventLoop
import Glibc
import Testing
import Wire

@testable import Devices

/// The reset of a wedged device: once for each step of the back-off, and only where it may help.
struct ResetTests {
    private let broken = TransportError.system("/dev/hidraw0", call: "open", code: EIO)

    @Test func oncePerStepWhileItCannotBeOpened() throws {
        let bench = try ResetBench()
        bench.failure = broken
        bench.start()
        bench.loop.advance(by: .milliseconds(249))
        #expect(bench.resetter.begun.isEmpty)
        bench.loop.advance(by: .milliseconds(1))
        #expect(bench.resetter.begun.isEmpty, "one failure proves nothing, and this was the second attempt")
        // 0, 250, 750, 1750, 3750, 7750, 12750, 17750: a reset before each from the third on.
        bench.loop.advance(by: .milliseconds(17_600))
        #expect(bench.takeAttempts() == [0, 250, 750, 1750, 3750, 7750, 12_750, 17_750])
        #expect(bench.resetter.begun == Array(repeating: ResetBench.usbNode, count: 6))
        #expect(bench.resets == 6)
        #expect(bench.log.all.filter { $0.contains("was reset") }.count == 6)
        bench.failure = nil
        bench.loop.advance(by: .seconds(5))
        bench.speak()
        #expect(bench.status?.state == .ready)
        #expect(bench.resets == 7)
        bench.loop.advance(by: .milliseconds(1500))
        #expect(bench.resets == 7, "what is well is not reset")
    }

    @Test(arguments: [
        TransportError.denied("/dev/hidraw0"), .busy("/dev/hidraw0"), .absent(["/dev/hidraw0"]),
        .system("/dev/hidraw0", call: "open", code: EMFILE),
    ])
    func whatAResetDoesNotMend(failure: TransportError) throws {
        let bench = try ResetBench()
        bench.failure = failure
        bench.start()
        bench.loop.advance(by: .seconds(60))
        #expect(bench.takeAttempts().count > 5)
        #expect(bench.resetter.begun.isEmpty)
    }

    @Test func whatIsNotOnUSBIsLeftAlone() throws {
        let bench = try ResetBench(onUSB: false)
        bench.failure = broken
        bench.start()
        bench.loop.advance(by: .seconds(60))
        bench.failure = nil
        bench.loop.advance(by: .seconds(5))
        bench.speak()
        for _ in 0..<2 { bench.fail(50) }
        #expect(bench.status?.state == .ready, "its failures are counted, and that is all")
        #expect(bench.status?.counters.transferErrors == 100)
        #expect(bench.resetter.begun.isEmpty && bench.resets == 0)
    }

    @Test func transfersThatFailAgainAndAgain() throws {
        let bench = try ResetBench()
        bench.start()
        bench.speak()
        bench.fail(Distress.transfers - 1)
        bench.speak()
        bench.fail(Distress.transfers - 1)
        #expect(bench.status?.state == .ready, "a report between them proves that it works")
        bench.fail(1)
        #expect(bench.status?.state == .lost)
        #expect(bench.abandoned == 1, "nobody else gets it before the reset")
        #expect(bench.resetter.begun.isEmpty, "after the wait")
        bench.loop.advance(by: .milliseconds(250))
        #expect(bench.resetter.begun.count == 1 && bench.resets == 1)
        #expect(bench.status?.state == .identifying)
        // It goes on so: another reset with each step, and none between.
        bench.fail(Distress.transfers)
        #expect(bench.status?.state == .lost)
        bench.loop.advance(by: .milliseconds(499))
        #expect(bench.resets == 1)
        bench.loop.advance(by: .milliseconds(1))
        #expect(bench.resets == 2)
    }

    @Test func silenceThatOpeningDoesNotEnd() throws {
        let bench = try ResetBench()
        bench.start()
        bench.speak()
        // Stale after 2 s, opened again after 10 s more; silent for 2 s of start-up and 12 s again, reset.
        bench.loop.advance(by: .seconds(13))
        #expect(bench.status?.state == .identifying)
        bench.loop.advance(by: .seconds(13))
        #expect(bench.resetter.begun.isEmpty, "opening is tried first")
        bench.loop.advance(by: .seconds(2))
        #expect(bench.resets == 1)
        bench.loop.advance(by: .seconds(3600))
        #expect(bench.resets == UInt64(Distress.resetsOfSilence), "a sensor without power is not reset for ever")
        bench.speak()
        #expect(bench.status?.state == .ready)
        bench.loop.advance(by: .seconds(30))
        #expect(bench.resets == UInt64(Distress.resetsOfSilence) + 1, "who spoke is known to be alive")
    }

    @Test func nobodyOpensItMeanwhile() throws {
        let bench = try ResetBench()
        bench.resetter.code = nil
        bench.failure = broken
        bench.start()
        bench.loop.advance(by: .seconds(1))
        #expect(bench.takeAttempts() == [0, 250])
        bench.watch.change(bench.node)
        bench.loop.advance(by: .seconds(60))
        #expect(bench.takeAttempts().isEmpty)
        #expect(bench.resetter.begun.count == 1 && bench.resets == 0)
        bench.failure = nil
        bench.resetter.end(0)
        #expect(bench.takeAttempts().count == 1)
        #expect(bench.status?.state == .identifying && bench.resets == 1)
    }

    @Test func aResetThatMayNotBeSaysWhy() throws {
        let bench = try ResetBench()
        bench.resetter.code = EACCES
        bench.failure = broken
        bench.start()
        bench.loop.advance(by: .milliseconds(800))
        #expect(bench.resets == 0 && bench.takeAttempts() == [0, 250, 750])
        let line = bench.log.all.first { $0.contains("could not be reset") }
        #expect(line?.contains("thermo-1") == true && line?.contains("udev rules") == true)
    }

    @Test func whatCameBackUnderAnotherNumberWasReset() throws {
        let bench = try ResetBench()
        bench.resetter.code = nil
        bench.failure = broken
        bench.start()
        bench.loop.advance(by: .seconds(1))
        bench.watch.unplug(bench.node)
        bench.node.usbNode = "/dev/bus/usb/001/005"
        bench.node.syspath += "-again"
        bench.watch.plug(bench.node)
        bench.failure = nil
        bench.resetter.end(ENODEV)
        #expect(bench.resets == 1 && bench.status?.state == .identifying)
    }

    @Test func stoppedMeanwhileItStaysClosed() throws {
        let bench = try ResetBench()
        bench.resetter.code = nil
        bench.failure = broken
        bench.start()
        bench.loop.advance(by: .seconds(1))
        bench.stop()
        _ = bench.takeAttempts()
        bench.resetter.end(0)
        #expect(bench.takeAttempts().isEmpty && bench.status?.state == .absent)
    }
}
