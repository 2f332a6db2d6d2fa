using Microsoft.Extensions.Logging;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Coordination;

/// <summary>
/// Makes the statistics true again after a host died with events that it had not counted. Open tasks that nothing is heard of are looked
/// up, and so is every task accepted since the last word of a host that is gone.
/// </summary>
internal sealed partial class CoordinatorRepair(
    ICoordinatorStore store, CoordinatorCounter counter, TaskQueries queries, ILogger<CoordinatorRepair> log)
{
    private const int SilentAtATime = 200;
    private const int Page = 200;

    /// <summary>Bound of one look back; a host counts within a second, so a minute of a full load is far less.</summary>
    private const int MostPages = 500;

    private static readonly TimeSpan Silence = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan HostSilence = TimeSpan.FromSeconds(60);

    /// <summary>What a host had seen and not counted at its last word, and clocks that differ.</summary>
    private static readonly TimeSpan Before = TimeSpan.FromSeconds(10);

    /// <returns>How many tasks were counted otherwise than they are.</returns>
    public async Task<int> RunOnceAsync(CancellationToken cancellation)
    {
        var mended = 0;
        foreach (var lastWord in await store.LostHostsAsync(HostSilence, cancellation).ConfigureAwait(false))
            mended += await LookBackAsync(DateTimeOffset.FromUnixTimeMilliseconds(lastWord) - Before, cancellation).ConfigureAwait(false);
        foreach (var taskId in await store.SilentAsync(Silence, SilentAtATime, cancellation).ConfigureAwait(false))
            mended += await LookUpAsync(taskId, cancellation).ConfigureAwait(false);
        return mended;
    }

    /// <returns>1 when the task was counted otherwise than it is.</returns>
    public async Task<int> LookUpAsync(string taskId, CancellationToken cancellation)
    {
        var task = await queries.GetAsync(taskId, includePayload: false, cancellation).ConfigureAwait(false);

        // A task that is gone had ended long ago; how nobody knows any more.
        var step = task is null ? new TaskStep(taskId, 0, StepState.Failed, 0) : TaskSteps.Of(task);
        return await counter.CountAsync([step], cancellation).ConfigureAwait(false);
    }

    private async Task<int> LookBackAsync(DateTimeOffset since, CancellationToken cancellation)
    {
        var (mended, seen) = (0, 0);
        string? cursor = null;
        for (var page = 0; page < MostPages; page++)
        {
            var (tasks, next) = await queries.ListAsync(null, null, cursor, Page, cancellation).ConfigureAwait(false);
            foreach (var task in tasks.Where(t => t.Kind == TaskSteps.Kind && t.SubmittedAt >= since))
            {
                seen++;
                mended += await LookUpAsync(task.TaskId, cancellation).ConfigureAwait(false);
            }

            if (next is null || tasks.Count == 0 || tasks[^1].SubmittedAt < since)
                break;
            cursor = next;
        }

        LookedBack(since, seen, mended);
        return mended;
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "A host is gone without farewell: of {Seen} code tasks accepted since {Since}, {Mended} were counted again")]
    private partial void LookedBack(DateTimeOffset since, int seen, int mended);
}
