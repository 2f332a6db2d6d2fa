using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>
/// Begins a recovery: from the state, else the latest checkpoint that can be used, else the latest such snapshot; what was skipped stands in the plan. A swarm that never had any of them begins
/// anew, with its first state. Again after a crash it changes nothing.
/// </summary>
internal sealed class SwarmRecovery(ISwarmStates states, SwarmReads reads)
{
    /// <summary>Looks at a state that others write meanwhile.</summary>
    private const int MostLooks = 50;

    public async Task<RecoveryResult> BeginAsync(string swarmId, CancellationToken cancellation)
    {
        for (var looks = 0; looks < MostLooks; looks++)
        {
            // A state that is written after this look is read again: what its owner saves meanwhile is not written over.
            var made = await states.VersionAsync(swarmId, cancellation).ConfigureAwait(false);
            if (await TryAsync(swarmId, made, cancellation).ConfigureAwait(false) is { } result)
                return result;
        }

        return Overtaken(swarmId);
    }

    private static RecoveryResult.Failed Overtaken(string swarmId) => new(
        $"Others have written the state of {swarmId}, or what its coordinators wait for, between reading and writing, each of {MostLooks} times: "
        + $"let fewer write at once while it is interrupted, and begin again by swarm swarms recover {swarmId}.");

    /// <returns>Null: the state was written meanwhile.</returns>
    private async Task<RecoveryResult?> TryAsync(string swarmId, long? made, CancellationToken cancellation)
    {
        if (await SourceAsync(swarmId, cancellation).ConfigureAwait(false) is not { } source)
            return new RecoveryResult.Failed("There is no state, checkpoint or snapshot that can be read.");
        var now = await states.NowAsync(cancellation).ConfigureAwait(false);
        // Begun before, by this or another process that heard no more of it: the plan stands in the state, which nobody has written since.
        var isOwn = source.Version is { } version && version == await states.RecoveryVersionAsync(swarmId, cancellation).ConfigureAwait(false);
        var plan = (isOwn ? source.Begun : null) ?? source.Plan(now) with { Source = source.Name, Unusable = source.Unusable };
        return await states.BeginRecoveryAsync(swarmId, Document(source, plan, now), source.Version ?? made, cancellation).ConfigureAwait(false) switch
        {
            RecoveryStep.Changed => null,
            RecoveryStep.Begun => new RecoveryResult.Begun(plan, now),
            RecoveryStep.NoPlace => new RecoveryResult.Waits("a place in the limit"),
            RecoveryStep.NoHost => new RecoveryResult.Waits("a process that hosts it"),
            RecoveryStep.Busy => Overtaken(swarmId),
            RecoveryStep.Missing => new RecoveryResult.Needless("it has left the registry"),
            _ => new RecoveryResult.Needless("it is not interrupted"),
        };
    }

    private static JsonElement Document(Source source, RecoveryPlan plan, DateTimeOffset now)
    {
        var document = source.Fields();
        // Of a second try it is the same: the status that the first one found.
        var found = document["status"] is JsonValue status && status.TryGetValue(out string? said) && said == SwarmStatuses.Recovering ? document["previousStatus"] : document["status"];
        document["previousStatus"] = found?.DeepClone() ?? SwarmStatuses.Interrupted;
        document["status"] = SwarmStatuses.Recovering;
        document["recoveredAt"] = now;
        document["recoveryPlan"] = JsonSerializer.SerializeToNode(plan, WireJson.Options);
        return JsonSerializer.SerializeToElement(document);
    }

    private async Task<Source?> SourceAsync(string swarmId, CancellationToken cancellation)
    {
        var found = new Found(reads);
        var source = await found.TryAsync("state", async () => await states.LoadAsync(swarmId, cancellation).ConfigureAwait(false) is { } s ? new("state", s.Document, s.SavedAt, s.Version) : null)
            .ConfigureAwait(false)
            ?? await FirstAsync(
                await states.CheckpointsAsync(swarmId, cancellation).ConfigureAwait(false), found,
                async id => await states.CheckpointAsync(swarmId, id, cancellation).ConfigureAwait(false) is { } c ? new(id, c.Data, c.Timestamp) : null).ConfigureAwait(false)
            ?? await FirstAsync(
                await states.SnapshotsAsync(swarmId, cancellation).ConfigureAwait(false), found,
                async id => await states.SnapshotAsync(swarmId, id, cancellation).ConfigureAwait(false) is { } s ? new(id, s.State, s.Timestamp) : null).ConfigureAwait(false)
            ?? (found.Unusable.Count > 0 ? null : await found.TryAsync("nothing", () => AnewAsync(swarmId, cancellation)).ConfigureAwait(false));
        return source is null ? null : source with { Unusable = found.Unusable };
    }

    /// <summary>The newest that can be used.</summary>
    private static async Task<Source?> FirstAsync(IReadOnlyList<SwarmKept> kept, Found found, Func<string, Task<Source?>> read)
    {
        foreach (var one in kept)
        {
            if (await found.TryAsync(one.Id, () => read(one.Id)).ConfigureAwait(false) is { } source)
                return source;
        }

        return null;
    }

    /// <summary>Its first host died before it wrote the first state: nothing is lost, and it begins as it would have there. Who writes one meanwhile was first.</summary>
    private async Task<Source?> AnewAsync(string swarmId, CancellationToken cancellation)
    {
        var first = SwarmState.First(await states.NowAsync(cancellation).ConfigureAwait(false));
        return await states.InitializeAsync(swarmId, first, cancellation).ConfigureAwait(false) is StateOutcome.Done { State: var s } ? new Source("nothing", s.Document, s.SavedAt, s.Version) : null;
    }

    /// <summary>Looks at sources, and knows which cannot be used.</summary>
    private sealed class Found(SwarmReads reads)
    {
        private readonly List<string> unusable = [];

        public IReadOnlyList<string> Unusable => unusable;

        public async Task<Source?> TryAsync(string name, Func<Task<Source?>> read)
        {
            try
            {
                if (await read().ConfigureAwait(false) is not { } source)
                    return null;
                if (source.Document.ValueKind != JsonValueKind.Object)
                    throw new JsonException("It is no object.");
                // What cannot be planned from or written on is skipped as what is no JSON is: another source may do.
                _ = (source.Plan(source.SavedAt), source.Fields());
                return source;
            }
            catch (Exception e) when (Defect.Is(e))
            {
                unusable.Add(name);
                reads.Failed();
                return null;
            }
        }
    }

    /// <param name="Name">As the plan calls it.</param>
    /// <param name="Version">Of the state; null of what is kept beside it.</param>
    private sealed record Source(string Name, JsonElement Document, DateTimeOffset SavedAt, long? Version = null)
    {
        public IReadOnlyList<string> Unusable { get; init; } = [];

        /// <summary>The plan in a state that a recovery wrote. Null also when what stands there cannot be read: then it is none of ours, and the state is planned from anew.</summary>
        public RecoveryPlan? Begun
        {
            get
            {
                try
                {
                    return Document.TryGetProperty("status", out var status) && status.ValueKind == JsonValueKind.String && status.GetString() == SwarmStatuses.Recovering
                        && Document.TryGetProperty("recoveryPlan", out var plan) && plan.ValueKind == JsonValueKind.Object ? plan.Deserialize<RecoveryPlan>(WireJson.Options) : null;
                }
                catch (Exception e) when (Defect.Is(e))
                {
                    return null;
                }
            }
        }

        public RecoveryPlan Plan(DateTimeOffset now) => RecoveryPlanner.Plan(Document, now - SavedAt);

        /// <exception cref="ArgumentException">Two have one name.</exception>
        public JsonObject Fields()
        {
            var fields = JsonObject.Create(Document)!.DeepClone().AsObject();
            _ = fields.Count; // they are looked at only now
            return fields;
        }
    }
}
