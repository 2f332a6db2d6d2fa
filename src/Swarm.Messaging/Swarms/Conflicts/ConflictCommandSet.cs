using System.Text.Json;
using Swarm.Messaging.Contracts.Bus;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>The command that resolves a conflict, whichever way it came.</summary>
internal sealed class ConflictCommandSet(SwarmConflicts conflicts) : ICommandSet
{
    // Each waits for a vote.
    private const int AtATime = 32;

    public IReadOnlyCollection<CommandQueue> Queues { get; } = [new(nameof(ResolveConflict), SwarmNames.ResolveConflict, AtATime)];

    public async Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation)
    {
        var found = new List<Violation>();
        var asked = ConflictReader.Read(message, found);
        return found.Count > 0
            ? CommandRules.Reject(nameof(ResolveConflict), null, found)
            : await conflicts.ResolveAsync(
                asked.Id ?? origin.MessageId ?? $"conflict-{Guid.CreateVersion7():N}", asked.Type, asked.A, asked.B, asked.Strategy, cancellation).ConfigureAwait(false);
    }
}
