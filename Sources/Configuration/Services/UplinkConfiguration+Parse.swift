extension UplinkConfiguration {
    /// A journal goes to a committee, perhaps to a district and a peer gate.
    private static let upstreamLimit = 16

    /// The configuration of the sources laid over each other, the main file first.
    ///
    /// Throws everything that is wrong, not the first.
    public static func parse(
        _ sources: [ConfigurationSource], context: ConfigurationContext
    ) throws(ConfigurationError) -> Configured<UplinkConfiguration> {
        let folder = context.folder
        return try ConfigurationParser.run(sources) { root in
            UplinkConfiguration(
                journalDirectory: root.section("journal").onlyPath(
                    "directory", in: folder, default: "/var/lib/gatehouse/journal"),
                controlSocket: root.section("control").onlyPath(
                    "socket", in: folder, default: "/run/gatehouse/control"),
                stateDirectory: root.section("state").onlyPath(
                    "directory", in: folder, default: "/var/lib/gatehouse-uplink"),
                upstreams: readUpstreams(root, folder: folder), resolvers: readResolvers(root, folder: folder),
                timing: readTiming(root.section("timing")))
        }
    }

    private static func readUpstreams(_ root: Section, folder: String) -> [Upstream] {
        let sections = root.sections("upstream", limit: upstreamLimit)
        if sections.isEmpty {
            root.missing("[[upstream]]", example: "[[upstream]] with name and url = \"https://desk.example:8443\"")
        }
        let upstreams = sections.map { readUpstream($0, folder: folder) }
        sections.reportDoubles(what: "upstream")
        return upstreams
    }

    private static func readUpstream(_ section: Section, folder: String) -> Upstream {
        defer { section.finish() }
        return Upstream(
            name: section.name("name", example: "\"committee\""),
            endpoint: section.httpsEndpoint("url", example: "https://desk.example:8443"),
            vkey: section.vkey("vkey"),
            certificate: section.path("certificate", in: folder, example: "\"client.pem\""),
            key: section.secret("key", in: folder, example: "\"client.key\""),
            authority: section.path("ca", in: folder, example: "\"ca.pem\""))
    }

    private static func readTiming(_ section: Section) -> Timing {
        defer { section.finish() }
        // The defaults are the protocol's: a heartbeat every 60 s, full jitter from 1 s to 5 min.
        let timing = Timing(
            heartbeatSeconds: section.integer("heartbeat_s", in: 1...3600, default: 60, unit: "s"),
            retryMinimumMilliseconds: section.integer("retry_min_ms", in: 50...60_000, default: 1000, unit: "ms"),
            retryMaximumMilliseconds: section.integer("retry_max_ms", in: 50...3_600_000, default: 300_000, unit: "ms"),
            requestMilliseconds: section.integer("request_ms", in: 500...120_000, default: 10_000, unit: "ms"))
        if timing.retryMinimumMilliseconds > timing.retryMaximumMilliseconds {
            section.error(
                "retry_max_ms", "is below retry_min_ms", remedy: "write at least \(timing.retryMinimumMilliseconds)")
        }
        return timing
    }
}
