public import Codes
import Wire

extension EntryRecord {
    /// What the journal keeps readable at the gate: the raw samples, every term, the codes' outcomes, the timing. No
    /// personal data. Temperatures are in °C, times in nanoseconds since boot. Keys that do not apply are absent.
    public func detail() -> CBORValue {
        var map = CBORMap()
        map["final"] = .bool(isFinal)
        map["passage"] = .text(passage.description)
        map["lane"] = .text(laneName)
        map["evidence"] = .array(evidence.map { .text($0) })
        if let reading {
            add(reading, to: &map)
        } else if let refusal {
            add(refusal, to: &map)
        }
        if let verification { add(verification, to: &map) }
        if verifications.count > 1 {
            map["verifications"] = .array(
                verifications.map { verification in
                    var one = CBORMap()
                    add(verification, to: &one)
                    return .map(one)
                })
        }
        if questions > 0 { map["asking"] = .unsigned(UInt64(questions)) }
        if codes > 1 { map["codes"] = .unsigned(UInt64(codes)) }
        if repeats > 0 { map["repeats"] = .unsigned(UInt64(repeats)) }
        if dropped > 0 { map["dropped"] = .unsigned(UInt64(dropped)) }
        map["timing"] = timing()
        return .map(map)
    }

    /// What identifies a person, to be sealed at once; `nil` when nothing does.
    public func personal() -> CBORValue? {
        // The code that decided, then what other codes said: they may speak of different people.
        let others = verifications.filter { $0 != verification }.compactMap(personal)
        guard var map = verification.flatMap(personal) ?? (others.isEmpty ? nil : CBORMap()) else { return nil }
        if !others.isEmpty { map["others"] = .array(others.map { .map($0) }) }
        return .map(map)
    }

    private func personal(_ verification: Verification) -> CBORMap? {
        guard let subject = verification.subject else { return nil }
        var map = CBORMap()
        if let id = subject.id { map["id"] = .text(id) }
        if let name = subject.name { map["name"] = .text(name) }
        if let phoneTail = subject.phoneTail { map["phone-tail"] = .text(phoneTail) }
        guard !map.isEmpty else { return nil }
        if let scheme = verification.scheme { map["scheme"] = .text(scheme) }
        return map
    }

    private func add(_ reading: Reading, to map: inout CBORMap) {
        map["device"] = .text(reading.device)
        map["object"] = .float(reading.object)
        map["ambient"] = .float(reading.ambient.celsius)
        map["samples"] = .array(reading.samples.map { .float($0.celsius) })
        map["span"] = .float(reading.span)
        map["corrections"] = .array(reading.corrections.map(\.detail))
        map["temperature"] = .float(reading.temperature)
        map["threshold"] = .float(threshold)
        map["discarded"] = .unsigned(UInt64(max(reading.discarded, 0)))
        if let uncertainty = reading.classUncertainty { map["class-uncertainty"] = .float(uncertainty) }
        // A refusal beside a reading came after it: it is why a second measurement is still awaited.
        if let refusal { map["refusal"] = .text(refusal.reason.code) }
    }

    private func add(_ refusal: MeasurementRefusal, to map: inout CBORMap) {
        map["device"] = .text(refusal.device)
        map["refusal"] = .text(refusal.reason.code)
        if let object = refusal.object { map["object"] = .float(object) }
        if let ambient = refusal.ambient { map["ambient"] = .float(ambient.celsius) }
        map["samples"] = .array(refusal.samples.map { .float($0.celsius) })
        map["span"] = .float(refusal.span)
    }

    private func add(_ verification: Verification, to map: inout CBORMap) {
        map["scheme"] = verification.scheme.map { .text($0) } ?? .null
        map["outcome"] = .text(verification.outcome.rawValue)
        map["stage"] = verification.stage.map { .text($0.rawValue) } ?? .null
        map["advisories"] = .array(verification.advisories.map { .text($0) })
        map["attests"] = .array(verification.evidence.map { .text($0.kind) })
        if let answered = verification.answered {
            // How old the answer was when it was decided on: an answer can be used again while its code lives.
            map["answer-age-ms"] = .unsigned(decided.nanoseconds.subtractingOrZero(answered) / 1_000_000)
        }
    }

    private func timing() -> CBORValue {
        var map = CBORMap()
        map["opened"] = .unsigned(opened.nanoseconds)
        map["last-evidence"] = .unsigned(lastEvidence.nanoseconds)
        map["decided"] = .unsigned(decided.nanoseconds)
        if let reading {
            map["measured-from"] = .unsigned(reading.began.nanoseconds)
            map["measured-to"] = .unsigned(reading.completed.nanoseconds)
        }
        return .map(map)
    }
}

extension UInt64 {
    fileprivate func subtractingOrZero(_ other: UInt64) -> UInt64 { self > other ? self - other : 0 }
}

extension Correction {
    /// The term as records have it: `id`, `term`, its parameters by name, `delta`.
    var detail: CBORValue {
        var map = CBORMap()
        map["id"] = .text(id)
        map["term"] = .text(term.rawValue)
        for parameter in parameters { map[.text(parameter.name)] = .float(parameter.value) }
        map["delta"] = .float(delta)
        return .map(map)
    }
}
