/// What a server serves, and to whom: the interfaces, `org.varlink.service` among them, and the rules of access.
final class VarlinkRegistry {
    private let info: VarlinkServiceInfo
    private let access: AccessRules
    private var interfaces: [String: VarlinkInterface] = [:]

    init(info: VarlinkServiceInfo, access: AccessRules, interfaces: [VarlinkInterface]) {
        self.info = info
        self.access = access
        for interface in interfaces { self.interfaces[interface.name] = interface }
        self.interfaces[VarlinkService.name] = serviceInterface()
    }

    /// Finds the method and runs it, if the caller may.
    func handle(_ call: VarlinkCall, _ responder: VarlinkResponder) throws(VarlinkError) {
        guard let name = call.interface, let interface = interfaces[name] else {
            throw .interfaceNotFound(call.interface ?? call.method)
        }
        guard let method = interface.methods[String(call.method.dropFirst(name.count + 1))] else {
            throw .methodNotFound(call.method)
        }
        // What the service is may be asked by whoever can open the socket.
        guard name == VarlinkService.name || access.allows(responder.caller, method: call.method) else {
            throw .permissionDenied
        }
        if let unknown = call.parameterNames.subtracting(method.parameters).min() { throw .invalidParameter(unknown) }
        // A stream that nobody takes would only hold back the calls behind it.
        if method.streams, !call.more || call.oneway { throw .expectedMore }
        try method.handler(call, responder)
    }

    private func serviceInterface() -> VarlinkInterface {
        let names = interfaces.keys.sorted()
        let info = info
        let getInfo = VarlinkMethod { (_, responder) throws(VarlinkError) in
            responder.finish(VarlinkService.Info(info, interfaces: [VarlinkService.name] + names))
        }
        let describe = VarlinkMethod(parameters: ["interface"]) {
            [weak self] (call, responder) throws(VarlinkError) in
            let asked = try call.parameters(as: VarlinkService.DescriptionRequest.self).interface
            guard let interface = self?.interfaces[asked] else { throw .interfaceNotFound(asked) }
            responder.finish(VarlinkService.Description(description: interface.description))
        }
        return VarlinkInterface(
            name: VarlinkService.name, description: VarlinkService.definition,
            methods: ["GetInfo": getInfo, "GetInterfaceDescription": describe])
    }
}
