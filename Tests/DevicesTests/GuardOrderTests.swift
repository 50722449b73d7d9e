import TestSupport
import Testing

@testable import Devices

/// The text between daemon and guard.
struct GuardOrderTests {
    @Test func isReadAsItWasWritten() {
        for order in [
            GuardOrder.arm(device: "relay 1 ]x", off: [[0xA0, 0x01, 0x00, 0xA1]], limit: .milliseconds(6200)),
            GuardOrder.arm(device: "relay-2", off: [[0x00, 0xFD, 0x01], [0x00, 0xFD, 0x02]], limit: .zero),
            .disarm(device: "relay-1"),
        ] {
            #expect(GuardOrder(order.message[...]) == order)
        }
        let order = GuardOrder.arm(device: "r", off: [[0x0A], [0xB0, 0x01]], limit: .milliseconds(1))
        #expect(String(decoding: order.message, as: UTF8.self) == "ARM 1 0A,B001 r")
    }

    @Test(arguments: [
        "", " ", "ARM", "ARM 1", "ARM 1 A0", "ARM x A0 r", "ARM 1 A r", "ARM -1 A0 r", "DISARM", "arm 1 A0 r",
        "ARM 1 , r",
        "ARM 1 A0, r", "ARM 1 ,A0 r", "ARM 1 A0,A r",
    ])
    func whatIsNotAnOrderIsRefused(text: String) {
        #expect(GuardOrder(Array(text.utf8)[...]) == nil)
    }

    @Test func anyBytesAreHarmless() {
        var random = SplitMix(seed: 7)
        let start = Array("ARM 1500 A00100A1,A00200A2 relay-1".utf8)
        for _ in 0..<2000 {
            var message = start
            message[Int.random(in: 0..<message.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            _ = GuardOrder(message.prefix(Int.random(in: 0...message.count, using: &random)))
        }
    }
}
