// swift-tools-version: 6.2
import PackageDescription

/// Swift 6 mode, strict concurrency, warnings are errors, in debug and release alike.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("InternalImportsByDefault"),
]

/// The pure rooms also answer for every unsafe expression.
let pure: [SwiftSetting] = strict + [.strictMemorySafety()]

let strictC: [CSetting] = [
    .enableWarning("all"),
    .enableWarning("extra"),
    .treatAllWarnings(as: .error),
]

let crypto: Target.Dependency = .product(name: "Crypto", package: "swift-crypto")
let cryptoExtras: Target.Dependency = .product(name: "CryptoExtras", package: "swift-crypto")
let asn1: Target.Dependency = .product(name: "SwiftASN1", package: "swift-asn1")
let log: Target.Dependency = .product(name: "Logging", package: "swift-log")
let arguments: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let https: [Target.Dependency] = [
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOTLS", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
]

// The rooms from the bottom up: a room depends only on rooms above it in this list.
var targets: [Target] = [
    // C shims: only what Swift cannot import.
    .target(name: "CLinux", cSettings: strictC),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(name: "CUdev", pkgConfig: "libudev", providers: [.apt(["libudev-dev"])]),
    .systemLibrary(name: "CUSB", pkgConfig: "libusb-1.0", providers: [.apt(["libusb-1.0-0-dev"])]),

    // Pure rooms: no I/O, no clock, no task.
    .target(name: "Wire", swiftSettings: pure),
    .target(name: "Codes", dependencies: ["CZlib", crypto, cryptoExtras, asn1], swiftSettings: pure),
    .target(name: "Admission", dependencies: ["Wire", "Codes"], swiftSettings: pure),

    .target(name: "EventLoop", dependencies: ["CLinux", "Wire"], swiftSettings: strict),
    .target(
        name: "Journal", dependencies: ["CLinux", "EventLoop", "Admission", "Codes", "Wire", crypto, log],
        swiftSettings: strict),

    // Shells: they own threads, files, sockets.
    .target(
        name: "Configuration", dependencies: ["CLinux", "Codes", "Wire", "Admission", "Journal", crypto],
        swiftSettings: strict),
    .target(
        name: "Devices", dependencies: ["CLinux", "CUSB", "CUdev", "EventLoop", "Wire", log], swiftSettings: strict),
    .target(name: "Control", dependencies: ["CLinux", "EventLoop", "Wire"], swiftSettings: strict),
    .target(
        name: "Gate",
        dependencies: [
            "Admission", "Codes", "Configuration", "Control", "Devices", "EventLoop", "Journal", "Wire", log,
        ],
        swiftSettings: strict),
    .target(
        name: "Uplink",
        dependencies: ["CLinux", "Codes", "Configuration", "Control", "EventLoop", "Journal", "Wire", log] + https,
        swiftSettings: strict),
    .target(
        name: "Desk",
        dependencies: [
            "Admission", "CLinux", "Codes", "Configuration", "EventLoop", "Journal", "Wire", crypto, log,
            .product(name: "GRDB", package: "GRDB.swift"),
        ] + https,
        swiftSettings: strict),
    .target(
        name: "Commissioning",
        dependencies: [
            "CLinux", "Codes", "Configuration", "Journal", crypto,
            .product(name: "X509", package: "swift-certificates"), asn1,
        ],
        swiftSettings: strict),
    .target(
        name: "Simulator", dependencies: ["CLinux", "Codes", "Control", "EventLoop", "Wire", crypto, log] + https,
        swiftSettings: strict),

    // Programs: arguments, wiring, nothing else.
    .executableTarget(
        name: "gatehoused", dependencies: ["Configuration", "Gate", arguments, log], swiftSettings: strict),
    .executableTarget(
        name: "gatehousectl",
        dependencies: [
            "Admission", "CLinux", "Codes", "Commissioning", "Configuration", "Control", "Devices", "EventLoop",
            "Journal", "Wire", arguments, log,
        ],
        swiftSettings: strict),
    .executableTarget(
        name: "gatehouse-uplink", dependencies: ["Configuration", "EventLoop", "Uplink", arguments, log],
        swiftSettings: strict),
    .executableTarget(
        name: "gatehouse-desk",
        dependencies: ["Codes", "Configuration", "Desk", "EventLoop", "Journal", arguments, log],
        swiftSettings: strict),
    .executableTarget(name: "gatehouse-sim", dependencies: ["Simulator", arguments, log], swiftSettings: strict),

    // Counts allocations: its malloc stands before the C library's, in the test binary only.
    .target(name: "CAllocations", path: "Tests/CAllocations", cSettings: strictC),
    .target(
        name: "TestSupport", dependencies: ["CAllocations", "CLinux"], path: "Tests/TestSupport", swiftSettings: strict),
    // A gate without devices, and certificates: for the tests on both ends of the protocol.
    .target(
        name: "UpstreamTestSupport", dependencies: ["Admission", "Codes", "Journal", "TestSupport", "Wire", crypto],
        path: "Tests/UpstreamTestSupport", swiftSettings: strict),

    // Devices that are not there (umockdev): loaded at run time, and only under its preloaded library.
    .target(name: "CRigUmock", path: "Tests/CRigUmock", cSettings: strictC),
    .target(
        name: "MockDevices", dependencies: ["CLinux", "CRigUmock", "TestSupport"], path: "Tests/MockDevices",
        swiftSettings: strict),
]

// The guard process of barriers without the daemon around it, so that a test can kill what it watches.
targets += [
    .executableTarget(
        name: "BarrierGuardProcess", dependencies: ["Devices", "EventLoop", "Wire", log],
        path: "Tests/BarrierGuardProcess", swiftSettings: strict)
]

/// One test target per room, and one for the whole house with the real binaries.
let rooms = [
    "Wire", "Codes", "Admission", "EventLoop", "Journal", "Configuration", "Devices", "Control", "Gate", "Uplink",
    "Desk", "Commissioning", "Simulator",
]
targets += rooms.map { room in
    .testTarget(
        name: room + "Tests",
        dependencies: [.byName(name: room), "TestSupport"]
            + (testDependencies[room] ?? []).map { .byName(name: $0) }
            + (["Desk", "Uplink"].contains(room) ? https : [])
            + (room == "Codes" ? [crypto, cryptoExtras] : []),
        // A program of a third party's code, run by the tests.
        exclude: room == "Journal" ? ["ThirdParty"] : [],
        swiftSettings: strict)
}
targets += [
    // Runs the real binary, and looks at its pure parts.
    .testTarget(
        name: "gatehousectlTests",
        dependencies: [
            "gatehousectl", "Admission", "CLinux", "Codes", "Control", "Devices", "EventLoop", "Journal", "TestSupport",
            "Wire", crypto,
        ],
        swiftSettings: strict),
    // Skips itself unless it runs under LD_PRELOAD=libumockdev-preload.so.0, in a run of its own: all tests are one binary.
    .testTarget(
        name: "UmockdevTests",
        dependencies: ["CLinux", "Devices", "EventLoop", "MockDevices", "Simulator", "TestSupport", "Wire", log],
        swiftSettings: strict),
    .testTarget(
        name: "WholeTests",
        dependencies: [
            "CLinux", "TestSupport", "UpstreamTestSupport", "Codes", "Control", "Journal", "Uplink", crypto,
        ],
        exclude: ["Harness"],
        swiftSettings: strict),
]

// The benchmark and its C floors: only for `make bench`, because the floors need libsodium.
if Context.environment["GATEHOUSE_BENCH"] != nil {
    targets += [
        .target(
            name: "CFloor", path: "Benchmarks/CFloor", cSettings: strictC + [.unsafeFlags(["-O2"])],
            linkerSettings: [.linkedLibrary("sodium")]),
        .executableTarget(
            name: "gatehouse-bench",
            dependencies: ["Admission", "CFloor", "Codes", "EventLoop", "Journal", "Wire", crypto],
            path: "Benchmarks/gatehouse-bench", swiftSettings: strict),
    ]
}

/// What a room's tests name beside the room itself.
var testDependencies: [String: [String]] {
    [
        "Admission": ["Codes", "Wire"],
        "EventLoop": ["CLinux", "Wire"],
        "Journal": ["Admission", "Codes", "CLinux", "EventLoop", "Wire"],
        "Configuration": ["Admission", "Codes", "Wire"],
        "Devices": ["BarrierGuardProcess", "CLinux", "EventLoop", "Wire"],
        "Control": ["CLinux", "EventLoop", "Wire"],
        "Gate": ["Admission", "Codes", "Control", "EventLoop", "Journal", "Wire"],
        "Uplink": [
            "Admission", "Codes", "Commissioning", "Configuration", "Control", "Desk", "EventLoop", "Journal",
            "Simulator", "UpstreamTestSupport", "Wire",
        ],
        "Desk": ["Codes", "Commissioning", "Configuration", "Journal", "UpstreamTestSupport"],
        "Commissioning": ["Admission", "Codes", "Configuration", "Journal"],
        "Simulator": ["Codes", "Control", "EventLoop", "Wire"],
    ]
}

let package = Package(
    name: "gatehouse",
    products: [
        .executable(name: "gatehoused", targets: ["gatehoused"]),
        .executable(name: "gatehousectl", targets: ["gatehousectl"]),
        .executable(name: "gatehouse-uplink", targets: ["gatehouse-uplink"]),
        .executable(name: "gatehouse-desk", targets: ["gatehouse-desk"]),
        .executable(name: "gatehouse-sim", targets: ["gatehouse-sim"]),
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
        .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
        .package(url: "https://github.com/apple/swift-certificates", from: "1.21.1"),
        .package(url: "https://github.com/apple/swift-asn1", from: "1.7.1"),
        .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
        .package(url: "https://github.com/apple/swift-nio-ssl", from: "2.37.6"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    ],
    targets: targets,
    cLanguageStandard: .gnu11
)
