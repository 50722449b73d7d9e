import Glibc
import TestSupport
import Testing
import Wire

@testable import Devices

/// Keyboards whose events come through a socket, and whose keys and locks a test sets.
struct EvdevTransportTests {
    private func read(_ transport: EvdevTransport, room: Int = 4096) -> (TransportRead, [UInt8]) {
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: room, alignment: 8)
        defer { buffer.deallocate() }
        let result = transport.read(into: buffer)
        guard case .bytes(let count) = result else { return (result, []) }
        return (result, Array(buffer.prefix(count)))
    }

    private let press = FakeKeyboard.event(type: 1, code: 30, value: 1)
    private let release = FakeKeyboard.event(type: 1, code: 30, value: 0)

    @Test func aKeyboardAtRestIsGrabbedAtOnce() throws {
        let keyboard = try FakeKeyboard()
        keyboard.script.lights = [KeyBits.capsLock]
        let transport = try keyboard.open()
        #expect(keyboard.script.log == ["grab"])
        #expect(transport.obstacle == nil)
        #expect(transport.description == TransportDescription(kind: .evdev, capsLock: true, numLock: false))
        try keyboard.socket.send(press + release)
        #expect(read(transport) == (.bytes(48), press + release))
        #expect(read(transport).0 == .nothing)
    }

    @Test func whatWasTypedBeforeTheGrabIsDiscarded() throws {
        let keyboard = try FakeKeyboard()
        for _ in 0..<50 { try keyboard.socket.send(press + release) }
        let transport = try keyboard.open()
        #expect(read(transport).0 == .nothing)
        try keyboard.socket.send(press)
        #expect(read(transport) == (.bytes(24), press))
    }

    @Test func waitsForTheReleaseOfAllKeys() throws {
        let keyboard = try FakeKeyboard()
        keyboard.script.keysDown = [[30, 42]]
        let transport = try keyboard.open()
        #expect(transport.obstacle != nil)
        #expect(keyboard.script.log.isEmpty, "a key that is down would stay down for the system")
        try keyboard.socket.send(release)
        keyboard.script.keysDown = [[42]]
        #expect(read(transport).0 == .nothing)
        #expect(keyboard.script.log.isEmpty)
        keyboard.script.keysDown = [[]]
        keyboard.script.lights = [KeyBits.numLock, KeyBits.capsLock]
        try keyboard.socket.send(release)
        #expect(read(transport).0 == .settled)
        #expect(keyboard.script.log == ["grab"])
        #expect(transport.description.capsLock, "the locks of the grab")
        #expect(transport.obstacle == nil)
        #expect(read(transport).0 == .nothing, "the release was the system's")
    }

    /// A release that no event tells of: the timer wakes, and the keys are looked at again.
    @Test func looksAgainByTime() throws {
        let keyboard = try FakeKeyboard()
        keyboard.script.keysDown = [[30], []]
        let transport = try keyboard.open()
        var entry = pollfd(fd: transport.fd, events: Int16(POLLIN), revents: 0)
        #expect(poll(&entry, 1, ByteChannel.patience) == 1)
        #expect(read(transport).0 == .settled)
    }

    @Test func aKeyThatGoesDownDuringTheGrabIsLetGo() throws {
        let keyboard = try FakeKeyboard()
        keyboard.script.keysDown = [[], [30], []]
        let transport = try keyboard.open()
        #expect(keyboard.script.log == ["grab", "ungrab"])
        #expect(transport.obstacle != nil)
        #expect(read(transport).0 == .settled)
        #expect(keyboard.script.log == ["grab", "ungrab", "grab"])
    }

    @Test func anotherGrabIsBusy() throws {
        let keyboard = try FakeKeyboard()
        keyboard.script.grabFailure = EBUSY
        #expect(throws: TransportError.busy("/dev/input/event9")) { try keyboard.open() }
        let later = try FakeKeyboard()
        later.script.keysDown = [[30], []]
        later.script.grabFailure = EBUSY
        let transport = try later.open()
        #expect(read(transport).0 == .gone(EBUSY), "the next opening says who")
    }

    @Test(arguments: [ENODEV, EIO]) func aDeviceThatGoesAwayMeanwhileIsGone(code: Int32) throws {
        let keyboard = try FakeKeyboard()
        keyboard.script.keysDown = [[30]]
        let transport = try keyboard.open()
        keyboard.script.keysFailure = code
        #expect(read(transport).0 == .gone(code))
        let absent = try FakeKeyboard()
        absent.script.keysFailure = code
        #expect(throws: TransportError.self) { try absent.open() }
    }

    @Test func theEndIsALoss() throws {
        let keyboard = try FakeKeyboard()
        let transport = try keyboard.open()
        try keyboard.socket.send(press)
        keyboard.socket.close()
        #expect(read(transport) == (.bytes(24), press))
        guard case .gone = read(transport).0 else {
            Issue.record("the end is a loss")
            return
        }
    }

    @Test func readsWholeEventsOnly() throws {
        let keyboard = try FakeKeyboard()
        let transport = try keyboard.open()
        try keyboard.socket.send(press + release)
        #expect(read(transport, room: 47) == (.bytes(24), press))
        try keyboard.socket.send(press + [1])
        #expect(read(transport).0 == .gone(EBADMSG), "no event is to be trusted after half of one")
    }

    @Test func givesTheKeyboardBack() throws {
        let keyboard = try FakeKeyboard()
        let transport = try keyboard.open()
        transport.close()
        transport.close()
        #expect(keyboard.script.log == ["grab", "ungrab"])
        #expect(try keyboard.socket.receive().isEmpty)
        #expect(read(transport).0 == .gone(EBADF))
        let held = try FakeKeyboard()
        held.script.keysDown = [[30]]
        try held.open().close()
        #expect(held.script.log.isEmpty, "what was not taken is not given back")
    }

    @Test func withoutALightDigitsAreDigits() throws {
        #expect(try FakeKeyboard().open(hasNumLockLight: false).description.numLock)
        let dark = try FakeKeyboard()
        dark.script.lightsFailure = EINVAL
        #expect(try dark.open().description == TransportDescription(kind: .evdev))
    }

    @Test func isNeverWritten() throws {
        #expect(try FakeKeyboard().open().write([1][...]) == .taken(0))
    }

    @Test func saysWhatIsThereInstead() throws {
        let directory = try TemporaryDirectory()
        #expect(throws: TransportError.absent([directory.file("no")])) {
            try TransportOpener.open(.evdev, path: directory.file("no"))
        }
        for path in [directory.path, "/dev/null"] {
            let failure = #expect(throws: TransportError.self) { try EvdevTransport(path: path) }
            #expect(failure?.description.contains("is no input device") == true)
        }
    }
}
