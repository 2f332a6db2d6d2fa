using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>Commands about the states of swarms and their recovery, whichever way they came.</summary>
internal sealed partial class SwarmStateCommandSet(
    ISwarmRegistry registry, ISwarmStates states, SwarmReads reads, RecoveryByHand recovery, ILogger<SwarmStateCommandSet> log) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SaveSwarmState), SwarmNames.SaveSwarmState, 16),
        new(nameof(SnapshotSwarm), SwarmNames.SnapshotSwarm, 8),
        new(nameof(RestoreSwarm), SwarmNames.RestoreSwarm, 8),
        new(nameof(CheckpointSwarm), SwarmNames.CheckpointSwarm, 8),
        new(nameof(GetSwarmCheckpoint), SwarmNames.GetSwarmCheckpoint, 8),
        new(nameof(RecoverSwarm), SwarmNames.RecoverSwarm, 8),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var id = fields.Text("swarmId");
        CommandRules.CheckId(id, "swarmId", required: true, found, reserved: false);
        var act = Read(command, id ?? "", fields, CommandMark.Of(origin, command, message), found);
        fields.RefuseUnknown(command);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);
        if (command == nameof(GetSwarmCheckpoint))
            return await LatestAsync(id!, cancellation).ConfigureAwait(false);
        if (act is null)
        {
            var answer = await recovery.RecoverAsync(id!, origin, cancellation).ConfigureAwait(false);
            if (answer is SwarmRecoveryResult recovered)
                Acted(origin.Source, command, id!, recovered.Success ? recovered.Status : $"in vain: {recovered.Error}");
            return answer;
        }

        var outcome = await act(cancellation).ConfigureAwait(false);
        reads.Forget(id!);
        switch (outcome)
        {
            case StateOutcome.Done done:
                Acted(origin.Source, command, id!, $"version {done.State.Version}");
                return new SwarmStateChanged { SwarmId = id!, Version = done.State.Version, State = done.State.Document };
            case StateOutcome.Kept kept:
                Acted(origin.Source, command, id!, kept.Copy.Id);
                return new SwarmCopyKept { SwarmId = id!, Copy = new SwarmCopy(kept.Copy.Id, kept.Copy.Timestamp) };
            case StateOutcome.Busy busy:
                return SwarmRefusals.Busy(command, id!, busy.Tries);
            case StateOutcome.Other:
                return SwarmRefusals.Other(command, id!, origin.MessageId);
            case StateOutcome.Nothing nothing:
                return SwarmRefusals.Nothing(command, id!, Named(command, nothing.What));
            case StateOutcome.TooLarge size:
                return SwarmRefusals.TooLarge(command, command switch { nameof(SaveSwarmState) => "state", nameof(CheckpointSwarm) => "data", nameof(RestoreSwarm) => "snapshotId", _ => "swarmId" }, id!, size);
            case StateOutcome.Unreadable unreadable:
                reads.Failed();
                return SwarmRefusals.Unreadable(command, id!, Named(command, unreadable.What));
            default:
                return SwarmRefusals.NotFound(command, id!);
        }
    }

    /// <summary>A snapshot by what it is, too: its id alone would be any word.</summary>
    private static string Named(string command, string what) => command == nameof(RestoreSwarm) && what != "state" ? $"snapshot {what}" : what;

    private async Task<object> LatestAsync(string id, CancellationToken cancellation)
    {
        const string Command = nameof(GetSwarmCheckpoint);
        var (latest, unusable) = await states.LatestCheckpointAsync(id, cancellation).ConfigureAwait(false);
        foreach (var _ in unusable)
            reads.Failed();
        if (latest is not null)
            return new SwarmCheckpointDetails { SwarmId = id, Copy = new SwarmCopy(latest.Id, latest.Timestamp), Data = latest.Data, Unusable = unusable };
        if (unusable.Count > 0)
            return SwarmRefusals.Unreadable(Command, id, "checkpoint");
        return await registry.GetAsync(id, cancellation).ConfigureAwait(false) is null
            ? SwarmRefusals.NotFound(Command, id)
            : SwarmRefusals.Nothing(Command, id, "checkpoint");
    }

    /// <returns>Null: to recover, or to read.</returns>
    private Func<CancellationToken, Task<StateOutcome>>? Read(string command, string id, JsonFields fields, CommandMark? mark, List<Violation> found)
    {
        switch (command)
        {
            case nameof(SaveSwarmState):
                var (state, merge) = (fields.Any("state"), fields.Flag("merge") ?? false);
                if (state is not { ValueKind: JsonValueKind.Object } document)
                {
                    found.Add(new("state", state is { } other ? PayloadRules.Show(other) : null, "An object."));
                    return null;
                }

                StoredJson.CheckDepth(document, "state", found);
                StoredJson.CheckNames(document, "state", found);
                // Merged, it counts for nothing: the store has its own.
                if (!merge && document.TryGetProperty("version", out var version) && version.ValueKind != JsonValueKind.Null && StateVersions.Said(document) is null)
                    found.Add(new("state.version", PayloadRules.Show(version), $"A whole number from 1 to {StateVersions.MostSaid}, or left out: versions are counted on from it."));
                return c => merge ? states.UpdateAsync(id, document, mark, c) : states.SaveAsync(id, document, mark, c);
            case nameof(SnapshotSwarm):
                var label = SwarmReader.Short(fields, "label", 200, found) ?? "";
                return c => states.SnapshotAsync(id, label, null, 0, mark, c);
            case nameof(RestoreSwarm):
                var snapshot = fields.Text("snapshotId");
                CommandRules.CheckId(snapshot, "snapshotId", required: true, found, reserved: false);
                return c => states.RestoreAsync(id, snapshot!, mark, c);
            case nameof(CheckpointSwarm):
                if (fields.Any("data") is { } data)
                {
                    StoredJson.CheckDepth(data, "data", found);
                    StoredJson.CheckNames(data, "data", found);
                    if (data.ValueKind != JsonValueKind.Object && found.Count == 0)
                        found.Add(new("data", PayloadRules.Show(data), "An object: of anything else no swarm can be recovered."));
                    return c => states.CheckpointAsync(id, data, mark, c);
                }

                found.Add(new("data", null, "Required."));
                return null;
            default:
                return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did {Command} on {SwarmId} {Result}")]
    private partial void Acted(string who, string command, string swarmId, string result);
}
