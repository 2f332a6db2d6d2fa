using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Workflows.Caching;

/// <summary>
/// Results of nodes, in this host's memory and shared by all hosts. Equal nodes that begin together run once: one has the right to, the
/// others wait for it, and for the tries of its task that may follow the first. A store that cannot be reached is a miss; nothing fails because of the cache.
/// </summary>
internal sealed partial class ResultCache(
    MemoryTier memory, ISharedResults shared, CacheWaits waits, CacheNews news, TaskQueries tasks, IOptions<WorkflowOptions> options, ILogger<ResultCache> log)
{
    /// <summary>Longer than an execution may take: until then whoever has the right is not doubted.</summary>
    private static readonly TimeSpan Slack = TimeSpan.FromSeconds(30);

    private long sharedHits;

    private SharedRoom Room => new(Megabytes(options.Value.CacheMegabytes), options.Value.CacheEntries);

    public static long Megabytes(int megabytes) => megabytes * 1024L * 1024L;

    /// <summary>Before a node of a run begins. Whoever runs it again wants it to run: then nothing is looked up, and what it returns replaces what was kept.</summary>
    public async Task<CacheStanding> LookAsync(WorkflowSaga saga, WorkflowNode node, bool? runCaches, NodeOrigin origin, SubmitTask work)
    {
        if (node.Cache is not { } cache || runCaches == false || origin.Undo)
            return new CacheStanding.Run(null);
        var kept = new ResultKey(CacheKey.Of(saga.Client, saga.WorkflowId, work), cache.TtlMs ?? (long)options.Value.CacheTtl.TotalMilliseconds);
        if (origin.Run > 0)
            return new CacheStanding.Run(kept);
        var standing = await EnterAsync(kept, origin, TimeSpan.FromMilliseconds(node.TimeoutMs ?? options.Value.NodeTimeout.TotalMilliseconds) + Slack).ConfigureAwait(false);
        if (standing is CacheStanding.Hit)
            HitNode(node.Id!, origin.Workflow, kept.Key);
        else if (standing is CacheStanding.Wait)
            WaitNode(node.Id!, origin.Workflow, kept.Key);
        return standing;
    }

    /// <param name="claim">After this its right is doubted, and passes on unless its task is still under way.</param>
    public async Task<CacheStanding> EnterAsync(ResultKey kept, NodeOrigin origin, TimeSpan claim)
    {
        if (memory.Find(kept.Key) is { } near)
            return new CacheStanding.Hit(near.Json());
        // Before it is asked: who ends in between wakes it, which costs a second look and not the end.
        waits.Add(kept.Key, origin);
        var readAt = memory.Forgotten;
        var standing = await TryAsync("read", () => AskAsync(kept.Key, WorkflowIds.Task(origin), claim)).ConfigureAwait(false);
        if (standing is SharedStanding.Others)
            return new CacheStanding.Wait();
        waits.Remove(kept.Key, origin);
        if (standing is not SharedStanding.Found found)
            return new CacheStanding.Run(kept);
        Interlocked.Increment(ref sharedHits);
        memory.Put(kept.Key, found.Result, found.Ttl, readAt);
        return new CacheStanding.Hit(found.Result.Json());
    }

    /// <summary>A node whose result is to be kept has ended.</summary>
    /// <param name="result">Null: it did not succeed, and there is nothing to keep.</param>
    public async Task EndAsync(ResultKey kept, NodeOrigin origin, ReadOnlyMemory<byte>? result)
    {
        var owner = WorkflowIds.Task(origin);
        if (result is { } json)
        {
            var (packed, ttl) = (PackedResult.Of(json.Span), TimeSpan.FromMilliseconds(kept.TtlMs));
            memory.Put(kept.Key, packed, ttl);
            await TryAsync("written", () => shared.PutAsync(kept.Key, owner, packed, ttl, Room, CancellationToken.None)).ConfigureAwait(false);
        }
        else
        {
            await TryAsync("given back", () => shared.ReleaseAsync(kept.Key, owner, CancellationToken.None)).ConfigureAwait(false);
        }

        await news.EndedAsync(kept.Key, result is not null).ConfigureAwait(false);
    }

    /// <returns>How many went from what is shared. Throws when the store is out of reach: nobody is told of a clear that was none.</returns>
    public async Task<long> ClearAsync(CancellationToken cancellation)
    {
        var gone = await shared.ClearAsync(cancellation).ConfigureAwait(false);
        await news.ClearedAsync().ConfigureAwait(false);
        return gone;
    }

    public async Task<CacheFigures> FiguresAsync(CancellationToken cancellation) => new(
        memory.Eviction, memory.Figures(), Interlocked.Read(ref sharedHits), waits.Count,
        await TryAsync("asked for figures", () => shared.FiguresAsync(cancellation)).ConfigureAwait(false));

    /// <summary>A task that is tried again has the right for as long as it has not ended; one that is gone, or never began, loses it.</summary>
    private async Task<SharedStanding> AskAsync(string key, string owner, TimeSpan claim)
    {
        var standing = await shared.EnterAsync(key, owner, claim, CancellationToken.None).ConfigureAwait(false);
        if (standing is not SharedStanding.Others { Doubted: { } other }
            || (await tasks.LoadAsync(other, CancellationToken.None).ConfigureAwait(false) is { } task && !TaskStates.IsEnd(task.CurrentState)))
            return standing;
        await shared.ReleaseAsync(key, other, CancellationToken.None).ConfigureAwait(false);
        return await shared.EnterAsync(key, owner, claim, CancellationToken.None).ConfigureAwait(false);
    }

    private Task TryAsync(string what, Func<Task> act) => TryAsync<object>(what, async () =>
    {
        await act().ConfigureAwait(false);
        return this;
    });

    private async Task<T?> TryAsync<T>(string what, Func<Task<T>> act)
        where T : class
    {
        try
        {
            return await act().ConfigureAwait(false);
        }
        catch (Exception e)
        {
            OutOfReach(what, e.Message);
            return null;
        }
    }

    [LoggerMessage(Level = LogLevel.Information, Message = "The node {NodeId} of {ExecutionId} does not run: its result is in the cache, {Key}")]
    private partial void HitNode(string nodeId, string executionId, string key);

    [LoggerMessage(Level = LogLevel.Debug, Message = "The node {NodeId} of {ExecutionId} waits for an equal one that runs, {Key}")]
    private partial void WaitNode(string nodeId, string executionId, string key);

    [LoggerMessage(Level = LogLevel.Warning, Message = "The shared result cache could not be {What}; nodes run as if there were none: {Error}")]
    private partial void OutOfReach(string what, string error);
}

/// <param name="Shared">Null when it cannot be asked.</param>
internal sealed record CacheFigures(string Eviction, MemoryTierFigures Memory, long SharedHits, int Waiting, SharedFigures? Shared)
{
    public long Hits => Memory.Hits + SharedHits;

    /// <summary>What memory did not have, the hosts' shared results may have had.</summary>
    public long Misses => Math.Max(0, Memory.Misses - SharedHits);

    public double HitRate => Hits + Misses == 0 ? 0 : (double)Hits / (Hits + Misses);

    public double MissRate => Hits + Misses == 0 ? 0 : (double)Misses / (Hits + Misses);

    public double CompressionRatio => Memory.Bytes == 0 ? 0 : (double)Memory.Saved / Memory.Bytes;
}
