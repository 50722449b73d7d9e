import Codes
import Glibc

/// The development site that a demonstration plays in: where its files are, and what is laid over its configuration.
struct DemonstrationSite {
    /// A lane of the demonstration.
    struct Lane: Hashable {
        /// The number of its devices: `thermo-N`, `scan-N`, `relay-N`.
        let number: Int
        /// The name in the configuration.
        let name: String
        /// Whether somebody who lacks what only a guard can give finds the end of the passage within the demonstration.
        let isQuick: Bool
    }

    /// The lane that every development site has, and those that the demonstration adds.
    static let lanes = [
        Lane(number: 1, name: "west-in", isQuick: false), Lane(number: 2, name: "side-in", isQuick: true),
        Lane(number: 3, name: "goods", isQuick: true),
    ]

    /// The site's directory, absolute.
    let directory: String

    /// The path of a file of the site.
    func path(_ name: String) -> String { directory + "/" + name }

    /// Adds lanes, devices and rules to the site that `gatehousectl site init` has made, and quickens its uplink.
    func furnish() throws(DemonstrationError) {
        for folder in ["demo", "gatehouse.d", "uplink.d"] { try DemonstrationFiles.makeDirectory(path(folder)) }
        try DemonstrationFiles.write(Self.gateDropIn, to: path("gatehouse.d/demo.toml"))
        try DemonstrationFiles.write(Self.uplinkDropIn, to: path("uplink.d/demo.toml"))
    }

    /// The passes of the people, issued with the site's key; forged ones with a key that is made for it.
    func makeWallet(seed: UInt64) throws(DemonstrationError) -> PassWallet {
        let file = path("committee/pass-issuer.jwk")
        let text = try DemonstrationFiles.read(file)
        do {
            let key = try JWK(json: Array(text.utf8))
            let forger = try JWK.generate(.ed25519)
            guard let secret = key.privateKey, let name = key.publicKey.issuer, let forged = forger.privateKey else {
                throw DemonstrationError.file(path: file, why: "holds no private key with an issuer")
            }
            return PassWallet(
                issuer: try GH1Issuer(name: name, key: secret), stranger: try GH1Issuer(name: name, key: forged),
                now: UnixTime(seconds: Int64(time(nil))), seed: seed)
        } catch {
            throw (error as? DemonstrationError) ?? .file(path: file, why: "\(error)")
        }
    }

    /// A visitor's pass is a registration. Whoever needs more than a machine can see is held when the window is over, which
    /// is 6 s at the added lanes: nobody watches a demonstration for 20 s without anything happening.
    private static var gateDropIn: String {
        var text = """
            # Laid over gatehouse.toml by gatehouse-sim demo.

            [rules.visitor]
            needs = ["temperature", "registration"]

            """
        for lane in lanes.dropFirst() {
            text += """

                [[lane]]
                name = "\(lane.name)"
                direction = "in"
                hours = ["00:00-24:00"]
                default = "resident"
                window_s = 6

                """
            text += device("thermo-\(lane.number)", "thermometer", "gy-mcu90614", lane.name)
            text += device("scan-\(lane.number)", "scanner", "serial-line", lane.name)
            text += device("relay-\(lane.number)", "output", "lcus", lane.name) + "channel = 1\npulse_ms = 1000\n"
        }
        return text
    }

    private static func device(_ name: String, _ role: String, _ driver: String, _ lane: String) -> String {
        """

        [[device]]
        name = "\(name)"
        role = "\(role)"
        driver = "\(driver)"
        lane = "\(lane)"
        match = { tty = "devices/\(name)" }
        baud = 9600

        """
    }

    private static let uplinkDropIn = """
        # Laid over uplink.toml by gatehouse-sim demo: nobody waits for five seconds after the desk has come back.

        [timing]
        retry_min_ms = 200
        retry_max_ms = 1000

        """
}
