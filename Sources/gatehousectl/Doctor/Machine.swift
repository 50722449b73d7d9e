import CLinux
import Codes
import Configuration
import Devices
import Glibc
import Wire

/// The facts of this machine that `doctor` judges.
enum Machine {
    static var now: UnixTime { UnixTime(microseconds: gh_wall_clock_us()) }

    /// The names of all processes, as the kernel has them.
    static var processes: Set<String> {
        let numbers = ((try? Files.names(in: "/proc")) ?? []).filter { Int32($0) != nil }
        return Set(
            numbers.compactMap { number in
                guard let text = try? Files.read("/proc/\(number)/comm", limit: 64) else { return nil }
                return String(decoding: text.prefix { $0 != 0x0A }, as: UTF8.self)
            })
    }

    /// The members of a group; `nil` when there is none.
    static func members(of group: String) -> [String]? {
        guard let entry = getgrnam(group) else { return nil }
        var members: [String] = []
        var next = entry.pointee.gr_mem
        while let name = next?.pointee {
            members.append(String(cString: name))
            next = next?.advanced(by: 1)
        }
        return members
    }

    static var caller: (name: String, isRoot: Bool) {
        let name = getpwuid(geteuid()).map { String(cString: $0.pointee.pw_name) } ?? "user \(geteuid())"
        return (name, geteuid() == 0)
    }

    /// The group and the mode of a node.
    static func access(_ node: String) -> (group: String, mode: UInt32)? {
        var facts = stat()
        guard stat(node, &facts) == 0 else { return nil }
        let group = getgrgid(facts.st_gid).map { String(cString: $0.pointee.gr_name) } ?? "\(facts.st_gid)"
        return (group, facts.st_mode & 0o777)
    }

    /// Bytes that are free where `path` is.
    static func free(at path: String) -> Int? {
        var facts = statvfs()
        guard statvfs(path, &facts) == 0 else { return nil }
        return Int(facts.f_bavail) * Int(facts.f_frsize)
    }

    static func exists(_ path: String) -> Bool { Glibc.access(path, F_OK) == 0 }

    static var rules: RulesCheck {
        RulesCheck(
            installed: Set(
                RulesCheck.names.filter { name in RulesCheck.folders.contains { exists("\($0)/\(name)") } }))
    }

    static func unit(unreachable: String?) -> UnitCheck {
        let folders = ["/etc/systemd/system", "/lib/systemd/system", "/usr/lib/systemd/system"]
        return UnitCheck(
            hasSystemd: exists("/run/systemd/system"),
            isInstalled: folders.contains { exists("\($0)/gatehoused.service") },
            isEnabled: exists("/etc/systemd/system/multi-user.target.wants/gatehoused.service"),
            unreachable: unreachable)
    }

    static func trust(_ configuration: GateConfiguration) -> TrustCheck {
        var check = TrustCheck(
            directory: configuration.trustDirectory, mayReadIdentity: geteuid() == 0, now: now)
        do throws(TrustDirectoryError) {
            _ = try TrustDirectory(path: configuration.trustDirectory).load()
        } catch {
            check.problem = error.description
        }
        let manifest = try? Files.read(configuration.trustDirectory + "/manifest.json", limit: 64 << 10)
        check.freshUntil = manifest.flatMap { TrustManifest(json: $0) }?.freshUntil
        do throws(SecretError) {
            _ = try configuration.identity.load()
        } catch {
            check.identityProblem = error.description
        }
        return check
    }
}
