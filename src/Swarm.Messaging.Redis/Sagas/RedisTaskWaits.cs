using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>
/// A set of dependents per task that is waited for, and an index of these tasks by when they were named last, so that whoever accepts tasks asks for all of
/// them at once.
/// </summary>
internal sealed class RedisTaskWaits(IConnectionMultiplexer redis, RedisKeys keys, TimeProvider time) : ITaskWaits
{
    private static readonly TimeSpan Kept = TimeSpan.FromHours(1);

    private readonly IDatabase database = redis.GetDatabase();
    private readonly RedisKey index = keys.Global("{waits}:tasks");
    private readonly string root = keys.Global("{waits}:task:");

    public Task AddAsync(IReadOnlyCollection<TaskWait> waits, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var now = time.GetUtcNow();
        var work = new List<Task>();
        foreach (var wait in waits)
        {
            // The index last: whoever finds a task there finds its dependents.
            work.Add(database.SetAddAsync(root + wait.TaskId, wait.Dependent));
            work.Add(database.KeyExpireAsync(root + wait.TaskId, Kept));
            work.Add(database.SortedSetAddAsync(index, wait.TaskId, now.ToUnixTimeMilliseconds()));
        }

        work.Add(database.SortedSetRemoveRangeByScoreAsync(index, double.NegativeInfinity, (now - Kept).ToUnixTimeMilliseconds()));
        return Task.WhenAll(work);
    }

    public async Task<IReadOnlyList<TaskWait>> FindAsync(IReadOnlyCollection<string> taskIds, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        string[] asked = [.. taskIds];
        var known = await database.SortedSetScoresAsync(index, [.. asked.Select(id => (RedisValue)id)]).ConfigureAwait(false);
        var found = await Task.WhenAll(asked.Where((_, i) => known[i] is not null).Select(DependentsAsync)).ConfigureAwait(false);
        return [.. found.SelectMany(f => f)];
    }

    public Task RemoveAsync(IReadOnlyCollection<string> taskIds, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return Task.WhenAll(
            database.SortedSetRemoveAsync(index, [.. taskIds.Select(id => (RedisValue)id)]), database.KeyDeleteAsync([.. taskIds.Select(id => (RedisKey)(root + id))]));
    }

    private async Task<IEnumerable<TaskWait>> DependentsAsync(string taskId) =>
        (await database.SetMembersAsync(root + taskId).ConfigureAwait(false)).Select(dependent => new TaskWait(taskId, (string)dependent!));
}
