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

    public Task<object> HandleAsync(string command, JsonElement message, CommandOrigin origin, CancellationToken cancellation) => ActAsync(
        message, origin, (id, type, a, b, strategy) => conflicts.ResolveAsync(id, type, a, b, strategy, cancellation));

    /// <summary>Decides at once, or opens the vote and waits for nobody.</summary>
    /// <returns>The id of the conflict, or <see cref="Contracts.Tasks.CommandRejected"/>.</returns>
    public Task<object> BeginAsync(JsonElement message, CommandOrigin origin, CancellationToken cancellation) => ActAsync(
        message, origin,
        async (id, type, a, b, strategy) => (object?)await conflicts.BeginAsync(id, type, a, b, strategy, cancellation).ConfigureAwait(false) ?? id);

    private static async Task<object> ActAsync(JsonElement message, CommandOrigin origin, Func<string, string?, Party, Party, string?, Task<object>> act)
    {
        const string Command = nameof(ResolveConflict);
        var found = new List<Violation>();
        var fields = new JsonFields(message, "", found);
        CommandReader.CheckVersion(fields, "", found);
        var (id, type, strategy) = (fields.Text("conflictId"), fields.Text("type"), fields.Text("strategy"));
        CommandRules.CheckId(id, "conflictId", required: false, found, reserved: false);
        var (a, b) = (Read(fields, "swarmA", found), Read(fields, "swarmB", found));
        if (found.Count == 0 && a.Id == b.Id)
            found.Add(new("swarmB.id", b.Id, "Another swarm than swarmA."));
        return found.Count > 0
            ? CommandRules.Reject(Command, null, found)
            : await act(id ?? origin.MessageId ?? $"conflict-{Guid.CreateVersion7():N}", type, a, b, strategy).ConfigureAwait(false);
    }

    private static Party Read(JsonFields fields, string name, List<Violation> found)
    {
        if (fields.Object(name) is not { } party)
        {
            found.Add(new(name, null, "Required: an object with the swarm's id."));
            return new("", null, null);
        }

        var (id, created) = (party.Text("id"), party.Text("createdAt"));
        CommandRules.CheckId(id, $"{name}.id", required: true, found, reserved: false);
        var at = DateTimeOffset.TryParse(created, out var time) ? time : default(DateTimeOffset?);
        if (created is not null && at is null)
            found.Add(new($"{name}.createdAt", PayloadRules.Cut(created), "A time such as 2026-01-02T03:04:05Z."));
        return new(id ?? "", party.Text("priority"), at);
    }
}
