import CLinux
import CUSB
import EventLoop
import Glibc
import Wire

/// One USB device that is open by libusb with one interface claimed, and what the loop waits for.
///
/// The context is the device's own, without discovery: it has no thread, opens no socket to udev, and completes the
/// transfers of no other device. Its descriptors are in `group`.
///
/// Opening takes a few `ioctl`s and, in libusb, one question to the device (its configuration) with a limit of one
/// second; a device that answers takes a millisecond for all of it. One that does not is reset before it is opened again.
final class USBLink {
    /// How often descriptors are looked at that epoll refuses: the plain files that stand for USB devices in tests. A
    /// kernel's are never refused.
    static let lookEvery: Duration = .milliseconds(2)

    /// The node.
    let path: String
    /// The node of usbfs, open.
    let device: Int32
    /// The claimed interface.
    let interface: USBInterface
    /// Readable while `pump` has something to do.
    let group: DescriptorGroup
    /// The device by libusb's view; `nil` after the end.
    private(set) var handle: OpaquePointer?
    /// Transfers that may be under way.
    var transfers: [USBTransfer] = []
    /// Whether the device is known to be gone, so that there is nothing to give back.
    var isGone = false
    /// Whether nobody is to get the interface now: the device is to be reset first.
    var isAbandoned = false

    private var context: OpaquePointer?
    private let timer: Int32
    private var alarm: Instant?
    /// How many descriptors epoll has refused.
    private var refused = 0

    /// Opens the node at `path` and takes the interface from the kernel's driver. What was taken is given back when
    /// something fails on the way.
    init(path: String, choice: USBInterfaceChoice) throws(TransportError) {
        if USBChores.has(path) { throw .changingHands(path) }
        let device = gh_open(path, O_RDWR | O_NONBLOCK | O_NOCTTY, 0)
        try TransportError.check(device, path, "open", otherwise: .unsupported(path, .usb))
        var made: (context: OpaquePointer?, handle: OpaquePointer?)
        var claimed: USBInterface?
        var timer: Int32 = -1
        do throws(TransportError) {
            made = try Self.wrap(device, path)
            let interface = try Self.claim(made.handle, device, path, choice)
            claimed = interface
            timer = gh_timerfd_create()
            try TransportError.check(timer, path, "timerfd_create")
            group = try DescriptorGroup(path: path, [timer])
            self.interface = interface
        } catch {
            if timer >= 0 { Glibc.close(timer) }
            Self.undo(made.context, made.handle, claimed, device, path)
            throw error
        }
        self.path = path
        self.device = device
        self.timer = timer
        (context, handle) = made
        watchDescriptors()
    }

    // A link that was not closed keeps libusb's memory: a transfer may be under way.

    /// Lets libusb do what there is to do, without waiting. Transfers complete in here.
    func pump() {
        guard let context else { return }
        var zero = timeval()
        libusb_handle_events_timeout_completed(context, &zero, nil)
    }

    /// The timer makes the group readable at `deadline`; `nil` for never.
    func wake(at deadline: Instant?) {
        let now = BootClock.now
        var next = deadline
        if refused > 0 { next = min(deadline ?? now + Self.lookEvery, now + Self.lookEvery) }
        if next == alarm { return }
        alarm = next
        _ = gh_timerfd_set(timer, next.map { max($0.nanoseconds, 1) } ?? 0)  // cannot fail: ours, and in range
    }

    /// The timer fired or was looked at; it must be set again.
    func takeAlarm() {
        guard let alarm, BootClock.now >= alarm else { return }
        _ = gh_counter_take(timer)
        self.alarm = nil
    }

    // MARK: Opening

    private static func wrap(
        _ device: Int32, _ path: String
    ) throws(TransportError) -> (context: OpaquePointer?, handle: OpaquePointer?) {
        try TransportError.check(
            gh_usb_capabilities(device), path, "USBDEVFS_GET_CAPABILITIES", otherwise: .unsupported(path, .usb))
        _ = gh_libusb_without_discovery()
        var context: OpaquePointer?
        try USBError.check(libusb_init(&context), path, "libusb_init")
        var handle: OpaquePointer?
        let code = libusb_wrap_sys_device(context, Int(device), &handle)
        if code < 0 { libusb_exit(context) }
        try USBError.check(code, path, "libusb_wrap_sys_device")
        return (context, handle)
    }

    private static func claim(
        _ handle: OpaquePointer?, _ device: Int32, _ path: String, _ choice: USBInterfaceChoice
    ) throws(TransportError) -> USBInterface {
        let found = USBConfiguration(descriptors(device), value: activeConfiguration(handle)).interface(choice)
        guard let found else { throw .noInterface(path, choice) }
        // In one request of the kernel: nobody else gets the interface in between.
        libusb_set_auto_detach_kernel_driver(handle, 1)
        let code = libusb_claim_interface(handle, Int32(found.number))
        // The driver is given back by a chore: libusb would wait for the device.
        libusb_set_auto_detach_kernel_driver(handle, 0)
        try USBError.check(code, path, "libusb_claim_interface")
        return found
    }

    /// What the node gives from its beginning; libusb has read it too, and moved on.
    private static func descriptors(_ device: Int32) -> [UInt8] {
        guard lseek(device, 0, SEEK_SET) == 0 else { return [] }
        return [UInt8](unsafeUninitializedCapacity: USBConfiguration.limit) { buffer, count in
            while count < buffer.count {
                let got = gh_read(device, buffer.baseAddress.map { $0 + count }, buffer.count - count)
                guard got > 0 else { break }
                count += got
            }
        }
    }

    /// libusb has asked when it opened the device, and remembers.
    private static func activeConfiguration(_ handle: OpaquePointer?) -> UInt8? {
        var descriptor: UnsafeMutablePointer<libusb_config_descriptor>?
        guard libusb_get_active_config_descriptor(libusb_get_device(handle), &descriptor) == 0 else { return nil }
        defer { libusb_free_config_descriptor(descriptor) }
        return descriptor?.pointee.bConfigurationValue
    }

    private static func undo(
        _ context: OpaquePointer?, _ handle: OpaquePointer?, _ claimed: USBInterface?, _ device: Int32, _ path: String
    ) {
        if let claimed { libusb_release_interface(handle, Int32(claimed.number)) }
        if let handle { libusb_close(handle) }
        if let context { libusb_exit(context) }
        guard let claimed else { return _ = Glibc.close(device) }
        USBChores.begin(path)
        USBChores.giveBack(claimed.number, device: device, path: path)
    }

    // MARK: Descriptors

    private func watchDescriptors() {
        libusb_set_pollfd_notifiers(
            context, { fd, events, me in USBLink.of(me)?.added(fd, events) }, { fd, me in USBLink.of(me)?.removed(fd) },
            Unmanaged.passUnretained(self).toOpaque())
        guard let list = libusb_get_pollfds(context) else { return }
        var next = list
        while let entry = next.pointee {
            added(entry.pointee.fd, entry.pointee.events)
            next += 1
        }
        libusb_free_pollfds(list)
    }

    private static func of(_ pointer: UnsafeMutableRawPointer?) -> USBLink? {
        pointer.map { Unmanaged<USBLink>.fromOpaque($0).takeUnretainedValue() }
    }

    private func added(_ fd: Int32, _ events: Int16) {
        // The bits of poll and epoll are the same. A node of usbfs is writable when a transfer has come back.
        if group.add(fd, events: UInt32(UInt16(bitPattern: events))) == -EPERM { refused += 1 }
    }

    private func removed(_ fd: Int32) {
        group.remove(fd)
    }

    // MARK: The end

    /// Asks all transfers to come back, and ends when they have.
    func close() {
        guard handle != nil else { return }
        USBChores.begin(path)
        for transfer in transfers { transfer.cancel() }
        _ = finish()
    }
}

extension USBLink: TransportRemains {
    var fd: Int32 { group.fd }

    /// The kernel takes a transfer back within the request to cancel it, so this ends at once but for a controller that
    /// hangs.
    func finish() -> Bool {
        guard let handle else { return true }
        takeAlarm()
        pump()
        if transfers.contains(where: \.isUnderWay) {
            wake(at: nil)
            return false
        }
        self.handle = nil
        for transfer in transfers { transfer.free() }
        transfers = []
        libusb_set_pollfd_notifiers(context, nil, nil, nil)
        libusb_release_interface(handle, Int32(interface.number))
        libusb_close(handle)
        libusb_exit(context)
        context = nil
        group.close()
        Glibc.close(timer)
        if isGone || isAbandoned {
            Glibc.close(device)
            USBChores.end(path)
        } else {
            USBChores.giveBack(interface.number, device: device, path: path)
        }
        return true
    }
}

@available(*, unavailable)
extension USBLink: Sendable {}
