import Glibc
import Journal

/// The configurations of a development site. All paths are relative, so that the site can be moved or mounted elsewhere.
struct DevelopmentTexts {
    let port: Int
    let keys: DevelopmentKeys

    private static let warning = """
        # DEVELOPMENT: every secret of this site lies beside this file, the committee's too. Not for a gate where people
        # pass. All keys that there are, with their defaults: etc/ of the source tree.
        """

    /// Where the story plays, unless the machine has no time zones (a container without tzdata).
    private static var timezone: String {
        let name = "Asia/Shanghai"
        return access("/usr/share/zoneinfo/" + name, R_OK) == 0 ? name : "UTC"
    }

    /// `gatehouse.toml`.
    var gate: String {
        """
        \(Self.warning)

        [site]
        name = "\(DevelopmentKeys.siteName)"
        gate = "\(DevelopmentKeys.gateName)"
        timezone = "\(Self.timezone)"

        [temperature]
        threshold = 37.3
        window = [34.0, 42.0]
        ambient = [15.0, 35.0]
        calibration_required = false    # DEVELOPMENT: simulated sensors have no certificate

        [[lane]]
        name = "west-in"
        direction = "in"
        hours = ["00:00-24:00"]
        default = "resident"

        # The ttys are links that `gatehouse-sim devices` makes to its ptys. For a real device write its port here, as in
        # match = { tty = "/dev/serial/by-path/…" } or match = { path = "…" } (udev's ID_PATH).
        [[device]]
        name = "thermo-1"
        role = "thermometer"
        driver = "gy-mcu90614"
        lane = "west-in"
        match = { tty = "devices/thermo-1" }
        baud = 9600

        [[device]]
        name = "scan-1"
        role = "scanner"
        driver = "serial-line"
        lane = "west-in"
        match = { tty = "devices/scan-1" }
        baud = 9600

        [[device]]
        name = "relay-1"
        role = "output"
        driver = "lcus"
        lane = "west-in"
        match = { tty = "devices/relay-1" }
        baud = 9600
        channel = 1
        pulse_ms = 1000

        [journal]
        directory = "journal"
        keep_days = 180
        keep_free = "0 B"               # DEVELOPMENT: a small disk is no reason to stop

        [identity]
        file = "identity/identity.seed" # DEVELOPMENT: a systemd credential at a real gate

        [trust]
        directory = "trust"

        [control]
        socket = "run/control"

        """
    }

    /// `uplink.toml`.
    var uplink: String {
        """
        \(Self.warning)

        [journal]
        directory = "journal"

        [control]
        socket = "run/control"

        [state]
        directory = "uplink/state"

        [[upstream]]
        name = "committee"
        url = "https://localhost:\(port)"
        vkey = "\(keys.cosigner.verifier.vkey)"
        certificate = "uplink/client.pem"
        key = "uplink/client.key"
        ca = "uplink/ca.pem"

        [timing]
        heartbeat_s = 60
        retry_min_ms = 500              # DEVELOPMENT: a demonstration does not wait five minutes
        retry_max_ms = 5000

        """
    }

    /// `desk.toml`.
    var desk: String {
        """
        \(Self.warning)

        [desk]
        name = "\(keys.cosigner.name)"
        listen = "127.0.0.1:\(port)"
        store = "desk/desk.sqlite"
        gates = "desk/gates"

        [tls]
        certificate = "desk/server.pem"
        key = "desk/server.key"
        ca = "desk/ca.pem"

        [cosigner]
        file = "desk/cosigner.seed"

        [committee]
        vkey = "\(keys.root.verifier.vkey)"

        """
    }
}
