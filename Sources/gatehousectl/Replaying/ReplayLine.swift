import Admission
import Codes
import Wire

/// One line of a replay. Says nothing of who a person is: of a scan only that there was one.
struct ReplayLine: Encodable {
    /// Seconds since the beginning of the captures.
    var time: Double
    /// `record`, `open`, or the driver's `sample`, `scan`, `fault`.
    var event: String
    var device: String?
    var lane: String?
    var passage: String?
    var category: String?
    var verdict: String?
    var final: Bool?
    var reasons: [String]?
    var temperature: Double?
    var scheme: String?
    var outcome: String?
    var object: Double?
    var ambient: Double?
    var body: Double?
    var code: String?

    /// What a lane said.
    init(_ saying: ReplayLane.Saying, lane name: String, at now: Instant) {
        time = Self.seconds(now)
        lane = name
        switch saying {
        case .open: event = "open"
        case .record(let record):
            event = "record"
            passage = record.passage.description
            category = record.category.name
            verdict = record.verdict.name
            final = record.isFinal
            reasons = record.reasons.codes
            temperature = record.reading?.temperature
            scheme = record.verification?.scheme
            outcome = record.verification?.outcome.rawValue
        }
    }

    /// What a driver learned; `nil` for what it asks of its transport.
    init?(_ driverEvent: DriverEvent, of name: String, at now: Instant) {
        time = Self.seconds(now)
        device = name
        switch driverEvent {
        case .sample(let sample):
            event = "sample"
            object = sample.object?.celsius
            ambient = sample.ambient?.celsius
            body = sample.body?.celsius
        case .scan: event = "scan"
        case .fault(let fault):
            event = "fault"
            code = fault.rawValue
        default: return nil
        }
    }

    /// The line for people.
    var text: String {
        let stamp = Columns.right(Self.decimals(time, 3), 9) + "  "
        switch event {
        case "record":
            let reading = temperature.map { "  \(Self.decimals($0, 2)) °C" } ?? ""
            let why = (reasons ?? []).isEmpty ? "" : "  " + (reasons ?? []).joined(separator: ", ")
            return stamp + "\(lane ?? "")  \(verdict ?? "-")\(final == true ? "" : " (not final)")\(reading)\(why)"
        case "open": return stamp + "\(lane ?? "")  the barrier opens"
        case "sample":
            let parts = [("object", object), ("ambient", ambient), ("body", body)].compactMap { key, value in
                value.map { "\(key) \(Self.decimals($0, 2))" }
            }
            return stamp + "\(device ?? "")  " + parts.joined(separator: "  ")
        case "fault": return stamp + "\(device ?? "")  fault: \(code ?? "")"
        default: return stamp + "\(device ?? "")  a code"
        }
    }

    private static func seconds(_ now: Instant) -> Double { Double(now.nanoseconds / 1000) / 1_000_000 }

    private static func decimals(_ value: Double, _ places: Int) -> String {
        var scale = 1
        for _ in 0..<places { scale *= 10 }
        let scaled = Int((abs(value) * Double(scale)).rounded())
        let fraction = String(scaled % scale)
        return (value < 0 ? "-" : "") + "\(scaled / scale)."
            + String(repeating: "0", count: places - fraction.count) + fraction
    }
}
