import Glibc
import Wire

extension SkinModel {
    /// The emissivity of skin. The fakes see it right when they are set to it, as they are delivered here.
    static let emissivity = 0.98

    /// What a sensor shows of a surface that it would show as `object` if it were set for skin. Less heat is taken for a
    /// darker body: the heat that goes over to the sensor, in proportion to the difference of the fourth powers, is what
    /// the chip measures, and its setting is what it divides by.
    static func shown(_ object: Temperature, ambient: Temperature, setting: Double) -> Temperature {
        guard setting != emissivity, setting > 0 else { return object }
        let surroundings = pow(ambient.celsius + 273.15, 4)
        let heat = (pow(object.celsius + 273.15, 4) - surroundings) * emissivity
        return temperature(pow(max(heat / setting + surroundings, 0), 0.25) - 273.15)
    }

    /// Who stands there, for `state`.
    var stateMembers: String {
        let subject = subject.map { "\($0.celsius)" } ?? "null"
        let hot = cup.map { ",\"cup\":\($0.celsius)" } ?? ""
        return "\"subject\":\(subject),\"ambient\":\(ambient.celsius)\(hot)"
    }
}

extension Temperature {
    /// Tenths of a degree, rounded to the nearest, away from zero when both are as near.
    var tenths: Int {
        Int((hundredths + (hundredths < 0 ? -5 : 5)) / 10)
    }
}
