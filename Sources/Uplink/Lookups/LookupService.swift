import Codes
import Configuration
import EventLoop
import Logging
import NIOPosix

/// Everything that answers questions about codes: the link to the daemon and the askers of the services.
final class LookupService {
    private let group: MultiThreadedEventLoopGroup
    private let askers: [String: LookupAsker]
    private let link: LookupLink

    /// `nil` where no service is configured. A service that cannot be asked, because a secret is missing, is logged and
    /// left out: the journal goes upstream all the same, and the gate is told that the service is not configured.
    init?(_ configuration: UplinkConfiguration, reactor: EventLoop, log: Logger) throws(EventLoopError) {
        guard !configuration.resolvers.isEmpty else { return nil }
        // One thread: requests to several services run beside each other on it without waiting.
        let group = MultiThreadedEventLoopGroup(numberOfThreads: 1)
        var askers: [String: LookupAsker] = [:]
        for resolver in configuration.resolvers {
            do {
                askers[resolver.provider.name] = try LookupAsker(resolver, group: group)
            } catch {
                log.critical(
                    "the code service cannot be asked",
                    metadata: ["resolver": "\(resolver.provider.name)", "why": "\(error)"])
            }
        }
        self.group = group
        self.askers = askers
        link = try LookupLink(path: configuration.controlSocket, askers: askers, reactor: reactor, log: log)
    }

    /// Hangs up. What is under way ends by itself, unheard.
    func close() {
        link.close()
        for asker in askers.values { asker.close() }
        ServiceClient.end(group)
    }
}
