extension RiskAreas {
    /// The list's name in the trust directory.
    public static let fileName = "risk-areas.json"
    /// The largest file: all areas that a list may have, with names of the usual length, twice over.
    public static let largestFile = 8 << 20
    /// The longest name of an area, in UTF-8 bytes: the longest of China's divisions, down to a building, stay below it.
    public static let longestName = 256

    /// Reads `{"issued": …, "fresh_until": …, "areas": [{"name": …, "level": "medium" | "high", "from": …, "until": …}]}`;
    /// times are RFC 3339, and `until` may be missing or null while the area is listed.
    ///
    /// - Throws: `TrustError` that names the first area that is wrong: a list that is read in part lets people pass who
    ///   should not.
    init(file: TrustFile) throws(TrustError) {
        func wrong(_ problem: String, _ remedy: String) -> TrustError {
            TrustError(path: file.path, problem: problem, remedy: remedy)
        }
        guard file.bytes.count <= Self.largestFile else {
            throw wrong("is larger than \(Self.largestFile >> 20) MiB", "list only areas of the last months")
        }
        // Each area has five values, and the list a few of its own.
        let limits = JSONReader.Limits(depth: 4, items: Self.mostAreas * 6 + 16)
        guard let value = try? JSONReader.read(file.bytes, limits: limits).value else {
            throw wrong("is not JSON within the limits", "fetch the list again")
        }
        guard let issued = value["issued"]?.time, let freshUntil = value["fresh_until"]?.time, issued <= freshUntil
        else {
            throw wrong(
                "has no \"issued\" before \"fresh_until\"", "write both as RFC 3339 times, or fetch the list again")
        }
        guard let items = value["areas"]?.array, items.count <= Self.mostAreas else {
            throw wrong("has no \"areas\", or more than \(Self.mostAreas)", "write them as an array")
        }
        var areas: [RiskArea] = []
        areas.reserveCapacity(items.count)
        for (index, item) in items.enumerated() {
            guard let area = RiskArea(item) else {
                throw wrong(
                    "area \(index + 1) lacks a name, a level (medium, high) or its times, or ends before it begins",
                    "write {\"name\": …, \"level\": \"medium\", \"from\": …, \"until\": …}")
            }
            areas.append(area)
        }
        self.init(issued: issued, freshUntil: freshUntil, areas: areas)
    }
}

extension RiskArea {
    fileprivate init?(_ value: JSONValue) {
        guard let name = value["name"]?.string, !NameForm.normalised(name).isEmpty,
            name.utf8.count <= RiskAreas.longestName,
            let level = value["level"]?.string.flatMap(RiskLevel.init(rawValue:)), let from = value["from"]?.time
        else { return nil }
        var until: UnixTime?
        if let end = value["until"], end != .null {
            guard let time = end.time, from <= time else { return nil }
            until = time
        }
        self.init(name: name, level: level, from: from, until: until)
    }
}

extension JSONValue {
    /// The RFC 3339 time that the text is.
    fileprivate var time: UnixTime? { string.flatMap { UnixTime(rfc3339: $0) } }
}
