extension ResolverAnswer {
    /// Reads an answer by a provider's map.
    struct Reader {
        let map: ResolverAnswerMap

        /// The answer that `value` is.
        func read(_ value: JSONValue) throws(ResolverFailure) -> ResolverAnswer {
            if let refusal = try refusal(in: value) { return refusal }
            var answer = ResolverAnswer()
            if let colour = text(.colour, value) {
                answer.colour = map.colours[colour]
                answer.hasUnknownColour = answer.colour == nil
            }
            answer.subject = CodeSubject(
                name: text(.name, value).flatMap(Masking.name), phoneTail: text(.phone, value).flatMap(Masking.tail))
            answer.maskedDocument = text(.document, value).flatMap(Masking.document)
            answer.isCodeExpired = try flag(.codeExpired, value)
            answer.isEvidenceExpired = try flag(.evidenceExpired, value)
            answer.codeUntil = try time(.codeUntil, value)
            answer.evidenceFrom = try time(.evidenceFrom, value)
            answer.evidenceUntil = try time(.evidenceUntil, value)
            answer.trip = try trip(value, phoneTail: answer.subject.phoneTail)
            return answer
        }

        /// What the answer's status says against it: a code that is none, or trouble at the service; `nil` for an answer.
        func refusal(in value: JSONValue) throws(ResolverFailure) -> ResolverAnswer? {
            guard let status = map.status else { return nil }
            guard let word = status.find(in: value)?.plainText else { throw .malformed }
            if map.good.contains(word) { return nil }
            guard map.bad.contains(word) else { throw .refused }
            var answer = ResolverAnswer()
            answer.isKnown = false
            return answer
        }

        private func find(_ field: ResolverAnswerMap.Field, _ value: JSONValue) -> JSONValue? {
            map.fields[field]?.find(in: value)
        }

        private func text(_ field: ResolverAnswerMap.Field, _ value: JSONValue) -> String? {
            guard let text = find(field, value)?.plainText, !text.isEmpty else { return nil }
            return text
        }

        /// A flag that is neither true nor false must not pass for false.
        private func flag(_ field: ResolverAnswerMap.Field, _ value: JSONValue) throws(ResolverFailure) -> Bool {
            guard let found = find(field, value) else { return false }
            if case .bool(let flag) = found { return flag }
            switch found.plainText?.lowercased() {
            case "true", "1", "y", "yes": return true
            case "false", "0", "n", "no", "": return false
            default: throw .malformed
            }
        }

        /// A time that cannot be read must not pass for none.
        private func time(_ field: ResolverAnswerMap.Field, _ value: JSONValue) throws(ResolverFailure) -> UnixTime? {
            guard let text = text(field, value) else { return nil }
            guard let time = ResolverTime.read(text, utcOffset: map.utcOffset) else { throw .malformed }
            return time
        }

        private func trip(_ value: JSONValue, phoneTail: String?) throws(ResolverFailure) -> TripObservation? {
            let colour = text(.tripColour, value)
            let places = try self.places(find(.tripPlaces, value))
            guard colour != nil || !places.isEmpty else { return nil }
            return TripObservation(
                witness: .resolver, colour: colour.flatMap(TripColour.init(word:)), places: places,
                updatedAt: try time(.tripUpdated, value), phoneTail: phoneTail)
        }

        private func places(_ value: JSONValue?) throws(ResolverFailure) -> [TripPlace] {
            guard let value else { return [] }
            if let line = value.string {
                guard let places = TripPlace.list(line) else { throw .malformed }
                return places
            }
            guard let items = value.array, items.count <= TripObservation.mostPlaces else { throw .malformed }
            return items.compactMap { $0.string.flatMap { TripPlace(name: $0) } }
        }
    }
}

extension JSONValue {
    /// A text, or a whole number or a truth value as text: services write `"00"`, `0` and `true` for the same kind of thing.
    var plainText: String? {
        switch self {
        case .string(let text): text
        case .bool(let flag): flag ? "true" : "false"
        default: integer.map(String.init)
        }
    }
}
