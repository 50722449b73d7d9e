/// Who serves: what `org.varlink.service.GetInfo` answers.
public struct VarlinkServiceInfo: Hashable, Sendable {
    /// The maker, such as `Gatehouse`.
    public var vendor: String
    /// The program, such as `gatehoused`.
    public var product: String
    /// Its version.
    public var version: String
    /// Where to read about it.
    public var url: String

    /// What `GetInfo` answers.
    public init(vendor: String, product: String, version: String, url: String) {
        self.vendor = vendor
        self.product = product
        self.version = version
        self.url = url
    }
}

/// The interface that every varlink service has (https://varlink.org/Service).
enum VarlinkService {
    static let name = "org.varlink.service"

    /// The reply of `GetInfo`.
    struct Info: Codable, Hashable {
        var vendor: String
        var product: String
        var version: String
        var url: String
        var interfaces: [String]

        init(_ info: VarlinkServiceInfo, interfaces: [String]) {
            vendor = info.vendor
            product = info.product
            version = info.version
            url = info.url
            self.interfaces = interfaces
        }
    }

    /// The parameters of `GetInterfaceDescription`.
    struct DescriptionRequest: Codable, Hashable {
        var interface: String
    }

    /// The reply of `GetInterfaceDescription`.
    struct Description: Codable, Hashable {
        var description: String
    }

    static let definition = """
        # The Varlink Service Interface is provided by every varlink service. It
        # describes the service and the interfaces it implements.
        interface org.varlink.service

        # Get a list of all the interfaces a service provides and information
        # about the implementation.
        method GetInfo() -> (
          vendor: string,
          product: string,
          version: string,
          url: string,
          interfaces: []string
        )

        # Get the description of an interface that is implemented by this service.
        method GetInterfaceDescription(interface: string) -> (description: string)

        # The requested interface was not found.
        error InterfaceNotFound (interface: string)

        # The requested method was not found
        error MethodNotFound (method: string)

        # The interface defines the requested method, but the service does not
        # implement it.
        error MethodNotImplemented (method: string)

        # One of the passed parameters is invalid.
        error InvalidParameter (parameter: string)

        # Client is denied access
        error PermissionDenied ()

        # Method is expected to be called with 'more' set to true, but wasn't
        error ExpectedMore ()

        """
}
