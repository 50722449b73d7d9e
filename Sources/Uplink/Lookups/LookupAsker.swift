import Codes
import Configuration
import Glibc
import NIOCore
import NIOPosix
import Synchronization

/// Why a question found no answer, for the gate and, in words, for the log. There is nothing of the code in it.
struct LookupTrouble: Error, Hashable {
    let failure: ResolverFailure
    let detail: String
}

/// Asks one provider what codes mean. Several questions at once, none of which waits for another.
final class LookupAsker: Sendable {
    /// How long a question may take in all: a little less than the gate waits (2.5 s), so that it hears why there is no
    /// answer before it gives up by itself.
    static let limit = TimeAmount.milliseconds(2300)
    /// Questions to one service at once: all lanes of a gate, and no more than a service bears that has become slow.
    static let mostAtOnce = 16

    private let provider: ResolverProvider
    private let secrets: [String: String]
    private let client: ServiceClient
    private let running = Mutex(0)

    /// - Throws: when a secret or the authority's file cannot be used.
    init(_ resolver: UplinkConfiguration.Resolver, group: MultiThreadedEventLoopGroup) throws {
        provider = resolver.provider
        secrets = try resolver.secrets.mapValues { try $0.loadText() }
        client = try ServiceClient(resolver.endpoint, authority: resolver.authority, group: group)
    }

    /// Asks about a code that was shown at `place`. `done` is called once, on any thread.
    func ask(
        _ code: String, place: String, done: @escaping @Sendable (Result<ResolverAnswer, LookupTrouble>) -> Void
    ) {
        let mayAsk = running.withLock { count in
            guard count < Self.mostAtOnce else { return false }
            count += 1
            return true
        }
        guard mayAsk else {
            return done(.failure(LookupTrouble(failure: .busy, detail: "\(Self.mostAtOnce) questions are under way")))
        }
        var exchange = ResolverExchange(provider: provider, code: code, place: place, secrets: secrets)
        let request: ResolverRequest
        do {
            request = try exchange.begin(at: Self.now(), nonce: Self.nonce())
        } catch {
            return end(.failure(Self.trouble(error)), done)
        }
        // Over all: looking up a host's name has no limit of its own.
        let deadline = NIODeadline.now() + Self.limit
        let answer = client.loop.makePromise(of: ResolverAnswer.self)
        let late = client.loop.scheduleTask(deadline: deadline) { answer.fail(UpstreamFailure.timedOut) }
        step(exchange, request, until: deadline).cascade(to: answer)
        answer.futureResult.whenComplete { [self] result in
            late.cancel()
            end(result.mapError { Self.trouble($0) }, done)
        }
    }

    /// Lets go of connections that are kept.
    func close() {
        client.close()
    }

    private func end(
        _ result: Result<ResolverAnswer, LookupTrouble>,
        _ done: @Sendable (Result<ResolverAnswer, LookupTrouble>) -> Void
    ) {
        running.withLock { $0 -= 1 }
        done(result)
    }

    private func step(
        _ exchange: ResolverExchange, _ request: ResolverRequest, until deadline: NIODeadline
    ) -> EventLoopFuture<ResolverAnswer> {
        client.send(request, until: deadline).flatMap { [self] reply in
            var exchange = exchange
            let loop = client.loop
            do throws(ResolverFailure) {
                let outcome = try exchange.receive(
                    status: reply.status, body: reply.body, at: Self.now(), nonce: Self.nonce())
                switch outcome {
                case .answered(let answer): return loop.makeSucceededFuture(answer)
                case .ask(let next): return step(exchange, next, until: deadline)
                }
            } catch {
                let detail = error == .status ? "it answered with status \(reply.status)" : "its answer cannot be used"
                return loop.makeFailedFuture(LookupTrouble(failure: error, detail: detail))
            }
        }
    }

    private static func trouble(_ error: any Error) -> LookupTrouble {
        switch error {
        case let trouble as LookupTrouble: return trouble
        case let failure as ResolverFailure: return LookupTrouble(failure: failure, detail: "the question was not made")
        default: break
        }
        let failure = HTTPSClient.failure(of: error)
        switch failure {
        case .timedOut: return LookupTrouble(failure: .timeout, detail: "it did not answer within 2.3 s")
        case .malformed: return LookupTrouble(failure: .malformed, detail: "its answer is no HTTP, or too long")
        case .closed: return LookupTrouble(failure: .connection, detail: "it closed the connection")
        case .untrusted(let why): return LookupTrouble(failure: .connection, detail: "it is not trusted: \(why)")
        case .unreachable(let why): return LookupTrouble(failure: .connection, detail: "it is not reachable: \(why)")
        }
    }

    private static func now() -> UnixTime {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return UnixTime(microseconds: Int64(time.tv_sec) * 1_000_000 + Int64(time.tv_nsec) / 1000)
    }

    /// 128 random bits: no service sees the same one twice.
    private static func nonce() -> String {
        let words = (UInt64.random(in: 0 ... .max), UInt64.random(in: 0 ... .max))
        return Hexadecimal.encode(withUnsafeBytes(of: words) { Array($0) })
    }
}
