extension CodeReader {
    /// The reader that every program uses: all schemes, with the community's passes looked at for a place; `nil` for
    /// one that is not known. The codes of `resolvers` are recognised and not judged: somebody has to be asked.
    public static func standard(
        community: String? = nil, gate: String? = nil, resolvers: [ResolverFamily] = []
    ) -> CodeReader {
        CodeReader(schemes: [
            GH1Scheme(community: community, gate: gate), DCCScheme(.hc1), DCCScheme(.at1), SHCScheme(), NZCPScheme(),
            ResolverScheme(families: resolvers),
        ])
    }
}
