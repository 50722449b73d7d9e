import Control

/// The text of a scanned code for as long as somebody is asked about it. Its bytes are overwritten as soon as the question
/// has gone out, and at the latest when nobody holds it any more.
///
/// What Swift allows: this is the only owner of these bytes, so that overwriting reaches them and not a copy. The message
/// to the uplink and what waits for its socket are overwritten when they were handed on (`LookupListener`,
/// `VarlinkOutbox`). The driver's line buffer and its event hold the text until the next scan, and the kernel's socket
/// buffer until the uplink has read.
final class ScannedText {
    private var bytes: [UInt8]

    /// Takes the bytes away from where they are.
    init(taking source: inout [UInt8]) {
        bytes = []
        swap(&bytes, &source)
    }

    deinit { Wipe.overwrite(&bytes) }

    /// Whether it was overwritten.
    var isEmpty: Bool { bytes.isEmpty }

    /// Shows the bytes to `body`, then overwrites them.
    func spend(_ body: (UnsafeRawBufferPointer) -> Void) {
        bytes.withUnsafeBytes(body)
        overwrite()
    }

    /// Overwrites the bytes.
    func overwrite() {
        Wipe.overwrite(&bytes)
    }
}
