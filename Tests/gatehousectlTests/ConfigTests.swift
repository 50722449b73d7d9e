import Foundation
import TestSupport
import Testing

@Suite struct ConfigTests {
    let directory: TemporaryDirectory

    init() throws {
        directory = try TemporaryDirectory()
        let site = try Tool.run("site", "init", "--development", directory.file("site"))
        try #require(site.code == 0, "\(site.complaint)")
    }

    @Test func aWholeSiteIsMadeAndGood() throws {
        for (name, words) in [("gatehouse", "3 devices"), ("uplink", "the uplink"), ("desk", "the desk")] {
            let result = try Tool.run("config", "check", "--config", directory.file("site/\(name).toml"))
            #expect(result.code == 0)
            #expect(result.complaint == "")
            #expect(result.output.contains(words))
        }
        let again = try Tool.run("site", "init", "--development", directory.file("site"))
        #expect(again.code == 2)
        #expect(again.complaint.contains("not empty"))
    }

    @Test func mistakesAreNamed() throws {
        let path = directory.file("site/gatehouse.toml")
        var text = try String(contentsOfFile: path, encoding: .utf8)
        text += "\n[temprature]\nthreshold = 37.3\n"
        try text.write(toFile: path, atomically: true, encoding: .utf8)
        let line = text.split(separator: "\n", omittingEmptySubsequences: false).firstIndex(of: "[temprature]") ?? -1
        let result = try Tool.run("config", "check", "--config", path)
        #expect(result.code == 2)
        #expect(result.complaint.contains("\(path):\(line + 1): error: temprature"))
        #expect(result.complaint.contains("temperature"))

        let json = try Tool.run("config", "check", "--json", "--config", path)
        #expect(json.code == 2)
        let report = try Tool.object(json.output)
        #expect(report["ok"] as? Bool == false)
        let issue = try #require((report["issues"] as? [[String: Any]])?.first)
        #expect(Set(issue.keys) == ["severity", "file", "line", "key", "problem", "remedy"])
        #expect(issue["line"] as? Int == line + 1)
    }

    @Test func aFileThatIsNotThereIsTwo() throws {
        let result = try Tool.run("config", "check", "--config", "/nowhere/gatehouse.toml")
        #expect(result.code == 2)
        #expect(result.complaint.contains("/nowhere/gatehouse.toml: error: "))
    }

    @Test func siteInitInJSON() throws {
        let result = try Tool.run("site", "init", "--json", "--development", directory.file("other"))
        let report = try Tool.object(result.output)
        #expect((report["run"] as? [[String: Any]])?.count == 4)
        #expect((report["warning"] as? String)?.contains("DEVELOPMENT") == true)
    }
}
