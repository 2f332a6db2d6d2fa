using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Conflicts;

/// <summary>What a <c>conflict_detected</c> must be like.</summary>
internal sealed class ConflictDetectedRule : ISystemMessageRule
{
    public string Type => SystemMessageTypes.ConflictDetected;

    public IReadOnlyList<Violation> Judge(SwarmMessage message)
    {
        var found = new List<Violation>();
        _ = ConflictReader.ReadMessage(message.Payload, found);
        return found;
    }
}

/// <summary>
/// Has a conflict decided that a swarm tells of by <c>conflict_detected</c>: conflict (type, swarmA, swarmB), strategy. To whomever it was sent.
/// A vote is opened and not waited for. A sender whose conflict cannot be decided is answered.
/// </summary>
internal sealed class ConflictDetectedHandler(SwarmConflicts conflicts, SystemAnswers answers) : ISystemMessageHandler
{
    public string Type => SystemMessageTypes.ConflictDetected;

    public bool NeedsReceiver => false;

    public async Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation)
    {
        var (message, found) = (delivery.Message, new List<Violation>());
        var asked = ConflictReader.ReadMessage(message.Payload, found);
        var refused = found.Count > 0
            ? CommandRules.Reject(nameof(ResolveConflict), null, found)
            : await BeginAsync(asked.Id ?? IdOf(message), asked, cancellation).ConfigureAwait(false);
        // Ids of messages are their sender's own, and two may use the same one.
        if (refused is { Code: "id_conflict" } && asked.Id is null)
            refused = await BeginAsync(OwnId(message), asked, cancellation).ConfigureAwait(false);
        if (refused is not null)
            await answers.RefuseAsync(delivery, refused, cancellation).ConfigureAwait(false);
    }

    private Task<CommandRejected?> BeginAsync(string id, AskedConflict asked, CancellationToken cancellation) =>
        conflicts.BeginAsync(id, asked.Type, asked.A, asked.B, asked.Strategy, cancellation);

    /// <summary>The message's id, where that may be a conflict's.</summary>
    private static string IdOf(SwarmMessage message)
    {
        var found = new List<Violation>();
        CommandRules.CheckId(message.Id, "conflictId", required: true, found, reserved: false);
        return found.Count == 0 ? message.Id : OwnId(message);
    }

    private static string OwnId(SwarmMessage message) => MessageIds.Answer(message, "conflict");
}
