import Testing

@testable import Wire

/// Builds report descriptors item by item, so that a test says what it means.
private func descriptor(_ text: String) -> [UInt8] {
    (try? HexBytes.parse(Array(text.utf8))) ?? []
}

private func failure(_ bytes: [UInt8]) -> HIDDescriptorError? {
    do throws(HIDDescriptorError) {
        _ = try HIDReportDescriptor(bytes)
        return nil
    } catch {
        return error
    }
}

@Suite("HID report descriptors")
struct HIDReportDescriptorTests {
    @Test func countedScanner() throws {
        let parsed = try HIDReportDescriptor(HIDPOSVectors.descriptor64)
        #expect(parsed.applications == [HIDUsage(page: 0x8C, id: 2)])
        #expect(parsed.numbersReports)
        #expect(parsed.packetLength(.input, report: 2) == 64)
        #expect(parsed.packetLength(.output, report: 2) == nil)
        #expect(HIDPOSLayout(parsed)?.length == HIDBits(offset: 8, count: 8))
        #expect(HIDPOSLayout(parsed)?.aim.map(\.offset) == [16, 24, 32])
        #expect(HIDPOSLayout(parsed)?.data == HIDBits(offset: 40, count: 448))
        #expect(HIDPOSLayout(parsed)?.continued == HIDBits(offset: 504, count: 1))
    }

    @Test func uncountedScanner() throws {
        let parsed = try HIDReportDescriptor(HIDPOSVectors.descriptor61)
        #expect(parsed.packetLength(.input, report: 2) == 61)
        #expect(HIDPOSLayout(parsed)?.length == nil)
        #expect(HIDPOSLayout(parsed)?.data == HIDBits(offset: 32, count: 448))
        #expect(HIDPOSLayout(parsed)?.continued == HIDBits(offset: 480, count: 1))
    }

    /// HID 1.11, appendix E.6, the boot keyboard: ranges, an array, an output report, no report numbers.
    @Test func bootKeyboard() throws {
        let parsed = try HIDReportDescriptor(
            descriptor(
                """
                05 01 09 06 A1 01 05 07 19 E0 29 E7 15 00 25 01 75 01 95 08 81 02 95 01 75 08 81 01
                95 05 75 01 05 08 19 01 29 05 91 02 95 01 75 03 91 01
                95 06 75 08 15 00 25 65 05 07 19 00 29 65 81 00 C0
                """))
        #expect(!parsed.numbersReports)
        #expect(parsed.packetLength(.input, report: 0) == 8)
        #expect(parsed.packetLength(.output, report: 0) == 1)
        #expect(parsed.fields.count == 5)
        #expect(parsed.fields[0].run(of: HIDUsage(page: 7, id: 0xE2)) == HIDBits(offset: 2, count: 1))
        #expect(parsed.fields[1].isConstant)
        #expect(parsed.fields[2].kind == .output)
        #expect(!parsed.fields[4].isVariable)
        #expect(parsed.fields[4].run(of: HIDUsage(page: 7, id: 4)) == nil)
        #expect(HIDPOSLayout(parsed) == nil)
    }

    @Test func globalsAreSavedAndLocalsForgotten() throws {
        // Push, another page and size, pop: the second field is as before the push, and has no usage left.
        let parsed = try HIDReportDescriptor(
            descriptor("05 8C 75 08 95 02 A4 05 01 75 10 95 01 09 3B 81 02 B4 09 FE 81 02 81 02"))
        #expect(parsed.fields.map(\.elementSize) == [16, 8, 8])
        #expect(parsed.fields.map(\.bitOffset) == [0, 16, 32])
        #expect(parsed.fields[0].run(of: HIDUsage(page: 1, id: 0x3B)) == HIDBits(offset: 0, count: 16))
        #expect(parsed.fields[1].run(of: HIDUsage(page: 0x8C, id: 0xFE)) == HIDBits(offset: 16, count: 16))
        #expect(parsed.fields[2].usages.isEmpty)
    }

    @Test func longItemsExtendedUsagesAndDelimiters() throws {
        let parsed = try HIDReportDescriptor(
            descriptor(
                "FE 03 F0 AA BB CC 05 01 0B FE 00 8C 00 75 08 95 01 81 02 A9 01 09 01 09 02 A9 00 09 03 95 02 81 02"))
        #expect(parsed.fields.count == 2)
        #expect(parsed.fields[0].run(of: HIDUsage(page: 0x8C, id: 0xFE)) == HIDBits(offset: 0, count: 8))
        #expect(parsed.fields[1].run(of: HIDUsage(page: 1, id: 1)) == HIDBits(offset: 8, count: 8))
        #expect(parsed.fields[1].run(of: HIDUsage(page: 1, id: 2)) == nil)
        #expect(parsed.fields[1].run(of: HIDUsage(page: 1, id: 3)) == HIDBits(offset: 16, count: 8))
    }

    @Test func runsOfUsages() {
        func field(_ usages: [HIDUsageRange], count: Int) -> HIDField {
            HIDField(
                kind: .input, report: 1, bitOffset: 8, elementSize: 8, count: count, isConstant: false,
                isVariable: true, usages: usages)
        }
        let one = { (id: UInt16) in HIDUsageRange(page: 1, low: id, high: id) }
        let three = HIDUsage(page: 1, id: 3)
        #expect(field([one(3)], count: 5).run(of: three) == HIDBits(offset: 8, count: 40))
        #expect(field([one(3), one(4)], count: 5).run(of: three) == HIDBits(offset: 8, count: 8))
        #expect(field([one(4), one(3), one(3)], count: 5).run(of: three) == HIDBits(offset: 16, count: 32))
        #expect(
            field([HIDUsageRange(page: 1, low: 1, high: 3)], count: 9).run(of: three) == HIDBits(offset: 24, count: 56))
        #expect(field([HIDUsageRange(page: 1, low: 1, high: 9)], count: 2).run(of: three) == nil)
        #expect(field([HIDUsageRange(page: 1, low: 0, high: 0xFFFF)], count: 2).run(of: three) == nil)
        #expect(field([], count: 2).run(of: three) == nil)
    }

    @Test(arguments: [
        ("85 00", HIDDescriptorError.value(offset: 0)), ("86 00 01", .value(offset: 0)),
        ("A1 01", .unbalanced(offset: 2)),
        ("A1 01 C0 C0", .unbalanced(offset: 3)), ("B4", .unbalanced(offset: 0)), ("0C", .reservedItem(offset: 0)),
        ("05", .truncatedItem(offset: 0)), ("07 00 00 00", .truncatedItem(offset: 0)),
        ("FE 05 00 01", .truncatedItem(offset: 0)),
        ("FE", .truncatedItem(offset: 0)), ("77 FF FF FF FF", .value(offset: 0)), ("97 FF FF FF FF", .value(offset: 0)),
        ("76 00 02 96 00 10 81 02", .tooMany(offset: 6)), ("19 05 29 04", .value(offset: 2)),
    ])
    func brokenOnesAreRefusedAtTheirPlace(hex: String, error: HIDDescriptorError) {
        #expect(failure(descriptor(hex)) == error)
        #expect(!error.description.isEmpty)
    }

    @Test func whatGrowsHasALimit() {
        #expect(failure([UInt8](repeating: 0xC0, count: 4097)) == .tooLong)
        #expect(failure([UInt8](repeating: 0xA0, count: 17)) == .tooDeep(offset: 16))
        #expect(failure([UInt8](repeating: 0xA4, count: 17)) == .tooDeep(offset: 16))
        let usages = (0..<129).flatMap { _ in [UInt8]([0x09, 0x01]) }
        #expect(failure(usages) == .tooMany(offset: 256))
        let fields = [UInt8]([0x75, 1, 0x95, 1]) + (0..<257).flatMap { _ in [UInt8]([0x81, 2]) }
        #expect(failure(fields) == .tooMany(offset: 4 + 512))
    }

    @Test(arguments: 0..<20) func anyBytesAreReadOrRefused(seed: UInt64) {
        var generator = SeededGenerator(seed: seed)
        for _ in 0..<50 {
            // Random bytes alone fail soon; a real descriptor with a few bytes changed goes deeper.
            var bytes = Bool.random(using: &generator) ? HIDPOSVectors.descriptor64 : HIDPOSVectors.descriptor61
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: 0..<bytes.count, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            for input in [bytes, generator.bytes(200)] {
                guard let parsed = try? HIDReportDescriptor(input) else { continue }
                #expect(
                    parsed.fields.allSatisfy {
                        $0.bitOffset + $0.count * $0.elementSize <= 8 + HIDReportDescriptor.longestReport
                    })
                var script = Script(HIDPOS())
                script.driver.describe(TransportDescription(kind: .hidraw, reportDescriptor: input))
                script.start()
                for length in [1, 8, 61, 64, 255] { script.receive(generator.bytes(length)) }
                script.pass(.seconds(5))
                #expect(script.counters.pendingBytes == 0)
            }
        }
    }
}
