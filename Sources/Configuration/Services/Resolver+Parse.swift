import Codes

extension UplinkConfiguration {
    static func readResolvers(_ root: Section, folder: String) -> [Resolver] {
        let sections = root.sections("resolver", limit: GateConfiguration.resolverLimit)
        let resolvers = sections.map { readResolver($0, folder: folder) }
        sections.reportDoubles(what: "resolver")
        return resolvers
    }

    private static func readResolver(_ section: Section, folder: String) -> Resolver {
        defer { section.finish() }
        let secrets = readSecrets(section.section("secrets"), folder: folder)
        let provider = ResolverProvider(
            name: section.name("name", example: "\"shanghai\""),
            steps: ResolverStep.read(section, secrets: Set(secrets.keys)), answer: ResolverAnswerMap.read(section),
            purpose: section.string("purpose", example: "\"进入小区\""))
        for name in secrets.keys.sorted() where !provider.secrets.contains(name) {
            section.section("secrets").warning(
                name, "is in no request", remedy: "write {secret:\(name)} where it belongs, or remove it")
        }
        return Resolver(
            provider: provider, endpoint: section.httpsEndpoint("url", example: "https://codes.example.gov.cn"),
            authority: section.optionalPath("ca", in: folder), secrets: secrets)
    }

    private static func readSecrets(_ section: Section, folder: String) -> [String: SecretSource] {
        defer { section.finish() }
        var secrets: [String: SecretSource] = [:]
        for name in section.table.entries.keys.sorted() {
            guard name.allSatisfy({ $0.isLetter || $0.isNumber || "-_.".contains($0) }) else {
                section.error(name, "is not a name", remedy: "use letters, digits, '-', '_' or '.'")
                continue
            }
            secrets[name] = section.secret(name, in: folder, example: "{ credential = \"city.key\" }")
        }
        return secrets
    }
}

extension ResolverAnswerMap {
    /// `fields`, `colours`, `status` and `utc_offset_min` of a `[[resolver]]`.
    static func read(_ section: Section) -> ResolverAnswerMap {
        var map = ResolverAnswerMap(fields: [:], colours: [:])
        let fields = section.section("fields")
        for field in Field.allCases {
            map.fields[field] = fields.optionalString(field.rawValue).flatMap { path(fields, field.rawValue, $0) }
        }
        if !fields.has(Field.colour.rawValue) { fields.missing(Field.colour.rawValue, example: "\"data.grade\"") }
        fields.finish()
        let colours = section.section("colours")
        let words = HealthColour.allCases.map { ($0.rawValue, $0) }
        for key in colours.table.entries.keys.sorted() {
            map.colours[key] = colours.word(key, of: words, default: .pending)
        }
        if map.colours.isEmpty { section.missing("colours", example: "{ \"00\" = \"green\", \"01\" = \"yellow\" }") }
        readStatus(section, &map)
        // The widest offsets of the world's time zones; the default is the one of all of China.
        map.utcOffset = 60 * section.integer("utc_offset_min", in: -720...840, default: chinaOffset / 60, unit: "min")
        return map
    }

    private static func readStatus(_ section: Section, _ map: inout ResolverAnswerMap) {
        guard section.has("status") else {
            _ = section.value("status")
            return
        }
        let status = section.section("status")
        defer { status.finish() }
        if let text = status.optionalString("path") {
            map.status = path(status, "path", text)
        } else if !status.has("path") {
            status.missing("path", example: "\"errcode\"")
        }
        map.good = Set((status.strings("good") ?? []).map(\.0))
        map.bad = Set((status.strings("bad") ?? []).map(\.0))
        if map.good.isEmpty { status.missing("good", example: "[\"0\"]") }
        if let both = map.good.intersection(map.bad).min() {
            status.error("bad", "has \"\(both)\", which is good", remedy: "write it in one of the two")
        }
    }

    static func path(_ section: Section, _ key: String, _ text: String) -> ResolverPath? {
        if let path = ResolverPath(text) { return path }
        section.error(
            key, "\"\(text)\" is no place in an answer",
            remedy: "write names and numbers with dots between them, eight at most: \(key) = \"data.list.0.name\"")
        return nil
    }
}
