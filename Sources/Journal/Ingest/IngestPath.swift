/// The paths and media types of gatehouse-ingest/1, the protocol between a gate and whoever keeps a copy of its log.
public enum IngestPath {
    /// `PUT` of blobs, each found again by its digest: details and sealed parts.
    public static let sealed = "/v1/sealed"
    /// `POST` of a checkpoint with a consistency proof (C2SP tlog-witness 1.0.0).
    public static let addCheckpoint = "/add-checkpoint"

    /// `POST` of leaves to one log: the log is named by SHA-256 of its origin, in hexadecimal.
    public static func append(origin: String) -> String {
        "/v1/logs/\(Hash256(of: origin))/append"
    }

    /// The media type of an ``AppendRequest``.
    public static let appendType = "application/vnd.gatehouse.append"
    /// The media type of a ``BlobBatch``.
    public static let blobsType = "application/vnd.gatehouse.blobs"
    /// The media type of an ``AppendConflict``.
    public static let conflictType = "text/vnd.gatehouse.conflict"
    /// The media type of notes and signature lines.
    public static let noteType = "text/plain; charset=utf-8"
    /// The media type of a size that answers `add-checkpoint` with 409.
    public static let sizeType = "text/x.tlog.size"
}
