using Microsoft.Extensions.Logging;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Scheduling;

namespace Swarm.Messaging.Agents;

/// <summary>The agents as of a few seconds ago, in memory: for what must not ask the store each time. Refreshed by every registration that is heard of.</summary>
internal sealed class AgentDirectory(IAgentStore store, TimeProvider time, ILogger<AgentDirectory> log)
    : PeriodicService(TimeSpan.FromSeconds(5), time, log), IOutsideKinds
{
    private const int MaxOthers = 10_000;

    private readonly Lock gate = new();
    private readonly HashSet<string> others = new(StringComparer.Ordinal);
    private volatile Snapshot known = Snapshot.Of([]);

    public IReadOnlyCollection<string> Kinds => known.Operations.Keys;

    public IReadOnlyCollection<string>? Operations(string kind) => known.Operations.TryGetValue(kind, out var taken) ? taken : [];

    public AgentDefinition? Find(string agentId) => known.Agents.GetValueOrDefault(agentId)?.Definition;

    /// <summary>Some agent that gets work takes CRM tasks of the operation and has all that these tags ask for.</summary>
    /// <param name="tags">Of <see cref="SkillWords"/>; with <see cref="SkillWords.Bulk"/> it is an agent that takes a whole batch as one task.</param>
    public async Task<bool> AnyTakesAsync(string operation, IReadOnlyCollection<string> tags, CancellationToken cancellation)
    {
        // A tag does not always show the word that it stands for.
        IReadOnlyList<string> words = tags.Any(SkillWords.IsCapability)
            ? [.. (await store.NeededAsync(cancellation).ConfigureAwait(false)).Where(word => tags.Contains(SkillWords.Capability(word)))]
            : [];
        return known.Agents.Values.Any(
            a => a.SlotsNow > 0 && SkillWords.Takes(a.Definition, operation) && !tags.Except(SkillWords.Of(a.Definition, words), StringComparer.Ordinal).Any());
    }

    /// <summary>Tells agents from other targets; asks the store only about names it has not met.</summary>
    public async Task<bool> IsAgentAsync(string targetId, CancellationToken cancellation)
    {
        if (known.Agents.ContainsKey(targetId))
            return true;
        lock (gate)
        {
            if (others.Contains(targetId))
                return false;
        }

        if (await store.GetAsync(targetId, cancellation).ConfigureAwait(false) is not null)
            return true;
        lock (gate)
        {
            if (others.Count >= MaxOthers)
                others.Clear();
            others.Add(targetId);
        }

        return false;
    }

    public async Task RefreshAsync(CancellationToken cancellation)
    {
        known = Snapshot.Of(await store.ListAsync(cancellation).ConfigureAwait(false));
        lock (gate)
            others.ExceptWith(known.Agents.Keys);
    }

    protected override async Task<bool> RunAsync(CancellationToken cancellation)
    {
        await RefreshAsync(cancellation).ConfigureAwait(false);
        return false;
    }

    /// <param name="Operations">By kind; null: all.</param>
    private sealed record Snapshot(Dictionary<string, AgentState> Agents, Dictionary<string, IReadOnlyCollection<string>?> Operations)
    {
        public static Snapshot Of(IReadOnlyList<AgentState> agents)
        {
            var operations = new Dictionary<string, IReadOnlyCollection<string>?>(StringComparer.Ordinal);
            foreach (var kind in agents.SelectMany(a => a.Definition.Kinds).GroupBy(k => k.Kind!, StringComparer.Ordinal))
                operations[kind.Key] = kind.Any(k => k.Operations is null) ? null : kind.SelectMany(k => k.Operations!).ToHashSet(StringComparer.Ordinal);
            return new(agents.ToDictionary(a => a.AgentId, StringComparer.Ordinal), operations);
        }
    }
}
