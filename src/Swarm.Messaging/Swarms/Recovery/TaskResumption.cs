using System.Text.Json;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.States;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Swarms.Recovery;

/// <summary>
/// Has the open tasks of a recovered swarm go on. Those it was given are asserted again under their own ids: what runs, runs on; what its agents do not
/// know any more begins. Of those in its state the swarm hears by the message <c>tasks_resumed</c>: they are its owner's. Done again, it changes nothing.
/// </summary>
internal sealed partial class TaskResumption(ISwarmWork work, TaskQueries tasks, ISwarmStates states, SwarmMessenger messenger, ILogger<TaskResumption> log)
{
    public const string MessageType = "tasks_resumed";

    /// <param name="recovery">Names the recovery.</param>
    public async Task<ResumedTasks> ResumeAsync(string swarmId, string recovery, CancellationToken cancellation)
    {
        var given = await work.ResumeAsync(swarmId, recovery, cancellation).ConfigureAwait(false);
        var sagas = await Task.WhenAll(given.Select(t => tasks.LoadAsync(WorkIds.Saga(t.TaskId, t.Assignment), cancellation))).ConfigureAwait(false);
        var running = sagas.Count(s => s?.CurrentState is TaskStates.Running or TaskStates.Placed);
        var known = given.Select(t => t.TaskId).ToHashSet(StringComparer.Ordinal);
        var own = (await OwnAsync(swarmId, cancellation).ConfigureAwait(false)).Where(t => IdOf(t) is not { } id || !known.Contains(id)).ToList();
        var (inProgress, pending) = (Of(own, RecoveryPlanner.InProgress), Of(own, RecoveryPlanner.Pending));
        if (inProgress.Count + pending.Count > 0)
        {
            // As they are in the state; when that is too long for a message, what they are called.
            if (await TellAsync(swarmId, recovery, new { Type = MessageType, InProgress = inProgress, Pending = pending }, cancellation).ConfigureAwait(false) is not null
                && await TellAsync(swarmId, recovery, new { Type = MessageType, InProgress = inProgress.Select(Named), Pending = pending.Select(Named), Shortened = true }, cancellation)
                    .ConfigureAwait(false) is { } refused)
                NotTold(inProgress.Count + pending.Count, swarmId, refused);
        }

        return new ResumedTasks(running + inProgress.Count, given.Count - running + pending.Count);
    }

    /// <returns>Why not; null: it is told.</returns>
    private async Task<string?> TellAsync(string swarmId, string recovery, object said, CancellationToken cancellation) =>
        await messenger.TellAsync(swarmId, new SwarmAddress.ToSwarm(swarmId), said, $"resumed-{recovery}", cancellation).ConfigureAwait(false) is MessageSent.Refused refused
            ? refused.Message
            : null;

    private static object Named(JsonElement task) => new { Id = IdOf(task), Status = RecoveryPlanner.StatusOf(task) };

    private static List<JsonElement> Of(List<JsonElement> own, string status) => [.. own.Where(t => RecoveryPlanner.StatusOf(t) == status)];

    private static string? IdOf(JsonElement task) =>
        task.ValueKind == JsonValueKind.Object && task.TryGetProperty("id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;

    private async Task<IEnumerable<JsonElement>> OwnAsync(string swarmId, CancellationToken cancellation)
    {
        try
        {
            return await states.LoadAsync(swarmId, cancellation).ConfigureAwait(false) is { } state ? RecoveryPlanner.List(state.Document, "tasks") : [];
        }
        catch (JsonException)
        {
            return [];
        }
    }

    [LoggerMessage(Level = LogLevel.Warning, Message = "Of {Count} tasks in its state {SwarmId} could not be told that they go on: {Reason}")]
    private partial void NotTold(int count, string swarmId, string reason);
}

/// <param name="InProgress">Tasks that had begun.</param>
/// <param name="Pending">Tasks that had not.</param>
internal sealed record ResumedTasks(int InProgress, int Pending);
