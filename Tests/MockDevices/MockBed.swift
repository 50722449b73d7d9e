import CRigUmock
import Glibc
import Synchronization

/// A `/sys` and a `/dev` of its own for this process, in which devices come and go (umockdev).
///
/// One at a time: tests that make one belong to the serialized suite `MockedDevices`. It works only in a run under
/// `LD_PRELOAD=libumockdev-preload.so.0`; everything is removed with the bed.
public final class MockBed {
    /// What the tests are told when there can be no bed; `nil` when there can.
    public static let obstacle: String? = rig_obstacle().map { String(cString: $0) }

    /// Answers an `ioctl`, on a thread of umockdev.
    public typealias Handler = @Sendable (MockIoctl) -> MockIoctl.Answer

    private final class HandlerBox: Sendable {
        let handler: Mutex<Handler>
        init(_ handle: @escaping Handler) { handler = Mutex(handle) }
    }

    private let bed: OpaquePointer
    private var handlers: [String: HandlerBox] = [:]
    /// The devices that are there, parents before children.
    private var paths: [String] = []
    /// The nodes of devices, by the devices' paths.
    private var nodes: [String: String] = [:]

    /// A bed without devices.
    public init() throws {
        guard let bed = rig_new() else { throw MockBedError(Self.obstacle ?? "no memory for a testbed") }
        self.bed = bed
    }

    deinit {
        rig_free(bed)
        handlers = [:]
    }

    /// The directory that stands for `/`.
    public var root: String { String(cString: rig_root(bed)) }

    /// Adds the devices of a description in umockdev's format (`P:` path, `N:` node, `S:` link, `E:` property, `A:`
    /// attribute, `H:` attribute in hex, an empty line between devices); each is announced by an `add` uevent.
    public func add(_ description: String) throws {
        var reason = [CChar](repeating: 0, count: 512)
        // An attribute's line ends by "\n" in letters, which the description may leave out.
        if rig_add(bed, description.hasSuffix("\n") ? description : description + "\n", &reason, reason.count) != 0 {
            throw MockBedError("adding devices: \(Self.text(reason))")
        }
        var path = ""
        for line in description.split(separator: "\n") {
            if line.hasPrefix("P: ") { path = "/sys\(line.dropFirst(3))" }
            if line.hasPrefix("N: ") { nodes[path] = String(line.dropFirst(3)) }
        }
        paths += description.split(separator: "\n").filter { $0.hasPrefix("P: ") }.map { "/sys\($0.dropFirst(3))" }
    }

    /// Announces a change of the device at `path`, such as `/sys/devices/usb1/1-1`: `add`, `remove`, `change`, `bind`.
    public func uevent(_ action: String, at path: String) {
        rig_uevent(bed, path, action)
    }

    /// Takes the device at `path` and all below it away, children first: each is announced by `remove`, and gone.
    public func remove(_ path: String) {
        let gone = paths.filter { $0 == path || $0.hasPrefix(path + "/") }
        paths.removeAll { gone.contains($0) }
        for path in gone.reversed() {
            rig_uevent(bed, path, "remove")
            let node = nodes.removeValue(forKey: path)
            if let node { forgetNumbers(of: node) }
            rig_remove(bed, path)
        }
    }

    /// umockdev keeps its notes of the numbers of a node and of the terminal behind it, and does not bear to make them
    /// again when the node, or the terminal's number, comes again.
    private func forgetNumbers(of node: String) {
        var target = [CChar](repeating: 0, count: 256)
        let name = node.split(separator: "/").joined(separator: "_")
        if readlink("\(root)/dev/\(node)", &target, target.count - 1) > 0 {
            unlink("\(root)/dev/.ptymap/\(Self.text(target).split(separator: "/").reduce("") { $0 + "_" + $1 })")
        }
        unlink("\(root)/dev/.node/\(name)")
    }

    /// Sets an attribute (a file of `/sys`).
    public func setAttribute(_ name: String, to value: String, at path: String) {
        rig_set_attribute(bed, path, name, value)
    }

    /// Sets a property that later uevents carry.
    public func setProperty(_ name: String, to value: String, at path: String) {
        rig_set_property(bed, path, name, value)
    }

    /// The device's end of `node`, such as `/dev/ttyUSB0`: what is written there, the program reads. The bed owns it.
    public func device(_ node: String) throws -> Int32 {
        let fd = rig_device_fd(bed, node)
        if fd < 0 { throw MockBedError("\(node) has no end for the device") }
        return fd
    }

    /// Ends the device's end of `node`, as unplugging does: who has it open sees it hang up.
    public func hangUp(_ node: String) {
        let fd = rig_device_fd(bed, node)
        let nothing = open("/dev/null", O_RDWR | O_CLOEXEC)
        // The bed closes the descriptor itself in the end, so the number stays and what is behind it goes.
        if fd >= 0, nothing >= 0 { dup2(nothing, fd) }
        if nothing >= 0 { close(nothing) }
    }

    /// Lets `handle` answer all ioctls on `node`. To be called before the device is added; once more before another device
    /// is added that has the same node.
    public func onIoctl(_ node: String, _ handle: @escaping Handler) throws {
        if let known = handlers[node] { return known.handler.withLock { $0 = handle } }
        let box = HandlerBox(handle)
        handlers[node] = box
        var reason = [CChar](repeating: 0, count: 512)
        let attached = rig_attach(
            bed, node,
            { context, call in
                guard let context, let pointer = call else { return }
                let call = MockIoctl(pointer)
                let box = Unmanaged<HandlerBox>.fromOpaque(context).takeUnretainedValue()
                let handle = box.handler.withLock { $0 }
                call.complete(handle(call))
            }, Unmanaged.passUnretained(box).toOpaque(), &reason, reason.count)
        if attached != 0 { throw MockBedError("attaching to \(node): \(Self.text(reason))") }
    }

    private static func text(_ bytes: [CChar]) -> String {
        String(decoding: bytes.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
    }
}
