import Testing

@testable import Configuration

@Suite struct ServicesTests {
    private static let uplink = """
        [[upstream]]
        name = "committee"
        url = "https://desk.example"
        certificate = "client.pem"
        key = "client.key"
        ca = "/ca.pem"

        """

    private static let desk = """
        [desk]
        name = "committee.example/desk"
        [tls]
        certificate = "server.pem"
        key = "server.key"
        ca = "ca.pem"
        [committee]
        vkey = "committee.example+1c2d3e4f+AQIDBAUGBwgJCgsMDQ4PEBESExQVFhcYGRobHB0eHyA="

        """

    private func uplinkKeys(_ text: String) -> [String] {
        do {
            _ = try UplinkConfiguration.parse(
                [ConfigurationSource(file: "uplink.toml", text: text)], context: ConfigurationContext(folder: "/f"))
            return []
        } catch {
            return error.issues.map(\.key)
        }
    }

    private func deskKeys(_ text: String) -> [String] {
        do {
            _ = try DeskConfiguration.parse(
                [ConfigurationSource(file: "desk.toml", text: text)], context: ConfigurationContext(folder: "/f"))
            return []
        } catch {
            return error.issues.map(\.key)
        }
    }

    @Test func theSmallestUplinkHasTheDefaults() throws {
        let value = try UplinkConfiguration.parse(
            [ConfigurationSource(file: "u", text: Self.uplink)], context: ConfigurationContext(folder: "/f")
        ).value
        #expect(value.journalDirectory == "/var/lib/gatehouse/journal")
        #expect(value.controlSocket == "/run/gatehouse/control")
        #expect(value.stateDirectory == "/var/lib/gatehouse-uplink")
        #expect(value.upstreams[0].endpoint == Endpoint(host: "desk.example", port: 443))
        #expect(value.upstreams[0].key == .file("/f/client.key"))
        #expect(value.upstreams[0].authority == "/ca.pem")
        #expect(value.upstreams[0].vkey == nil)
    }

    @Test(arguments: [
        ("url = \"https://desk.example\"", "url = \"http://desk.example\"", "upstream[0].url"),
        ("url = \"https://desk.example\"", "url = \"https://desk.example/path\"", "upstream[0].url"),
        ("url = \"https://desk.example\"", "url = \"https://u@desk.example\"", "upstream[0].url"),
        ("url = \"https://desk.example\"", "", "upstream[0].url"),
        ("name = \"committee\"", "name = \"../x\"", "upstream[0].name"),
        ("key = \"client.key\"", "key = {}", "upstream[0].key"),
        ("key = \"client.key\"", "key = { file = \"a\", credential = \"b\" }", "upstream[0].key.file"),
        ("key = \"client.key\"", "vkey = \"a+b+c\"\nkey = \"client.key\"", "upstream[0].vkey"),
        ("[[upstream]]", "[timing]\nretry_min_ms = 60000\nretry_max_ms = 50\n[[upstream]]", "timing.retry_max_ms"),
        ("[[upstream]]", "[timing]\nheartbeat = 1\n[[upstream]]", "timing.heartbeat"),
    ])
    func aMistakeOfTheUplinkNamesItsKey(line: String, mistake: String, key: String) {
        #expect(uplinkKeys(Self.uplink.replacing(line: line, with: mistake)) == [key])
    }

    @Test func anUplinkNeedsAnUpstreamAndNamesAreUnique() {
        #expect(uplinkKeys("") == ["[[upstream]]"])
        #expect(uplinkKeys(Self.uplink + Self.uplink) == ["upstream[1].name"])
    }

    @Test(arguments: [
        ("name = \"committee.example/desk\"", "", ["desk.name"]),
        ("name = \"committee.example/desk\"", "name = \"a b\"", ["desk.name"]),
        ("[desk]", "[desk]\nlisten = \"8443\"", ["desk.listen"]),
        ("key = \"server.key\"", "", ["tls.key"]),
        ("[committee]", "[comittee]", ["committee.vkey", "comittee"]),
        ("[tls]", "[cosigner]\nname = \"x\"\n[tls]", ["cosigner.name"]),
    ])
    func aMistakeOfTheDeskNamesItsKey(line: String, mistake: String, keys: [String]) {
        #expect(deskKeys(Self.desk.replacing(line: line, with: mistake)).sorted() == keys.sorted())
    }
}
