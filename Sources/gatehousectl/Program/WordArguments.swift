public import ArgumentParser
public import Codes
public import Wire

// Words of the rooms below as values of options; the parser reads them by their raw values.

extension GH1Kind: ExpressibleByArgument {}
extension AIMPolicy: ExpressibleByArgument {}
