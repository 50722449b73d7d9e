import Codes

extension GateConfiguration {
    /// A city, a province and a few employers.
    static let resolverLimit = 16

    static func readResolvers(_ root: Section, site: SiteConfiguration) -> [ResolverFamily] {
        let sections = root.sections("resolver", limit: resolverLimit)
        let families = sections.map { ResolverFamily.read($0, site: site) }
        sections.reportDoubles(what: "resolver")
        return families
    }
}

extension ResolverFamily {
    /// More shapes than one provider has.
    private static let shapeLimit = 16
    /// What codes of other schemes begin with: those are verified at the gate, and go to nobody.
    private static let taken = ["GH1:", "HC1:", "AT1:", "shc:/", "NZCP:/"]

    static func read(_ section: Section, site: SiteConfiguration) -> ResolverFamily {
        defer { section.finish() }
        let shapes = section.sections("codes", limit: shapeLimit)
        if !section.has("codes") {
            section.missing(
                "codes",
                example: "[{ prefix = \"https://codes.example.gov.cn/\", alphabet = \"url\", length = [8, 400] }]")
        } else if shapes.isEmpty, section.value("codes")?.tables == nil {
            section.error("codes", "has no shape", remedy: "say what the codes look like, or remove the [[resolver]]")
        }
        return ResolverFamily(
            name: section.name("name", example: "\"shanghai\""), shapes: shapes.compactMap(readShape),
            place: section.string("place", default: "\(site.name) \(site.gate)"),
            cacheSeconds: Int64(
                section.integer("cache_s", in: 0...Int(ResolverCache.longestLife), default: 0, unit: "s")))
    }

    private static func readShape(_ section: Section) -> CodeShape? {
        defer { section.finish() }
        let prefix = section.optionalString("prefix") ?? ""
        let alphabet = section.word(
            "alphabet", of: CodeShape.Alphabet.allCases.map { ($0.rawValue, $0) }, default: .token)
        if !section.has("alphabet") { section.missing("alphabet", example: "\"url\"") }
        guard let lengths = readLengths(section) else { return nil }
        if let other = taken.first(where: { prefix.hasPrefix($0) || $0.hasPrefix(prefix) && !prefix.isEmpty }) {
            section.error(
                "prefix", "takes codes that begin with \(other), which the gate verifies itself",
                remedy: "write what only the provider's codes begin with")
            return nil
        }
        if let shape = CodeShape(prefix: prefix, alphabet: alphabet, lengths: lengths) { return shape }
        section.error(
            section.has("prefix") ? "prefix" : "length", "would take codes of strangers",
            remedy:
                "begin it with a whole host and the slash behind it (https://codes.example.gov.cn/), without spaces; "
                + "codes without a prefix have at least 16 characters and another alphabet than \"url\"")
        return nil
    }

    /// `length = [8, 400]`, or one number.
    private static func readLengths(_ section: Section) -> ClosedRange<Int>? {
        guard let entry = section.value("length") else {
            section.missing("length", example: "[8, 400]")
            return nil
        }
        let numbers: [Int?] =
            switch entry.content {
            case .integer(let number): [number, number]
            case .array(let elements):
                elements.map { if case .integer(let number) = $0.content { number } else { nil } }
            default: []
            }
        let range = 1...CodeReader.longestCode
        guard numbers.count == 2, let least = numbers[0], let most = numbers[1], range.contains(least),
            range.contains(most), least <= most
        else {
            section.error(
                "length", "is not the least and the most characters behind the prefix",
                remedy: "write two numbers from 1 to \(CodeReader.longestCode), as in: length = [8, 400]")
            return nil
        }
        return least...most
    }
}
