import Foundation
import Testing

@testable import Wire

/// The udev rules have the devices of the catalogue, and no others. What the rules do, `Scripts/check-rules` tests.
struct UdevRulesTests {
    /// A line that marks devices: its vendors, and its products; none for all of a vendor.
    private struct Line {
        var vendors: Set<String>
        var products: Set<String>
    }

    private static func lines() throws -> [Line] {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appendingPathComponent("udev-rules/70-gatehouse.rules"), encoding: .utf8)
        return text.split(separator: "\n").filter { $0.hasPrefix("ATTRS{idVendor}") }.map { line in
            func words(_ key: String) -> Set<String> {
                guard let start = line.range(of: "ATTRS{\(key)}==\"")?.upperBound else { return [] }
                return Set(line[start...].prefix { $0 != "\"" }.split(separator: "|").map(String.init))
            }
            return Line(vendors: words("idVendor"), products: words("idProduct"))
        }
    }

    private static var patterns: [DevicePattern] {
        DeviceCatalogue.models.filter {
            if case .unsupported = $0.support { false } else { true }
        }.flatMap(\.patterns)
    }

    @Test func everyDeviceOfTheCatalogueHasARule() throws {
        let lines = try Self.lines()
        #expect(lines.count > 10)
        for pattern in Self.patterns {
            guard let vendor = pattern.vendor.map(DeviceNode.hex) else { continue }
            let product = pattern.product.map(DeviceNode.hex)
            let has = lines.contains { line in
                line.vendors.contains(vendor)
                    && (line.products.isEmpty || (product.map { line.products.contains($0) } ?? false))
            }
            #expect(has, "\(vendor):\(product ?? "*") has no rule")
        }
    }

    @Test func everyRuleHasADeviceOfTheCatalogue() throws {
        for line in try Self.lines() {
            for vendor in line.vendors {
                let known = Self.patterns.filter { $0.vendor.map(DeviceNode.hex) == vendor }
                #expect(!known.isEmpty, "\(vendor) is not in the catalogue")
                for product in line.products {
                    #expect(known.contains { $0.product.map(DeviceNode.hex) == product }, "\(vendor):\(product)")
                }
            }
        }
    }
}
