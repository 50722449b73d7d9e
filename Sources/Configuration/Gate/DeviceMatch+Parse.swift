import Wire

extension DeviceMatch {
    static func read(_ device: Section, folder: String) -> DeviceMatch {
        guard device.has("match") else {
            _ = device.value("match")
            device.missing("match", example: "{ path = \"pci-0000:00:14.0-usb-0:1.2:1.0\" }")
            return DeviceMatch()
        }
        let section = device.section("match")
        defer { section.finish() }
        let match = DeviceMatch(
            path: section.optionalString("path"), vendor: section.usbNumber("vendor"),
            product: section.usbNumber("product"), serial: section.optionalString("serial"),
            interface: section.has("interface") ? section.integer("interface", in: 0...255, default: 0) : nil,
            descriptors: section.descriptors("descriptors"), tty: section.optionalPath("tty", in: folder))
        _ = section.value("interface")
        if section.table.entries.isEmpty {
            device.error("match", "matches nothing", remedy: "write path, vendor and product, serial, or tty")
        }
        if section.has("tty"), section.table.entries.count > 1 {
            section.error("tty", "stands alone", remedy: "remove the other attributes, or tty")
        }
        if section.has("vendor") != section.has("product") {
            section.error(
                section.has("vendor") ? "vendor" : "product", "USB ids come in pairs",
                remedy: "write both, as in: vendor = \"1a86\", product = \"7523\"")
        }
        match.check(section)
        return match
    }

    /// What is well written and still finds nothing.
    private func check(_ section: Section) {
        guard let identity, !section.table.entries.isEmpty else { return }
        if !identity.namesADevice {
            section.error(
                section.has("interface") ? "interface" : "descriptors", "fits half of what is plugged in",
                remedy: "write path, serial, or vendor and product beside it")
        }
        guard identity.path == nil, identity.serial == nil, let vendor, let product,
            let chip = DeviceCatalogue.converter(vendor: vendor, product: product)
        else { return }
        section.warning(
            "vendor", "a \(chip.name) carries bytes for any device, and is never claimed by its ids alone",
            remedy: "write its path, which `gatehousectl device bind` finds and writes for you")
    }
}

extension Section {
    /// A hash of descriptors: sixteen hexadecimal digits.
    fileprivate func descriptors(_ key: String) -> String? {
        guard value(key) != nil, let text = optionalString(key) else { return nil }
        if text.utf8.count == 16, text.allSatisfy(\.isHexDigit) { return text.lowercased() }
        error(key, "is not a hash of descriptors", remedy: "copy it from `gatehousectl device bind --json`")
        return nil
    }

    /// A USB id: four hexadecimal digits in quotes, or a number.
    fileprivate func usbNumber(_ key: String) -> UInt16? {
        guard let entry = value(key) else { return nil }
        let number: UInt16? =
            switch entry.content {
            case .integer(let number): UInt16(exactly: number)
            case .string(let text) where text.utf8.count == 4 && text.allSatisfy(\.isHexDigit): UInt16(text, radix: 16)
            default: nil
            }
        if number == nil {
            error(key, "is not a USB id", remedy: "write four hexadecimal digits, as in: \(key) = \"1a86\"")
        }
        return number
    }
}
