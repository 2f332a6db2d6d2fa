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

    /// <summary>Of more tasks than a message can name, of each status.</summary>
    private const int MostNamed = 1_000;

    /// <param name="recovery">Names the recovery.</param>
    public async Task<ResumedTasks> ResumeAsync(string swarmId, string recovery, CancellationToken cancellation)
    {
        var given = await work.ResumeAsync(swarmId, recovery, cancellation).ConfigureAwait(false);
        var sagas = await Task.WhenAll(given.Select(t => tasks.LoadAsync(WorkIds.Saga(t.TaskId, t.Assignment), cancellation))).ConfigureAwait(false);
        var running = sagas.Count(s => s?.CurrentState is TaskStates.Running or TaskStates.Placed);
        var known = given.Select(t => t.TaskId).ToHashSet(StringComparer.Ordinal);
        var own = (await OwnAsync(swarmId, cancellation).ConfigureAwait(false)).Where(t => IdOf(t) is not { } id || !known.Contains(id.ToString())).ToList();
        var (inProgress, pending) = (Of(own, RecoveryPlanner.InProgress), Of(own, RecoveryPlanner.Pending));
        string? told = null;
        if (inProgress.Count + pending.Count > 0)
            told = await TellAsync(swarmId, recovery, inProgress, pending, cancellation).ConfigureAwait(false);
        return new ResumedTasks(running + inProgress.Count, given.Count - running + pending.Count, told);
    }

    /// <summary>As they are in the state; when that is too long for a message, what they are called; when that is, too, the first of them and how many there are.</summary>
    /// <returns>What the swarm did not hear, for people; null: it is told whole.</returns>
    private async Task<string?> TellAsync(string swarmId, string recovery, List<JsonElement> inProgress, List<JsonElement> pending, CancellationToken cancellation)
    {
        (object Said, string? Told)[] ways =
        [
            (new { Type = MessageType, InProgress = inProgress, Pending = pending }, null),
            (new { Type = MessageType, InProgress = inProgress.Select(Named), Pending = pending.Select(Named), Shortened = true }, "the swarm was told what they are called"),
            (Truncated(swarmId, inProgress, pending, MostNamed), $"the swarm was told the first {MostNamed} of each and how many there are"),
            (Truncated(swarmId, inProgress, pending, 0), "the swarm was told how many there are"),
        ];
        var refused = new MessageSent.Refused("", "");
        foreach (var (said, told) in ways)
        {
            if (await messenger.TellAsync(swarmId, new SwarmAddress.ToSwarm(swarmId), said, $"resumed{CommandRules.Joint}{recovery}", cancellation).ConfigureAwait(false) is not MessageSent.Refused why)
                return told;
            refused = why;
            if (why.Code is not ("too_large" or "too_deep"))
                break;
        }

        NotTold(inProgress.Count + pending.Count, swarmId, refused.Message);
        return $"the swarm could not be told: {refused.Message}";
    }

    private static object Truncated(string swarmId, List<JsonElement> inProgress, List<JsonElement> pending, int named) => new
    {
        Type = MessageType, InProgress = inProgress.Take(named).Select(Named), Pending = pending.Take(named).Select(Named), Shortened = true, Truncated = true,
        InProgressCount = inProgress.Count, PendingCount = pending.Count, State = $"/api/swarms/{swarmId}",
    };

    private static object Named(JsonElement task) => new { Id = IdOf(task), Status = RecoveryPlanner.StatusOf(task) };

    private static List<JsonElement> Of(List<JsonElement> own, string status) => [.. own.Where(t => RecoveryPlanner.StatusOf(t) == status)];

    /// <summary>A text, or a number as the text that names it; null: it has none.</summary>
    private static JsonElement? IdOf(JsonElement task) =>
        task.ValueKind == JsonValueKind.Object && task.TryGetProperty("id", out var id) && id.ValueKind is (JsonValueKind.String or JsonValueKind.Number) ? id : null;

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
/// <param name="Told">What the swarm did not hear of those in its state; null: it is told whole, or has none.</param>
internal sealed record ResumedTasks(int InProgress, int Pending, string? Told = null);
