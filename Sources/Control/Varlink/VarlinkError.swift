/// An error that is the reply to a call: a full name and parameters, all of them text.
///
/// The names of `org.varlink.service` are those of https://varlink.org/Service.
public struct VarlinkError: Error, Hashable, Sendable {
    /// The full name, such as `org.varlink.service.MethodNotFound`.
    public var name: String
    /// What belongs to it, by the names that the interface declares.
    public var parameters: [String: String]

    /// An error.
    public init(name: String, parameters: [String: String] = [:]) {
        self.name = name
        self.parameters = parameters
    }

    /// No interface of that name is served here.
    public static func interfaceNotFound(_ interface: String) -> VarlinkError {
        VarlinkError(name: "org.varlink.service.InterfaceNotFound", parameters: ["interface": interface])
    }

    /// The interface has no such method.
    public static func methodNotFound(_ method: String) -> VarlinkError {
        VarlinkError(name: "org.varlink.service.MethodNotFound", parameters: ["method": method])
    }

    /// A parameter is missing, unknown, or of another type.
    public static func invalidParameter(_ parameter: String) -> VarlinkError {
        VarlinkError(name: "org.varlink.service.InvalidParameter", parameters: ["parameter": parameter])
    }

    /// The caller is none of those who may call the method.
    public static let permissionDenied = VarlinkError(name: "org.varlink.service.PermissionDenied")

    /// The method streams, and was called without `more`.
    public static let expectedMore = VarlinkError(name: "org.varlink.service.ExpectedMore")
}
