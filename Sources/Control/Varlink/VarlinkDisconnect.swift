/// Why a connection was ended by our side. There is no reply to such a peer: it does not speak the protocol, or does not
/// listen.
public enum VarlinkDisconnect: String, Error, Hashable, Sendable, CaseIterable {
    /// A message did not end within the limit.
    case messageTooLong = "message-too-long"
    /// A message is not a JSON object with the keys of a call.
    case malformed
    /// A message nests deeper than `JSONDepth.limit`.
    case tooDeep = "too-deep"
    /// The peer reads more slowly than its stream runs; it is never waited for.
    case slowReader = "slow-reader"
    /// Too many connections; this one was quiet for the longest time.
    case crowdedOut = "crowded-out"
    /// The peer closed the connection.
    case closed
}
