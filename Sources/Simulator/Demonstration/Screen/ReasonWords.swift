import Control

/// Reasons in short plain words.
enum ReasonWords {
    /// Why a result is as it is.
    static func text(_ result: PersonResult) -> String {
        guard let record = result.verdict else { return "" }
        var words = record.reasons.compactMap { word($0, among: record.reasons) }
        if result.wasTooFar, !record.reasons.contains("temperature.too-low") { words.insert("came closer", at: 0) }
        if words.isEmpty { words = [record.verdict == "admit" ? "all in order" : "no reason given"] }
        return words.joined(separator: ", ")
    }

    /// The words of a reason's code; `nil` for one that says nothing beside the others.
    private static func word(_ code: String, among all: [String]) -> String? {
        switch code {
        case "temperature.normal", "code.verified", "passage.open": nil
        case "temperature.high": all.contains("temperature.confirmed") ? nil : "fever"
        case "temperature.confirmed": "fever, measured twice"
        case "temperature.retested": "normal at second reading"
        case "temperature.too-low": "too cold or too far"
        case "temperature.missing": "not measured"
        case "code.expired": "pass has expired"
        case "code.unknown-key": "signed by a stranger"
        case "code.invalid": "pass was changed"
        case "code.unsupported": "is no pass"
        case "code.unreachable": "code could not be checked"
        case "health-code.not-green": "health code is not green"
        case "trip.risk-area": "risk area on the trip card"
        case "trip.not-green": "trip card is not green"
        case "health-code.missing": all.contains("trip-code.missing") ? "no health/trip code" : "no health code"
        case "trip-code.missing": all.contains("health-code.missing") ? nil : "no trip code"
        case "confirmation.missing": "no guard"
        case "registration.missing": "no registration"
        case "report.missing": "no report"
        case "passage.timeout": "time is up"
        case "journal.unavailable": "no journal"
        case "sensor.stale": "sensor is silent"
        default: String(code.map { ".-".contains($0) ? " " : $0 })
        }
    }
}
