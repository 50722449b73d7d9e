import Testing
import Wire

@testable import Simulator

private func time(_ milliseconds: UInt64) -> Instant {
    Instant(nanoseconds: milliseconds * 1_000_000)
}

extension FaultyLine {
    /// What arrives by `now`, one array for each read.
    fileprivate mutating func arrivals(_ milliseconds: UInt64) -> [[UInt8]] {
        var arrived: [[UInt8]] = []
        deliver(at: time(milliseconds)) { arrived.append($0) }
        return arrived
    }
}

@Suite("The line's faults")
struct FaultyLineTests {
    private let frame: [UInt8] = [0x5A, 0x5A, 0x45, 0x04, 0x0D, 0x54, 0x08, 0xCA, 0x30]

    @Test func aCleanLineHandsOver() {
        var line = FaultyLine(seed: 1)
        #expect(line.deadline == nil)
        line.send(frame, at: time(5))
        #expect(line.deadline == time(5))
        #expect(line.arrivals(5) == [frame])
        #expect(line.arrivals(6).isEmpty)
    }

    @Test func delayKeepsTheOrderEvenWhenItEnds() {
        var line = FaultyLine(seed: 1)
        _ = line.perform(.delay(.milliseconds(300)), at: time(0))
        line.send([1], at: time(0))
        _ = line.perform(.delay(.zero), at: time(100))
        line.send([2], at: time(100))
        #expect(line.arrivals(299).isEmpty)
        #expect(line.arrivals(300) == [[1], [2]])
    }

    @Test func eachFaultHitsTheNextFrameOnly() {
        let faults: [(DeviceCommand, ([[UInt8]]) -> Bool)] = [
            (.drop, { $0.count == 1 && $0[0].count == 8 }),
            (.duplicate, { $0.count == 1 && $0[0].count == 10 }),
            (.checksum, { $0.count == 1 && $0[0].count == 9 && $0[0] != self.frame }),
            (.truncate, { $0 == [Array(self.frame[..<4])] }),
            (.split(.milliseconds(20)), { $0.count == 2 && $0[0] + $0[1] == self.frame && !$0[0].isEmpty }),
            (.garbage(40), { $0.count == 2 && $0[0].count == 40 && $0[1] == self.frame }),
        ]
        for (command, holds) in faults {
            for seed in 0..<20 as Range<UInt64> {
                var line = FaultyLine(seed: seed)
                let isOfTheLine = line.perform(command, at: time(0))
                #expect(isOfTheLine)
                line.send(frame, at: time(0))
                #expect(holds(line.arrivals(100)), "\(command)")
                line.send(frame, at: time(200))
                #expect(line.arrivals(200) == [frame])
            }
        }
    }

    @Test func splitPartsArriveApart() {
        var line = FaultyLine(seed: 3)
        _ = line.perform(.split(.milliseconds(20)), at: time(0))
        line.send(frame, at: time(0))
        #expect(line.arrivals(19).count == 1)
        #expect(line.deadline == time(20))
        #expect(line.arrivals(20).count == 1)
    }

    @Test func coalescedFramesArriveInOneRead() {
        var line = FaultyLine(seed: 1)
        _ = line.perform(.coalesce(3), at: time(0))
        line.send([1], at: time(0))
        line.send([2], at: time(100))
        #expect(line.arrivals(150).isEmpty)
        line.send([3], at: time(200))
        line.send([4], at: time(300))
        #expect(line.arrivals(300) == [[1, 2, 3], [4]])
    }

    @Test func silenceLosesFramesAndEnds() {
        var line = FaultyLine(seed: 1)
        _ = line.perform(.silence(.seconds(5)), at: time(0))
        line.send(frame, at: time(4999))
        line.send(frame, at: time(5000))
        #expect(line.arrivals(5000) == [frame])
    }

    @Test func unpluggingForgetsWhatWasOnItsWay() {
        var line = FaultyLine(seed: 1)
        _ = line.perform(.delay(.seconds(1)), at: time(0))
        _ = line.perform(.drop, at: time(0))
        line.send(frame, at: time(0))
        line.reset()
        #expect(line.deadline == nil)
        line.send(frame, at: time(10))
        #expect(line.arrivals(1010) == [frame])
    }

    @Test func commandsOfDevicesAreNotTheLines() {
        var line = FaultyLine(seed: 1)
        for command in [DeviceCommand.plug, .unplug, .state, .scan("A"), .lose(1), .subject(nil), .trap] {
            let isOfTheLine = line.perform(command, at: time(0))
            #expect(!isOfTheLine)
        }
    }

    @Test func whatNobodyTakesIsBounded() {
        var line = FaultyLine(seed: 1)
        for _ in 0..<40 { line.send([UInt8](repeating: 0, count: 1 << 20), at: time(0)) }
        #expect(line.arrivals(0).reduce(0) { $0 + $1.count } == FaultyLine.capacity)
    }

    /// Every fault of the list, thousands of times, before the real driver: never a reading that nobody sent.
    @Test(arguments: 0..<8) func noFaultOfTheLineBecomesAReading(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        var line = FaultyLine(seed: seed)
        var driver = GYMCU90614()
        var sent: [Sample] = []
        var read: [Sample] = []
        let faults: [DeviceCommand] = [
            .garbage(40), .drop, .duplicate, .checksum, .truncate, .split(.milliseconds(30)), .coalesce(3),
        ]
        for step in 0..<2000 as Range<UInt64> {
            if Int.random(in: 0..<4, using: &generator) == 0, let fault = faults.randomElement(using: &generator) {
                _ = line.perform(fault, at: time(step * 100))
            }
            // The sum of eight bits cannot tell all damage apart, but that of one byte it does: values whose bytes differ.
            let object = Int16.random(in: 2000...4200, using: &generator)
            let ambient = Int16.random(in: 500...3500, using: &generator)
            sent.append(
                Sample(
                    object: Temperature(hundredths: Int32(object)), ambient: Temperature(hundredths: Int32(ambient))))
            line.send(FakeGYMCU90614.frame(object: object, ambient: ambient), at: time(step * 100))
            for bytes in line.arrivals(step * 100 + 50) {
                driver.receive(bytes.span, at: time(step * 100)) { event in
                    if case .sample(let sample) = event { read.append(sample) }
                }
            }
        }
        #expect(Set(read).isSubset(of: Set(sent)))
        #expect(read.count > 1200)
        #expect(driver.counters.droppedBytes > 0)
    }
}
