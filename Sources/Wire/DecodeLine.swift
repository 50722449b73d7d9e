/// One event of a driver as one line of JSON, as `gatehousectl decode` prints it.
///
/// Temperatures have two decimals, exactly as the sensor sent them:
/// `{"event":"sample","object":34.12,"ambient":22.50}`, `{"event":"scan","text":"…","aim":"]Q1"}`,
/// `{"event":"fault","code":"checksum"}`, `{"event":"output","closed":[1,3]}`. A key is absent where the frame has no
/// such value.
public enum DecodeLine {
    /// The line, without a newline; `nil` for events that are not about what the device said.
    public static func text(for event: DriverEvent) -> String? {
        switch event {
        case .sample(let sample): line(for: sample)
        case .scan(let scan):
            "{\"event\":\"scan\",\"text\":\(JSONText.quoted(scan.text))"
                + (scan.aim.map { ",\"aim\":\(JSONText.quoted($0))" } ?? "") + "}"
        case .fault(let fault): "{\"event\":\"fault\",\"code\":\(JSONText.quoted(fault.rawValue))}"
        case .output(let state):
            "{\"event\":\"output\",\"closed\":[\(state.closedChannels.map(String.init).joined(separator: ","))]}"
        case .identified, .fact, .transmit, .setFeature, .getFeature: nil
        }
    }

    private static func line(for sample: Sample) -> String {
        var line = "{\"event\":\"sample\""
        if let object = sample.object { line += ",\"object\":" + decimal(object) }
        if let ambient = sample.ambient { line += ",\"ambient\":" + decimal(ambient) }
        if let body = sample.body { line += ",\"body\":" + decimal(body) }
        return line + "}"
    }

    /// Degrees Celsius with two decimals, without the detour over binary fractions.
    private static func decimal(_ temperature: Temperature) -> String {
        let magnitude = temperature.hundredths.magnitude
        let fraction = magnitude % 100
        return (temperature.hundredths < 0 ? "-" : "") + "\(magnitude / 100)." + (fraction < 10 ? "0" : "")
            + "\(fraction)"
    }
}
