import Codes
import Control

/// A code that a service has to be asked about.
struct LookupQuestion {
    /// The provider, by its name in the configuration.
    let provider: String
    /// The code, until the question has gone out.
    let code: ScannedText
    /// By what the same code is known again.
    let digest: CodeDigest
    /// Whether another scanner saw the same code a moment ago.
    let wasElsewhere: Bool
}

/// Who carries questions to the services: the uplink at the control socket, or a test.
protocol LookupChannel: AnyObject {
    /// Whether questions reach anybody.
    var isOpen: Bool { get }

    /// Tells a question; the code is not in `lookup`.
    func tell(_ lookup: Lookup, code: UnsafeRawBufferPointer)
}

extension LookupListener: LookupChannel {}
