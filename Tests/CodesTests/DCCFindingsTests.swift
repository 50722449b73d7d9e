import Codes
import Testing

/// Real certificates differ from the schema in all these ways: they are verified, and the difference is said.
@Suite("EU certificates that differ from the schema")
struct DCCFindingsTests {
    static func advisories(_ content: CBORValue) throws -> [String] {
        let result = try DCCFixture().verify(DCCFixture.claims(content))
        #expect(result.outcome == .verified && result.evidence.count == 1)
        return result.advisories
    }

    @Test("members of the person")
    func person() throws {
        let cases: [(String, CBORValue?, [String])] = [
            ("ver", nil, ["hc1.schema.ver"]), ("ver", "1.3", ["hc1.schema.ver"]), ("dob", nil, ["hc1.schema.dob"]),
            ("dob", "1998", []), ("dob", "1998-02", []), ("dob", "", []), ("dob", "1898-02-26", ["hc1.schema.dob"]),
            ("dob", "1998-02-26T00:00:00", ["hc1.schema.dob"]), ("nam", nil, ["hc1.schema.nam", "hc1.schema.nam.fnt"]),
            ("nam", ["fnt": "A"], []), ("nam", ["fn": "A", "gnt": .null, "gn": .undefined], ["hc1.schema.nam.fnt"]),
            ("nam", ["fnt": "Ä", "gnt": "a b"], ["hc1.schema.nam.fnt", "hc1.schema.nam.gnt"]),
            ("nam", ["fnt": "A", "fn": .text(String(repeating: "水", count: 81))], ["hc1.schema.nam.fn"]),
        ]
        for (name, value, expected) in cases {
            #expect(try Self.advisories(DCCFixture.content { $0[.text(name)] = value }) == expected, "\(name)")
        }
    }

    @Test("members of the entry")
    func entries() throws {
        let cases: [(String, String, CBORValue?, [String])] = [
            ("v", "dn", 1.0, ["schema.v.dn"]), ("v", "dn", "1", ["schema.v.dn"]), ("v", "sd", 0, ["schema.v.sd"]),
            ("v", "dt", "2021-06-11T10:00:00Z", ["schema.v.dt"]), ("v", "dt", .tagged(0, "2021-06-11"), []),
            ("v", "mp", "EU/1/99/1", ["value.v.mp"]), ("v", "vp", "x", ["value.v.vp"]),
            ("v", "ma", nil, ["schema.v.ma"]),
            ("v", "tg", "1", ["value.v.tg"]), ("v", "co", "UNHCR", ["value.v.co"]), ("v", "ci", .null, ["schema.v.ci"]),
            ("t", "sc", "2021-08-13T12:34:56+0200", ["schema.t.sc"]), ("t", "sc", "2021-08-13T12:34:56+02:00", []),
            ("t", "sc", .tagged(0, "2021-08-13T12:34:56Z"), []), ("t", "tt", "x", ["value.t.tt"]), ("t", "tc", nil, []),
            ("t", "nm", 1, ["schema.t.nm"]), ("t", "dr", "", []), ("r", "df", "2021-05", ["schema.r.df"]),
            ("r", "du", nil, ["schema.r.du"]), ("r", "is", .bytes([1]), ["schema.r.is"]),
        ]
        let entries = ["v": DCCFixture.vaccination, "t": DCCFixture.test, "r": DCCFixture.recovery]
        for (group, name, value, expected) in cases {
            let content = DCCFixture.entry(group, entries[group] ?? [:]) { $0[.text(name)] = value }
            #expect(try Self.advisories(content) == expected.map { "hc1." + $0 }, "\(group).\(name)")
        }
    }

    @Test("an entry of nothing is still signed, and all that is missing is said")
    func empty() throws {
        let result = try DCCFixture().verify(DCCFixture.claims(DCCFixture.content([("v", [[:]])])))
        #expect(result.outcome == .verified)
        #expect(result.evidence == [CodeEvidence(kind: "vaccination")])
        #expect(result.advisories.count == 10)
    }

    @Test(
        "dates as issuers write them",
        arguments: [
            ("2021-08-13T12:34:56+0200", "2021-08-13T10:34:56Z"), ("2021-08-13T12:34:56+02", "2021-08-13T10:34:56Z"),
            ("2021-08-13T12:34:56", "2021-08-13T12:34:56Z"), ("2021-08-13T12:34Z", "2021-08-13T12:34:00Z"),
            (" 2021-08-13 ", "2021-08-13T00:00:00Z"), ("2021-08-13T12:34:56.789Z", "2021-08-13T12:34:56.789Z"),
            ("2021-08-13T12:34:56.7890000-05:00", "2021-08-13T17:34:56.789Z"),
        ])
    func dates(_ text: String, _ time: String) throws {
        let content = DCCFixture.entry("t", DCCFixture.test) { $0["sc"] = .text(text) }
        let result = try DCCFixture().verify(DCCFixture.claims(content))
        #expect(result.evidence.first?.validFrom == UnixTime(rfc3339: time))
    }

    @Test(
        "whole floats count as doses; dates that are none give no time",
        arguments: ["2021-13-01", "", "11.6.2021", "x"])
    func forms(_ text: String) throws {
        let content = DCCFixture.entry("v", DCCFixture.vaccination) { entry in
            entry["dn"] = 3.0
            entry["sd"] = 3.0
            entry["dt"] = .text(text)
        }
        let evidence = try #require(try DCCFixture().verify(DCCFixture.claims(content)).evidence.first)
        #expect(evidence.attributes["doses"] == "3/3" && evidence.validFrom == nil)
    }
}
