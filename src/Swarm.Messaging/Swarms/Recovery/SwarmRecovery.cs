using System.Text.Json;
using System.Text.Json.Nodes;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>
/// Begins a recovery: from the state, else the latest checkpoint, else the latest snapshot; what cannot be read is skipped. A swarm that never had any of them begins
/// anew, with its first state. Again after a crash it changes nothing.
/// </summary>
internal sealed class SwarmRecovery(ISwarmStates states, SwarmReads reads)
{
    public async Task<RecoveryResult> BeginAsync(string swarmId, CancellationToken cancellation)
    {
        while (true)
        {
            // A state that is written after this look is read again: what its owner saves meanwhile is not written over.
            var made = await states.VersionAsync(swarmId, cancellation).ConfigureAwait(false);
            if (await TryAsync(swarmId, made, cancellation).ConfigureAwait(false) is { } result)
                return result;
        }
    }

    /// <returns>Null: the state was written meanwhile.</returns>
    private async Task<RecoveryResult?> TryAsync(string swarmId, long? made, CancellationToken cancellation)
    {
        if (await SourceAsync(swarmId, cancellation).ConfigureAwait(false) is not { } source)
            return new RecoveryResult.Failed("There is no state, checkpoint or snapshot that can be read.");
        var now = await states.NowAsync(cancellation).ConfigureAwait(false);
        // Begun before, by this or another process that heard no more of it: the plan stands in the state, which nobody has written since.
        var isOwn = source.Version is { } version && version == await states.RecoveryVersionAsync(swarmId, cancellation).ConfigureAwait(false);
        var plan = (isOwn ? source.Begun : null) ?? source.Plan(now);
        return await states.BeginRecoveryAsync(swarmId, Document(source, plan, now), source.Version ?? made, cancellation).ConfigureAwait(false) switch
        {
            RecoveryStep.Changed => null,
            RecoveryStep.Begun => new RecoveryResult.Begun(plan, now),
            RecoveryStep.NoPlace => new RecoveryResult.Waits("a place in the limit"),
            RecoveryStep.NoHost => new RecoveryResult.Waits("a process that hosts it"),
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
        return await found.TryAsync(async () => await states.LoadAsync(swarmId, cancellation).ConfigureAwait(false) is { } s ? new Source(s.Document, s.SavedAt, s.Version) : null).ConfigureAwait(false)
            ?? await found.TryAsync(async () => await states.LatestCheckpointAsync(swarmId, cancellation).ConfigureAwait(false) is { } c ? new Source(c.Data, c.Timestamp) : null).ConfigureAwait(false)
            ?? await FirstSnapshotAsync(swarmId, found, cancellation).ConfigureAwait(false)
            ?? (found.IsDamaged ? null : await found.TryAsync(() => AnewAsync(swarmId, cancellation)).ConfigureAwait(false));
    }

    private async Task<Source?> FirstSnapshotAsync(string swarmId, Found found, CancellationToken cancellation)
    {
        foreach (var kept in await states.SnapshotsAsync(swarmId, cancellation).ConfigureAwait(false))
        {
            var source = await found.TryAsync(async () =>
                await states.SnapshotAsync(swarmId, kept.Id, cancellation).ConfigureAwait(false) is { } s ? new Source(s.State, s.Timestamp) : null).ConfigureAwait(false);
            if (source is not null)
                return source;
        }

        return null;
    }

    /// <summary>Its first host died before it wrote the first state: nothing is lost, and it begins as it would have there. Who writes one meanwhile was first.</summary>
    private async Task<Source?> AnewAsync(string swarmId, CancellationToken cancellation)
    {
        var first = SwarmState.First(await states.NowAsync(cancellation).ConfigureAwait(false));
        return await states.InitializeAsync(swarmId, first, cancellation).ConfigureAwait(false) is StateOutcome.Done { State: var s } ? new Source(s.Document, s.SavedAt, s.Version) : null;
    }

    /// <summary>Looks at sources, and knows whether there was one that cannot be read.</summary>
    private sealed class Found(SwarmReads reads)
    {
        public bool IsDamaged { get; private set; }

        public async Task<Source?> TryAsync(Func<Task<Source?>> read)
        {
            try
            {
                if (await read().ConfigureAwait(false) is not { Document.ValueKind: JsonValueKind.Object } source)
                    return null;
                // What cannot be planned from or written on is skipped as what is no JSON is: another source may do.
                _ = (source.Plan(source.SavedAt), source.Fields());
                return source;
            }
            catch (Exception e) when (Defect.Is(e))
            {
                IsDamaged = true;
                reads.Failed();
                return null;
            }
        }
    }

    /// <param name="Version">Of the state; null of what is kept beside it.</param>
    private sealed record Source(JsonElement Document, DateTimeOffset SavedAt, long? Version = null)
    {
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
