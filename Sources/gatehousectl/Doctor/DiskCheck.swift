/// Room for the journal.
struct DiskCheck {
    var directory: String
    /// Bytes that are free there; `nil` when it cannot be looked at.
    var free: Int?
    /// Bytes that shall stay free for others.
    var keepFree: Int

    var finding: Finding {
        guard let free else {
            return .failed("disk", "\(directory) cannot be looked at", "make it, or correct `[journal] directory`")
        }
        let words = "\(free >> 20) MiB free at \(directory), \(keepFree >> 20) MiB of them for others"
        if free < keepFree {
            return .failed("disk", words, "make room: at a full ring the gate holds everybody")
        }
        // One more day's segments should fit: a busy gate fills about twenty of 16 MiB.
        if free - keepFree < 320 << 20 { return .warning("disk", words, "make room within the next days") }
        return .ok("disk", words)
    }
}
