/// Who switches a barrier off when the daemon cannot: the guard process, or a stand-in of a test.
public protocol BarrierSentry: AnyObject {
    /// From now on: writes each of `off` to `descriptor`, one after the other, when the daemon dies, or when `limit` has passed without `disarm`.
    /// Replaces what was armed for `device`. Throws when nobody would do it.
    func arm(device: String, descriptor: Int32, off: [[UInt8]], limit: Duration) throws(BarrierGuardError)

    /// All is switched off; nothing is to be done for `device` any more.
    func disarm(device: String)
}
