/// The configuration of `gatehouse-desk`: `desk.toml`.
public struct DeskConfiguration: Hashable, Sendable {
    /// `[desk] name`: the desk's key name in its cosignatures (C2SP signed-note): no spaces, no plus sign.
    public var name: String
    /// `[desk] listen`: the address that is listened on.
    public var listen: Endpoint
    /// `[desk] store`: the SQLite database.
    public var store: String
    /// `[desk] gates`: the directory of the enrolment notes, one `*.note` for each gate.
    public var gatesDirectory: String
    /// `[tls] certificate`: the server's certificate chain, PEM.
    public var certificate: String
    /// `[tls] key`: where the certificate's private key is, PEM.
    public var key: SecretSource
    /// `[tls] ca`: the authorities that may have signed the gates' client certificates, PEM.
    public var authority: String
    /// `[cosigner]`: where the seed of the cosigning key is.
    public var cosigner: SecretSource
    /// `[committee] vkey`: the committee's root key, which signs enrolments (C2SP signed-note verifier key).
    public var committeeKey: String
}

extension DeskConfiguration {
    /// The configuration of the sources laid over each other, the main file first.
    ///
    /// Throws everything that is wrong, not the first.
    public static func parse(
        _ sources: [ConfigurationSource], context: ConfigurationContext
    ) throws(ConfigurationError) -> Configured<DeskConfiguration> {
        let folder = context.folder
        return try ConfigurationParser.run(sources) { root in
            let desk = root.section("desk")
            let tls = root.section("tls")
            let committee = root.section("committee")
            defer { [desk, tls, committee].forEach { $0.finish() } }
            let committeeKey = committee.vkey("vkey")
            if committeeKey == nil, !committee.has("vkey") {
                committee.missing("vkey", example: "\"committee.example+5ab1…+AW…\"")
            }
            return DeskConfiguration(
                name: desk.keyName("name", example: "\"committee.example/desk\""), listen: readListen(desk),
                store: desk.path("store", in: folder, default: "/var/lib/gatehouse-desk/desk.sqlite", example: ""),
                gatesDirectory: desk.path("gates", in: folder, default: "/etc/gatehouse/gates", example: ""),
                certificate: tls.path("certificate", in: folder, example: "\"server.pem\""),
                key: tls.secret("key", in: folder, example: "\"server.key\""),
                authority: tls.path("ca", in: folder, example: "\"ca.pem\""),
                cosigner: .read(
                    root.section("cosigner"), folder: folder, standard: .credential("cosigner.seed")),
                committeeKey: committeeKey ?? "")
        }
    }

    private static func readListen(_ section: Section) -> Endpoint {
        let text = section.string("listen", default: "127.0.0.1:8443")
        if let endpoint = Endpoint(text) { return endpoint }
        section.error(
            "listen", "\"\(text)\" is not an address and port",
            remedy: "write them as in: listen = \"0.0.0.0:8443\" or \"[::]:8443\"")
        return Endpoint(host: "", port: 0)
    }
}
