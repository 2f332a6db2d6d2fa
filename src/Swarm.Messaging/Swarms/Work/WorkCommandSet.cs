using System.Text.Json;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Intake;

namespace Swarm.Messaging.Swarms.Work;

/// <summary>The command that distributes a task, whichever way it came.</summary>
internal sealed class WorkCommandSet(SwarmWorkCommands commands) : ICommandSet
{
    public IReadOnlyCollection<CommandQueue> Queues { get; } = [new(nameof(DistributeSwarmTask), SwarmNames.DistributeSwarmTask, 16)];

    public Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation) =>
        commands.DistributeAsync(message, origin.MessageId, cancellation);
}
