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

/// <summary>Commands about a swarm and its state together, and about all interrupted ones, whichever way they came.</summary>
internal sealed partial class FacadeCommandSet(ISwarmRegistry registry, ISwarmStates states, SwarmReads reads, RecoveryByHand recovery, ILogger<FacadeCommandSet> log) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(UpdateSwarmState), SwarmNames.UpdateSwarmState, 16),
        new(nameof(DiscoverInterruptedSwarms), SwarmNames.DiscoverInterruptedSwarms, 4),
        new(nameof(RecoverInterruptedSwarms), SwarmNames.RecoverInterruptedSwarms, 2),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        if (command == nameof(UpdateSwarmState))
            return await UpdateAsync(fields, CommandMark.Of(origin, command, message), origin, found, cancellation).ConfigureAwait(false);
        fields.RefuseUnknown(command);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);
        if (command == nameof(DiscoverInterruptedSwarms))
            return new InterruptedSwarms { SwarmIds = [.. (await registry.DiscoverInterruptedAsync(cancellation).ConfigureAwait(false)).Order(StringComparer.Ordinal)] };
        var recovered = await recovery.RecoverAllAsync(origin, cancellation).ConfigureAwait(false);
        RecoveredAll(origin.Source, recovered.Results.Count(r => r.Success), recovered.Total);
        return recovered;
    }

    private async Task<object> UpdateAsync(JsonFields fields, CommandMark? mark, CommandOrigin origin, List<Violation> found, CancellationToken cancellation)
    {
        const string Command = nameof(UpdateSwarmState);
        var id = fields.Text("swarmId");
        CommandRules.CheckId(id, "swarmId", required: true, found, reserved: false);
        var changes = fields.Object("changes");
        fields.RefuseUnknown(Command);
        if (changes is null && found.Count == 0)
            found.Add(new("changes", null, "Required: an object."));
        if (changes is not null)
        {
            StoredJson.CheckDepth(changes.Json, "changes", found);
            foreach (var field in changes.Json.EnumerateObject())
                StoredJson.CheckNames(field.Value, $"changes.{PayloadRules.Cut(field.Name)}", found);
        }

        var change = changes is null ? null : SwarmReader.Definition(changes, found);
        var status = changes is null ? null : SwarmReader.NewStatus(changes, id, found);
        if (found.Count > 0)
            return CommandRules.Reject(Command, null, found);
        var (outcome, swarm) = await states.UpdateAsync(id!, changes!.Json, change!, status, mark, cancellation).ConfigureAwait(false);
        reads.Forget(id!);
        switch (outcome)
        {
            case StateOutcome.Done done:
                Updated(origin.Source, id!, swarm!.Status, done.State.Version);
                return new SwarmStateUpdated { Swarm = swarm, Version = done.State.Version, State = done.State.Document };
            case StateOutcome.Invalid invalid:
                return SwarmRefusals.Transition(Command, "changes.status", invalid.From, invalid.To, SwarmTransitions.From(invalid.From));
            case StateOutcome.Full full:
                return SwarmRefusals.Full(Command, full.Limit);
            case StateOutcome.Busy busy:
                return SwarmRefusals.Busy(Command, id!, busy.Tries);
            case StateOutcome.Other:
                return SwarmRefusals.Other(Command, id!, origin.MessageId);
            case StateOutcome.Nothing nothing:
                return SwarmRefusals.Nothing(Command, id!, nothing.What);
            case StateOutcome.TooLarge size:
                return SwarmRefusals.TooLarge(Command, "changes", id!, size);
            case StateOutcome.Unreadable unreadable:
                reads.Failed();
                return SwarmRefusals.Unreadable(Command, id!, unreadable.What);
            default:
                return SwarmRefusals.NotFound(Command, id!);
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did UpdateSwarmState on {SwarmId}: it is {Status}, its state is version {Version}")]
    private partial void Updated(string who, string swarmId, string status, long version);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did RecoverInterruptedSwarms: {Begun} of {Total} have begun")]
    private partial void RecoveredAll(string who, int begun, int total);
}
