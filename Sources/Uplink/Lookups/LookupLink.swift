import Codes
import Control
import EventLoop
import Logging
import Synchronization
import Wire

/// The uplink's end of the questions about codes: keeps the daemon's stream open, asks, answers. Lives on the loop's
/// thread; the services are asked by others, so that it waits for none of them.
final class LookupLink {
    /// Between tries to reach the daemon: from one that shows nobody a restart, to one that costs nothing while it is down.
    private static let pauses = (first: Duration.milliseconds(250), longest: Duration.seconds(5))
    /// Answers that wait for the daemon; more than it has questions out at once.
    private static let mostAnswers = 256

    /// What came of questions, on its way from the threads of the services to the loop.
    private final class Mailbox: Sendable {
        let answers = Mutex<[(provider: String, id: Int, result: Result<ResolverAnswer, LookupTrouble>)]>([])
        let wakeup: Wakeup

        init() throws(EventLoopError) { wakeup = try Wakeup() }

        func put(_ provider: String, _ id: Int, _ result: Result<ResolverAnswer, LookupTrouble>) {
            answers.withLock { $0.append((provider, id, result)) }
            wakeup.signal()
        }

        func take() -> [(provider: String, id: Int, result: Result<ResolverAnswer, LookupTrouble>)] {
            answers.withLock { answers in
                defer { answers = [] }
                return answers
            }
        }
    }

    private let path: String
    private let askers: [String: LookupAsker]
    private let reactor: EventLoop
    private let log: Logger
    private let mailbox: Mailbox
    private var registration: Registration?
    private var timer: Timer?
    private var pause = LookupLink.pauses.first
    private var questions: VarlinkLoopClient?
    private var answers: VarlinkLoopClient?
    private var waiting: [LookupAnswer] = []
    private var problem: String?
    private var troubles: [String: ResolverFailure] = [:]

    /// A link to the daemon at the control socket `path`.
    init(path: String, askers: [String: LookupAsker], reactor: EventLoop, log: Logger) throws(EventLoopError) {
        self.path = path
        self.askers = askers
        self.reactor = reactor
        self.log = log
        mailbox = try Mailbox()
        registration = try reactor.register(mailbox.wakeup) { [weak self] _ in self?.deliver() }
        timer = reactor.makeTimer { [weak self] _ in self?.connect() }
        timer?.arm(at: reactor.now)
    }

    /// Hangs up.
    func close() {
        timer?.cancel()
        registration?.cancel()
        hangUp()
    }

    // MARK: - The daemon

    private func connect() {
        do throws(VarlinkClientError) {
            let stream = try VarlinkLoopClient(path: path, reactor: reactor)
            questions = stream
            answers = try VarlinkLoopClient(path: path, reactor: reactor)
            stream.call(GateInterface.Method.lookups, NoParameters(), more: true) { [weak self] result in
                self?.told(result)
            }
        } catch {
            lost("\(error)")
        }
    }

    private func told(_ result: Result<VarlinkReply, VarlinkClientError>) {
        switch result {
        case .failure(let error): lost("\(error)")
        case .success(let reply):
            guard let lookup = try? reply.parameters(as: LookupsReply.self).lookup else {
                return lost("it asked what is no question")
            }
            if problem != nil { log.info("the daemon asks again") }
            problem = nil
            pause = Self.pauses.first
            ask(lookup)
        }
    }

    /// Tries again later; says so once.
    private func lost(_ why: String) {
        hangUp()
        if problem != why { log.warning("the daemon asks nothing about codes", metadata: ["why": "\(why)"]) }
        problem = why
        timer?.arm(at: reactor.now + pause)
        pause = min(pause * 2, Self.pauses.longest)
    }

    private func hangUp() {
        questions?.close()
        answers?.close()
        (questions, answers) = (nil, nil)
        waiting = []
    }

    // MARK: - Questions and answers

    private func ask(_ lookup: Lookup) {
        let mailbox = mailbox
        let (provider, id) = (lookup.provider, lookup.id)
        guard let asker = askers[provider] else {
            return mailbox.put(
                provider, id,
                .failure(LookupTrouble(failure: .unconfigured, detail: "no [[resolver]] of uplink.toml has this name")))
        }
        guard let bytes = Base64.decode(lookup.code.utf8), let code = String(validating: bytes, as: UTF8.self) else {
            return mailbox.put(
                provider, id, .failure(LookupTrouble(failure: .malformed, detail: "the question has no text")))
        }
        asker.ask(code, place: lookup.place) { mailbox.put(provider, id, $0) }
    }

    private func deliver() {
        for (provider, id, result) in mailbox.take() {
            note(result, of: provider)
            // Without the daemon nobody waits for them.
            if answers != nil, waiting.count < Self.mostAnswers { waiting.append(LookupAnswer(id: id, result)) }
        }
        answerNext()
    }

    private func answerNext() {
        guard let answers, !answers.isCalling, !waiting.isEmpty else { return }
        answers.call(GateInterface.Method.answerLookup, waiting.removeFirst()) { [weak self] result in
            switch result {
            // The daemon refused this one; the next has nothing to do with it.
            case .success, .failure(.refused): self?.answerNext()
            case .failure(let error): self?.lost("\(error)")
            }
        }
    }

    /// Logs each change once, and nothing of any code.
    private func note(_ result: Result<ResolverAnswer, LookupTrouble>, of provider: String) {
        switch result {
        case .success:
            guard troubles.removeValue(forKey: provider) != nil else { return }
            log.notice("the code service answers again", metadata: ["resolver": "\(provider)"])
        case .failure(let trouble):
            guard troubles.updateValue(trouble.failure, forKey: provider) != trouble.failure else { return }
            log.error(
                "the code service does not answer",
                metadata: ["resolver": "\(provider)", "why": "\(trouble.failure.rawValue): \(trouble.detail)"])
        }
    }
}
