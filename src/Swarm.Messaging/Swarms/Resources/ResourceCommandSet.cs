using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Swarms.Commands;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Resources;

/// <summary>Commands about resources, whichever way they came.</summary>
internal sealed partial class ResourceCommandSet(ISwarmResources resources, ISwarmRegistry registry, Announcer announcer, ILogger<ResourceCommandSet> log) : ICommandSet
{
    /// <summary>On which listeners outside hear of every allocation and release.</summary>
    public const string Channel = "swarm:resources";

    /// <summary>The store counts in doubles: up to here each is exact.</summary>
    private const long Most = 9_007_199_254_740_991;

    public IReadOnlyCollection<CommandQueue> Queues { get; } =
    [
        new(nameof(SetResourcePool), SwarmNames.SetResourcePool, 8),
        new(nameof(AllocateResource), SwarmNames.AllocateResource, 16),
        new(nameof(ReleaseResource), SwarmNames.ReleaseResource, 16),
    ];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var type = fields.Text("resourceType");
        if (type is null || !Name().IsMatch(type))
            found.Add(new("resourceType", type is null ? null : PayloadRules.Cut(type), "1 to 64 characters of A-Z a-z 0-9 . _ -"));
        if (command == nameof(SetResourcePool))
        {
            var total = Number(fields, "total", 0, found);
            fields.RefuseUnknown(command);
            return found.Count > 0 ? CommandRules.Reject(command, null, found) : await SetAsync(type!, total, CommandMark.Of(origin, command, message), origin.Source, cancellation).ConfigureAwait(false);
        }

        var (swarm, allocation, amount) = (fields.Text("swarmId"), fields.Text("allocationId"), Number(fields, "amount", 1, found));
        fields.RefuseUnknown(command);
        CommandRules.CheckId(swarm, "swarmId", required: true, found, reserved: false);
        CommandRules.CheckId(allocation, "allocationId", required: false, found, reserved: false);
        if (found.Count > 0)
            return CommandRules.Reject(command, null, found);

        // A command that is delivered again allocates nothing again, nor is anything released again.
        return command == nameof(AllocateResource)
            ? await AllocateAsync(type!, swarm!, amount, allocation ?? origin.MessageId ?? $"a-{Guid.CreateVersion7():N}", CommandMark.Of(origin, command, message), cancellation).ConfigureAwait(false)
            : await ReleaseAsync(type!, swarm!, amount, allocation, CommandMark.Of(origin, command, message), cancellation).ConfigureAwait(false);
    }

    private async Task<object> SetAsync(string type, long total, CommandMark? mark, string who, CancellationToken cancellation)
    {
        var before = (await resources.ListAsync(cancellation).ConfigureAwait(false)).FirstOrDefault(p => p.Type == type)?.Total ?? 0;
        switch (await resources.SetAsync(type, total, mark, cancellation).ConfigureAwait(false))
        {
            case PoolSet.Done done:
                if (done.Now)
                    Acted(who, type, before, total);
                return Changed(nameof(SetResourcePool), done.Pool, null, 0, null);
            case PoolSet.TooSmall small:
                return Rejected(
                    nameof(SetResourcePool), "wrong_state",
                    $"{small.Allocated} of {type} are allocated, more than {total}. Nothing was changed: release some first, or make the pool at least that large.");
            case PoolSet.Other:
                return SwarmRefusals.OtherOf(nameof(SetResourcePool), "pools", mark?.MessageId);
            case var other:
                throw new InvalidOperationException($"{other} is no answer to a change of a pool.");
        }
    }

    private async Task<object> AllocateAsync(string type, string swarm, long amount, string allocation, CommandMark? mark, CancellationToken cancellation)
    {
        var became = await resources.AllocateAsync(type, swarm, amount, allocation, mark, cancellation).ConfigureAwait(false);
        if (became is Allocation.Granted { New: true, Pool: var pool })
        {
            await announcer.TellAsync(
                Channel, "resource_allocated", new { ResourceType = type, SwarmId = swarm, Amount = amount, AllocationId = allocation, pool.Available }, cancellation).ConfigureAwait(false);
        }

        return became switch
        {
            Allocation.Granted granted => Changed(nameof(AllocateResource), granted.Pool, swarm, granted.Amount, allocation),
            Allocation.Short less => Rejected(
                nameof(AllocateResource), "insufficient_resources",
                await NoPoolAsync(type, cancellation).ConfigureAwait(false) is { } none
                    ? $"{amount} of {type} were asked for and 0 are available: there is {none}"
                    : $"{amount} of {type} were asked for and {less.Available} are available. Nothing was changed: ask for less, or wait until some are released."),
            Allocation.Other => SwarmRefusals.Other(nameof(AllocateResource), swarm, mark?.MessageId),
            Allocation.NoSwarm { Status: { } status } => Rejected(nameof(AllocateResource), "wrong_state", $"The swarm {swarm} is {status} and gets no resources."),
            Allocation.NoSwarm => Rejected(nameof(AllocateResource), "not_found", $"There is no swarm {swarm}."),
            _ => Rejected(nameof(AllocateResource), "id_conflict", $"The allocation {allocation} is another one: of another swarm, type or amount. Nothing was changed."),
        };
    }

    private async Task<object> ReleaseAsync(string type, string swarm, long amount, string? allocation, CommandMark? mark, CancellationToken cancellation)
    {
        var (released, pool, when) = await resources.ReleaseAsync(type, swarm, amount, allocation, mark, cancellation).ConfigureAwait(false);
        if (when == Given.Never)
            return SwarmRefusals.Other(nameof(ReleaseResource), swarm, mark?.MessageId);
        if (released == 0 && await NothingAsync(type, swarm, allocation, cancellation).ConfigureAwait(false) is { } refused)
            return refused;
        if (released > 0 && when == Given.Now)
            await announcer.TellAsync(Channel, "resource_released", new { ResourceType = type, SwarmId = swarm, Amount = released, pool.Available }, cancellation).ConfigureAwait(false);
        return Changed(nameof(ReleaseResource), pool, swarm, released, allocation);
    }

    /// <summary>Why there was nothing to release; null: the swarm holds none of it.</summary>
    private async Task<CommandRejected?> NothingAsync(string type, string swarm, string? allocation, CancellationToken cancellation)
    {
        const string Command = nameof(ReleaseResource);
        if (await NoPoolAsync(type, cancellation).ConfigureAwait(false) is { } none)
            return Rejected(Command, "not_found", $"There is {none}");
        if (await registry.GetAsync(swarm, cancellation).ConfigureAwait(false) is null)
            return SwarmRefusals.NotFound(Command, swarm);
        return allocation is null
            ? null
            : Rejected(Command, "not_found", $"The swarm {swarm} holds nothing of {type} as {allocation}: it was released, or never allocated. Nothing was changed.");
    }

    private async Task<string?> NoPoolAsync(string type, CancellationToken cancellation)
    {
        var known = (await resources.ListAsync(cancellation).ConfigureAwait(false)).Select(p => p.Type).ToList();
        if (known.Contains(type))
            return null;
        var those = known.Count == 0 ? "there is none yet" : $"there are {string.Join(", ", known.Order(StringComparer.Ordinal).Take(20))}";
        return $"no pool {type}, {those}. Nothing was changed: set it first, or name one that there is.";
    }

    private static long Number(JsonFields fields, string name, long least, List<Violation> found)
    {
        var number = fields.Whole(name);
        if (number is null || number < least || number > Most)
            found.Add(new(name, number?.ToString(), $"A whole number from {least} to {Most}."));
        return number ?? 0;
    }

    private static ResourcesChanged Changed(string command, ResourcePool pool, string? swarm, long amount, string? allocation) => new()
    {
        Command = command, ResourceType = pool.Type, SwarmId = swarm, Amount = amount, AllocationId = allocation, Total = pool.Total, Available = pool.Available,
    };

    private static CommandRejected Rejected(string command, string code, string message) => new() { Command = command, Code = code, Message = message };

    [GeneratedRegex("^[A-Za-z0-9._-]{1,64}\\z", RegexOptions.NonBacktracking)]
    private static partial Regex Name();

    [LoggerMessage(Level = LogLevel.Information, Message = "{Who} did SetResourcePool on {ResourceType}: {Before} -> {After}")]
    private partial void Acted(string who, string resourceType, long before, long after);
}
