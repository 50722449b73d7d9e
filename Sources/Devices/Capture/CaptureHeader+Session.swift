public import Wire

extension CaptureHeader {
    /// What a capture of the session's device says of itself. The descriptor is known only while the device is open.
    public init(_ session: DeviceSession) {
        var device = session.settings
        device.line = session.line
        self.init(device, description: session.transportDescription)
    }

    /// What a capture of a device says of itself; `nil` for a transport that is not open.
    public init(_ device: DeviceSettings, description: TransportDescription?) {
        self.init()
        let model = DriverCatalogue.model(named: device.driver)
        if model != nil { driver = device.driver }
        transport = description?.kind ?? model?.transports.first
        if transport == .serial { line = device.line.description }
        settings = device.driverSettings.texts(of: model?.settings ?? [])
        descriptor = description?.reportDescriptor ?? []
    }
}
