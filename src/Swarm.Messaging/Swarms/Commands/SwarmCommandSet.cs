using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Clients;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.States;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Commands;

/// <summary>Commands about swarms, whichever way they came.</summary>
internal sealed partial class SwarmCommandSet(ISwarmRegistry registry, ISwarmStates states, SwarmReads reads, SwarmQueries queries, TimeProvider time, Random random, ILogger<SwarmCommandSet> log) : ICommandSet
{
    private const string DefaultReason = "completed";

    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(RegisterSwarm), SwarmNames.RegisterSwarm, 16),
        new(nameof(UpdateSwarm), SwarmNames.UpdateSwarm, 16),
        new(nameof(DeregisterSwarm), SwarmNames.DeregisterSwarm, 8),
        new(nameof(GetSwarm), SwarmNames.GetSwarm, 16),
        new(nameof(ListSwarms), SwarmNames.ListSwarms, 4),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        if (command == nameof(ListSwarms))
        {
            var filter = SwarmReader.Filter(fields, found);
            fields.RefuseUnknown(command);
            return found.Count > 0 ? CommandRules.Reject(command, null, found) : new SwarmList { Swarms = await registry.ListAsync(filter, cancellation).ConfigureAwait(false) };
        }

        var id = fields.Text("swarmId");
        var isNew = command == nameof(RegisterSwarm);
        CommandRules.CheckId(id, "swarmId", required: !isNew, found, reserved: isNew);
        var change = command is nameof(RegisterSwarm) or nameof(UpdateSwarm) ? SwarmReader.Definition(fields, found) : null;
        var status = command == nameof(UpdateSwarm) ? SwarmReader.NewStatus(fields, id, found) : null;
        var claim = isNew ? SwarmReader.Claim(fields, found) : null;
        var isFresh = command == nameof(GetSwarm) && fields.Flag("fresh") == true;
        var reason = command == nameof(DeregisterSwarm) ? SwarmReader.Short(fields, "reason", 500, found) ?? DefaultReason : null;
        fields.RefuseUnknown(command);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);
        if (isNew)
            id ??= NewId(origin.MessageId);
        try
        {
            return command switch
            {
                nameof(RegisterSwarm) => await RegisterAsync(id!, change!(new SwarmDefinition()), claim, CommandMark.Of(origin, command, message), origin.Source, cancellation).ConfigureAwait(false),
                nameof(UpdateSwarm) => await UpdateAsync(id!, change!, status, CommandMark.Of(origin, command, message), origin.Source, cancellation).ConfigureAwait(false),
                nameof(DeregisterSwarm) => await DeregisterAsync(id!, reason!, CommandMark.Of(origin, command, message), origin.Source, cancellation).ConfigureAwait(false),
                _ => (object?)await queries.GetAsync(id!, isFresh, cancellation).ConfigureAwait(false) ?? SwarmRefusals.NotFound(command, id!),
            };
        }
        finally
        {
            if (command != nameof(GetSwarm) && id is not null)
                reads.Forget(id);
        }
    }

    private async Task<object> RegisterAsync(string id, SwarmDefinition swarm, SwarmClaim? claim, CommandMark? mark, string who, CancellationToken cancellation)
    {
        switch (await registry.RegisterAsync(id, swarm, claim, mark, cancellation).ConfigureAwait(false))
        {
            case RegisterOutcome.Known known:
                // Its client may write fields of its state before its first heartbeat: there must be one.
                if (claim is not null && known.Swarm.Status == SwarmStatuses.Initializing)
                    await states.InitializeAsync(id, SwarmState.First(time.GetUtcNow()), cancellation).ConfigureAwait(false);
                if (known.New)
                    Registered(who, id, known.Swarm.Status, known.Swarm.Host);
                return new SwarmChanged { Command = nameof(RegisterSwarm), Swarm = known.Swarm, Changed = known.New };
            case RegisterOutcome.Claimed claimed:
                Registered(who, id, claimed.Swarm.Status, claimed.Swarm.Host);
                return new SwarmChanged { Command = nameof(RegisterSwarm), Swarm = claimed.Swarm, Changed = true };
            case RegisterOutcome.Full full:
                return SwarmRefusals.Full(nameof(RegisterSwarm), full.Limit);
            case RegisterOutcome.Other:
                return SwarmRefusals.Other(nameof(RegisterSwarm), id, mark?.MessageId);
            case RegisterOutcome.Left:
                return SwarmRefusals.NotFound(nameof(RegisterSwarm), id);
            case RegisterOutcome.Ended ended:
                return ClientRefusals.Ended(nameof(RegisterSwarm), id, ended.Swarm.Status);
            case RegisterOutcome.NoHost none:
                return ClientRefusals.Unknown(nameof(RegisterSwarm), none.HostId);
            case RegisterOutcome.HostFull full:
                return ClientRefusals.Full(nameof(RegisterSwarm), full.HostId, full.Most);
            default:
                return SwarmRefusals.Conflict(nameof(RegisterSwarm), id);
        }
    }

    private async Task<object> UpdateAsync(string id, Func<SwarmDefinition, SwarmDefinition> change, string? status, CommandMark? mark, string who, CancellationToken cancellation)
    {
        switch (await registry.UpdateAsync(id, change, status, mark, cancellation).ConfigureAwait(false))
        {
            case ChangeOutcome.Done done:
                Updated(who, id, done.OldStatus, done.Swarm.Status);
                return new SwarmChanged { Command = nameof(UpdateSwarm), Swarm = done.Swarm, Changed = true };
            case ChangeOutcome.Repeated repeated:
                return new SwarmChanged { Command = nameof(UpdateSwarm), Swarm = repeated.Swarm };
            case ChangeOutcome.Invalid invalid:
                return SwarmRefusals.Transition(nameof(UpdateSwarm), "status", invalid.From, invalid.To, SwarmTransitions.From(invalid.From));
            case ChangeOutcome.Busy busy:
                return SwarmRefusals.Busy(nameof(UpdateSwarm), id, busy.Tries);
            case ChangeOutcome.Other:
                return SwarmRefusals.Other(nameof(UpdateSwarm), id, mark?.MessageId);
            case ChangeOutcome.Full full:
                return SwarmRefusals.Full(nameof(UpdateSwarm), full.Limit);
            default:
                return SwarmRefusals.NotFound(nameof(UpdateSwarm), id);
        }
    }

    private async Task<object> DeregisterAsync(string id, string reason, CommandMark? mark, string who, CancellationToken cancellation)
    {
        switch (await registry.DeregisterAsync(id, reason, mark, cancellation).ConfigureAwait(false))
        {
            case DeregisterOutcome.Archived archived:
                if (archived.Now)
                    Deregistered(who, id, archived.Swarm.Status, reason);
                return new SwarmChanged { Command = nameof(DeregisterSwarm), Swarm = archived.Swarm, Changed = archived.Now };
            case DeregisterOutcome.Other:
                return SwarmRefusals.Other(nameof(DeregisterSwarm), id, mark?.MessageId);
            default:
                return SwarmRefusals.NotFound(nameof(DeregisterSwarm), id);
        }
    }

    // The message names a swarm that is not named: the same message again is the same swarm.
    private string NewId(string? messageId) => messageId is null
        ? $"swarm_{time.GetUtcNow().ToUnixTimeMilliseconds()}_{random.NextInt64(1L << 40):x}"
        : $"swarm_{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(messageId)))[..32]}";

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did RegisterSwarm on {SwarmId}: it is {Status}, hosted by {Host}")]
    private partial void Registered(string who, string swarmId, string status, string? host);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did UpdateSwarm on {SwarmId}: {OldStatus} -> {NewStatus}")]
    private partial void Updated(string who, string swarmId, string oldStatus, string newStatus);

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did DeregisterSwarm on {SwarmId}: {Status} -> archived. Reason: {Reason}")]
    private partial void Deregistered(string who, string swarmId, string status, string reason);
}
