internal import FoundationEssentials

/// `manifest.json` of a trust directory: when its content was fetched, and until when it may be believed.
public struct TrustManifest: Hashable, Sendable {
    /// When the content was fetched and checked.
    public var fetched: UnixTime
    /// From this time on the content is stale.
    public var freshUntil: UnixTime

    /// A manifest.
    public init(fetched: UnixTime, freshUntil: UnixTime) {
        self.fetched = fetched
        self.freshUntil = freshUntil
    }

    /// Reads `{"fetched": …, "fresh_until": …}`; each time is RFC 3339 text or whole seconds since 1970. `nil` for anything
    /// else, and when the two are the wrong way round.
    public init?(json: [UInt8]) {
        guard let members = try? JSONDecoder().decode(Members.self, from: Data(json)),
            members.fetched.time <= members.freshUntil.time
        else { return nil }
        self.init(fetched: members.fetched.time, freshUntil: members.freshUntil.time)
    }

    /// The manifest as JSON on one line.
    public var json: String {
        #"{"fetched":"\#(fetched.rfc3339)","fresh_until":"\#(freshUntil.rfc3339)"}"#
    }

    private struct Members: Decodable {
        let fetched: Time
        let freshUntil: Time

        enum CodingKeys: String, CodingKey {
            case fetched
            case freshUntil = "fresh_until"
        }
    }

    private struct Time: Decodable {
        let time: UnixTime

        init(from decoder: any Decoder) throws {
            let container = try decoder.singleValueContainer()
            if let seconds = try? container.decode(Int64.self) {
                time = UnixTime(seconds: seconds)
            } else if let read = UnixTime(rfc3339: try container.decode(String.self)) {
                time = read
            } else {
                throw DecodingError.dataCorruptedError(in: container, debugDescription: "neither RFC 3339 nor seconds")
            }
        }
    }
}
