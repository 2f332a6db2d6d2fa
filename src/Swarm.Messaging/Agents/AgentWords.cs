namespace Swarm.Messaging.Agents;

/// <summary>
/// An agent as capabilities of a target. A code task asks for <c>code/{fileType}:{operation}</c>, and either half may be <c>unknown</c>. Every agent
/// that takes code may run unknown work; those that suit it (no list, or <c>unknown</c> or <c>*</c> in it) say so by the tag
/// <see cref="Suits"/>, which such a task prefers. To routing every name beyond the usual ones is unknown: who lists one of those takes unknown work.
/// </summary>
internal static class AgentWords
{
    public const string Agent = "agent";

    /// <summary>Type, and tag, of an outside WebAssembly instance: it takes what its modules declare, and is no agent to fall back to.</summary>
    public const string Wasm = "wasm";

    public const string Streaming = "streaming";
    public const string Unknown = "unknown";

    private const string Code = "code";
    private const string All = "*";

    private static readonly string[] FileTypes = ["js", "ts", "tsx", "py", "rs", "go", "java", "cpp", "c", Unknown];
    private static readonly string[] Operations = ["create", "edit", "refactor", "test", "analyze", "optimize", Unknown];

    /// <summary>What a task with an unknown file type or operation prefers.</summary>
    public static string Suits(string fileType, string operation) => $"suits:{fileType}:{operation}";

    public static string Specialised(string fileType) => $"spec:{fileType}";

    /// <summary>Everything a target of this agent declares.</summary>
    /// <param name="needed">Capabilities that tasks have asked for: it declares those that it has.</param>
    public static IReadOnlyList<string> Of(AgentDefinition agent, IReadOnlyCollection<string>? needed = null)
    {
        var words = new List<string> { agent.Type == Wasm ? Wasm : Agent };
        if (agent.Streaming)
            words.Add(Streaming);
        words.AddRange(agent.Specializations.Select(Specialised));
        words.AddRange(agent.Tags);
        words.AddRange(SkillWords.Of(agent, needed ?? []));
        foreach (var kind in agent.Kinds)
            words.AddRange((kind.Operations ?? [All]).Select(operation => $"{kind.Kind}/{operation}"));
        if (agent.TakesCode)
            words.AddRange(OfCode(agent));
        return [.. words.Distinct(StringComparer.Ordinal)];
    }

    private static IEnumerable<string> OfCode(AgentDefinition agent)
    {
        var (types, operations) = (WithUnknown(agent.FileTypes ?? [All], FileTypes), WithUnknown(agent.Operations ?? [All], Operations));
        var (allTypes, allOperations) = (types.Contains(All), operations.Contains(All));
        if (allTypes && allOperations)
            yield return $"{Code}/*";
        var (ownTypes, ownOperations) = (allTypes ? FileTypes.Union(types) : types, allOperations ? Operations.Union(operations) : operations);
        var own = ownTypes.Where(t => t != All).SelectMany(t => ownOperations.Where(o => o != All).Select(o => (Type: t, Operation: o))).ToHashSet();
        foreach (var (type, operation) in own)
        {
            if (!allTypes || !allOperations)
                yield return $"{Code}/{type}:{operation}";
            if (type == Unknown || operation == Unknown)
                yield return Suits(type, operation);
        }

        if (agent.Type == Wasm)
            yield break;
        foreach (var (type, operation) in Unknowns().Where(pair => !own.Contains(pair)))
            yield return $"{Code}/{type}:{operation}";
    }

    private static IReadOnlyList<string> WithUnknown(IReadOnlyList<string> names, string[] usual) =>
        names.All(n => n == All || usual.Contains(n)) ? names : [.. names, Unknown];

    private static IEnumerable<(string Type, string Operation)> Unknowns() =>
        Operations.Select(o => (Unknown, o)).Concat(FileTypes.Where(t => t != Unknown).Select(t => (t, Unknown)));
}
