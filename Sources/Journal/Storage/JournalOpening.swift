import Crypto
import FoundationEssentials
import Glibc

/// The steps of opening a journal, before its threads run.
enum JournalOpening {
    /// An open journal whose threads are not running yet.
    struct Opened: ~Copyable {
        var core: WriterCore
        var engine: CommitEngine
        var cosignatures: CosignatureStore
        var report: RecoveryReport
        var meta: JournalMeta
    }

    static func run(_ options: JournalOptions) throws(JournalError) -> sending Opened {
        let layout = JournalLayout(options.directory)
        let meta = try JournalMeta.read(layout, options.files, root: options.root)
        guard meta.enrolment.identity.key.rawRepresentation == options.identity.publicKey.rawRepresentation else {
            throw JournalError.wrongKey("the identity key is not that of \(meta.enrolment.origin)")
        }
        let lock = try takeLock(layout, options.files)
        do throws(JournalError) {
            return try recover(options, layout, meta, lock)
        } catch {
            options.files.close(lock)
            throw error
        }
    }

    private static func recover(
        _ options: JournalOptions, _ layout: JournalLayout, _ meta: JournalMeta, _ lock: Int32
    ) throws(JournalError) -> sending Opened {
        let files = options.files
        let epoch = try EpochSlot.read(layout, files)
        let bootID = if let given = options.bootID { given } else { try currentBootID() }
        let recovered = try JournalRecovery(layout: layout, files: files, meta: meta, epoch: epoch).run()
        let allocator = SegmentAllocator(layout: layout, geometry: meta.geometry, files: files)
        for spare in recovered.spares { try allocator.extend(spare) }
        let pool = SparePool(
            allocator, spares: recovered.spares, next: recovered.nextSegment, made: recovered.segments)
        let engine = try CommitEngine(
            options: options, meta: meta, epoch: epoch, bootID: bootID, pool: pool, recovered: recovered)
        if let carried = recovered.carried { try engine.carry(carried) }
        try engine.writeOwn(.boot, BootDetail.opening(options, recovered.report, bootID: bootID))
        let state = JournalState(
            condition: .open, size: engine.committed.size, root: engine.committed.root, epoch: engine.epochNumber,
            segment: engine.segment, segmentsUsed: pool.counts.made - pool.counts.spare,
            segmentsTotal: meta.geometry.segments, cosigned: recovered.report.cosigned,
            failedWrites: engine.failedWrites, remark: nil)
        do throws(SystemError) {
            let core = try WriterCore(options, pool: pool, lock: lock, state: state)
            return Opened(
                core: core, engine: engine, cosignatures: CosignatureStore(layout, files, meta.enrolment),
                report: recovered.report, meta: meta)
        } catch {
            throw JournalError.system(path: options.directory, error)
        }
    }

    /// Takes the lock and writes the process's id into its file; the lock goes with the process, however it ends.
    private static func takeLock(_ layout: JournalLayout, _ files: any FileSystem) throws(JournalError) -> Int32 {
        let fd = try files.on(layout.lock) { () throws(SystemError) in try files.open(layout.lock, [.write, .create]) }
        do throws(JournalError) {
            let isFree = try files.on(layout.lock) { () throws(SystemError) in try files.lock(fd) }
            guard isFree else { throw JournalError.locked(path: layout.directory, holder: holder(fd, files)) }
            // Padded, so that a shorter number leaves nothing of a longer one behind.
            let digits = Array("\(getpid())".utf8)
            let text = digits + [UInt8](repeating: 0x20, count: max(0, lockByteCount - 1 - digits.count)) + [0x0A]
            try files.on(layout.lock) { () throws(SystemError) in try files.writeAll(fd, text, at: 0) }
            return fd
        } catch {
            files.close(fd)
            throw error
        }
    }

    private static let lockByteCount = 16

    private static func holder(_ fd: Int32, _ files: any FileSystem) -> Int32? {
        let bytes = (try? files.readAll(fd, count: lockByteCount, at: 0)) ?? []
        return Int32(String(decoding: bytes.filter { $0 > 0x20 }, as: UTF8.self))
    }

    private static func currentBootID() throws(JournalError) -> BootID {
        let path = "/proc/sys/kernel/random/boot_id"
        let files = LinuxFileSystem()
        let bytes = try files.withFile(path, []) { (fd) throws(SystemError) in
            try files.readAll(fd, count: 64, at: 0)
        }
        guard let id = BootID(uuid: String(decoding: bytes, as: UTF8.self)) else {
            throw JournalError.malformed(path: path, MalformedError("boot id", "it is not a UUID"))
        }
        return id
    }
}
