using System.Text.Json;
using Swarm.Messaging.Bus;
using Swarm.Messaging.Channels;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Coordination;

/// <summary>Keeps the newest failures for whoever looks for their cause.</summary>
internal sealed class TaskFailures(ISharedDocuments documents, TaskQueries queries)
{
    private const int LongestText = 4_000;

    public async Task AddAsync(TaskStep step, CancellationToken cancellation)
    {
        // An operator's cancellation is no failure to look into.
        if (step.Events.LastOrDefault(IsFailure) is not { } end)
            return;
        var (error, errorType) = CoordinationNews.ErrorOf(end);
        var task = await queries.GetAsync(step.TaskId, includePayload: false, cancellation).ConfigureAwait(false);
        var failure = new TaskFailure(
            step.TaskId, CoordinationNews.Note(end), Cut(error)!, errorType, Cut(task?.Attempts is [.., var last] ? last.Stack : null), end.At.ToUnixTimeMilliseconds());
        await documents.PushAsync(
            CoordinationNames.Failures, JsonSerializer.SerializeToUtf8Bytes(failure, WireJson.Options), CoordinationNames.FailuresKept, cancellation).ConfigureAwait(false);
    }

    /// <summary>Newest first. An entry that somebody else wrote there and that is none is passed over.</summary>
    public async Task<IReadOnlyList<TaskFailure>> NewestAsync(int count, CancellationToken cancellation) =>
        [.. (await documents.ListAsync(CoordinationNames.Failures, count, cancellation).ConfigureAwait(false)).Select(Read).OfType<TaskFailure>()];

    private static bool IsFailure(TaskEvent e) => e is TaskDeadLettered || (e is TaskCancelled { Reason: { } reason } && StuckTasks.IsReason(reason));

    private static string? Cut(string? text) => text is { Length: > LongestText } ? text[..LongestText] + "..." : text;

    private static TaskFailure? Read(ReadOnlyMemory<byte> json)
    {
        try
        {
            return JsonSerializer.Deserialize<TaskFailure>(json.Span, WireJson.Options) is { Task: not null, Error: not null } failure ? failure : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }
}
