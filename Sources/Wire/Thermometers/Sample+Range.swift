extension Sample {
    /// Whether each temperature that the sample has lies within what the sensor can mean; a body temperature is bounded
    /// as the object is.
    func lies(withinObject objects: ClosedRange<Temperature>, ambient ambients: ClosedRange<Temperature>) -> Bool {
        if let object, !objects.contains(object) { return false }
        if let ambient, !ambients.contains(ambient) { return false }
        if let body, !objects.contains(body) { return false }
        return true
    }
}
