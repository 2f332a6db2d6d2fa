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

/// <summary>Commands about what coordinators of swarms wait for, whichever way they came.</summary>
internal sealed partial class BlockingCommandSet(ISwarmRegistry registry, ISwarmStates states, SwarmReads reads, ILogger<BlockingCommandSet> log) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SaveBlockingState), SwarmNames.SaveBlockingState, 16),
        new(nameof(GetBlockingState), SwarmNames.GetBlockingState, 16),
        new(nameof(ListBlockingStates), SwarmNames.ListBlockingStates, 8),
        new(nameof(ClearBlockingState), SwarmNames.ClearBlockingState, 16),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var (swarm, coordinator) = (fields.Text("swarmId"), fields.Text("coordinatorId"));
        CommandRules.CheckId(swarm, "swarmId", required: true, found, reserved: false);
        CommandRules.CheckId(coordinator, "coordinatorId", required: command != nameof(ListBlockingStates), found, reserved: false);
        var said = command == nameof(SaveBlockingState) ? SwarmReader.Blocking(fields, found) : null;
        if (said is null)
            fields.RefuseUnknown(command);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);
        return command switch
        {
            nameof(SaveBlockingState) => await SaveAsync(swarm!, coordinator!, said!, CommandMark.Of(origin, command, message), origin.Source, cancellation).ConfigureAwait(false),
            nameof(GetBlockingState) => await GetAsync(swarm!, coordinator!, cancellation).ConfigureAwait(false),
            nameof(ListBlockingStates) => await ListAsync(swarm!, cancellation).ConfigureAwait(false),
            _ => await ClearAsync(swarm!, coordinator!, CommandMark.Of(origin, command, message), origin.Source, cancellation).ConfigureAwait(false),
        };
    }

    private async Task<object> SaveAsync(string swarm, string coordinator, BlockingSaid said, CommandMark? mark, string who, CancellationToken cancellation)
    {
        const string Command = nameof(SaveBlockingState);
        switch (await states.SaveBlockingAsync(swarm, coordinator, said, mark, cancellation).ConfigureAwait(false))
        {
            case StateOutcome.Blocked { State: var state }:
                reads.Forget(swarm);
                Saved(who, coordinator, swarm, state.Status);
                return new BlockingStateChanged { Command = Command, SwarmId = swarm, CoordinatorId = coordinator, State = state, Changed = true };
            case StateOutcome.Invalid invalid:
                return SwarmRefusals.Transition(Command, "status", invalid.From, invalid.To, BlockingTransitions.From(invalid.From));
            case StateOutcome.Other:
                return SwarmRefusals.Other(Command, swarm, mark?.MessageId);
            case StateOutcome.Crowded crowded:
                return SwarmRefusals.Crowded(Command, swarm, crowded.Limit);
            default:
                return SwarmRefusals.NotFound(Command, swarm);
        }
    }

    private async Task<object> GetAsync(string swarm, string coordinator, CancellationToken cancellation)
    {
        if (await states.BlockingAsync(swarm, coordinator, cancellation).ConfigureAwait(false) is { } state)
            return new BlockingStateDetails { State = state };
        return await IsKnownAsync(swarm, cancellation).ConfigureAwait(false)
            ? SwarmRefusals.Nothing(nameof(GetBlockingState), swarm, $"blocking state of {coordinator}")
            : SwarmRefusals.NotFound(nameof(GetBlockingState), swarm);
    }

    private async Task<object> ListAsync(string swarm, CancellationToken cancellation)
    {
        var list = await states.BlockingAsync(swarm, cancellation).ConfigureAwait(false);
        return list.Count > 0 || await IsKnownAsync(swarm, cancellation).ConfigureAwait(false)
            ? new BlockingStateList { SwarmId = swarm, States = list }
            : SwarmRefusals.NotFound(nameof(ListBlockingStates), swarm);
    }

    private async Task<object> ClearAsync(string swarm, string coordinator, CommandMark? mark, string who, CancellationToken cancellation)
    {
        var became = await states.ClearBlockingAsync(swarm, coordinator, mark, cancellation).ConfigureAwait(false);
        if (became == BlockingCleared.Missing)
            return SwarmRefusals.NotFound(nameof(ClearBlockingState), swarm);
        if (became == BlockingCleared.Other)
            return SwarmRefusals.Other(nameof(ClearBlockingState), swarm, mark?.MessageId);
        var changed = became == BlockingCleared.Cleared;
        if (changed)
        {
            reads.Forget(swarm);
            Cleared(who, coordinator, swarm);
        }

        return new BlockingStateChanged { Command = nameof(ClearBlockingState), SwarmId = swarm, CoordinatorId = coordinator, Changed = changed };
    }

    private async Task<bool> IsKnownAsync(string swarm, CancellationToken cancellation) => await registry.GetAsync(swarm, cancellation).ConfigureAwait(false) is not null;

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did SaveBlockingState for {CoordinatorId} of {SwarmId}: it is {Status}")]
    private partial void Saved(string who, string coordinatorId, string swarmId, string status);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did ClearBlockingState for {CoordinatorId} of {SwarmId}")]
    private partial void Cleared(string who, string coordinatorId, string swarmId);
}
