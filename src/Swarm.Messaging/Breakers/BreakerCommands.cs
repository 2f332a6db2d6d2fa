using System.Text.Json;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Breakers;

/// <summary>What operators ask of the circuit breakers, whichever way it came.</summary>
internal sealed class BreakerCommands(BreakerLists breakers) : ICommandSet
{
    public const string List = "list";
    public const string Reset = "reset";

    private const int LongestKey = 500;

    private static readonly string[] Actions = [List, Reset];

    public IReadOnlyCollection<CommandQueue> Queues { get; } = [new(nameof(ManageBreakers), SwarmNames.ManageBreakers, 1)];

    /// <returns><see cref="BreakersManaged"/> or <see cref="CommandRejected"/>.</returns>
    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var (action, key) = (fields.Text("action"), fields.Text("key"));
        fields.RefuseUnknown(command);
        if (action is null || !Actions.Contains(action))
            found.Add(new("action", PayloadRules.Cut(action ?? ""), $"One of {string.Join(", ", Actions)}."));
        if (action == Reset && key is not { Length: > 0 and <= LongestKey })
            found.Add(new("key", PayloadRules.Cut(key ?? ""), $"Of a breaker, required, at most {LongestKey} characters."));
        if (found.Count > 0)
            return CommandRules.Reject(nameof(ManageBreakers), null, found);
        if (action == Reset && !await breakers.ResetAsync(key!, origin.Source, cancellation).ConfigureAwait(false))
            return new CommandRejected { Command = nameof(ManageBreakers), Code = "not_found", Message = $"There is no breaker '{PayloadRules.Cut(key!)}': nothing used it within the last hour, or it is closed already." };
        return new BreakersManaged { Action = action!, Key = action == Reset ? key : null, Breakers = await breakers.ListAsync(cancellation).ConfigureAwait(false) };
    }
}
