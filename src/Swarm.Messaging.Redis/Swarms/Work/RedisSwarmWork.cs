using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using StackExchange.Redis.Availability;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Redis.Swarms.Work;

/// <summary>Tasks of swarms under the tag of swarms; work.lua has the keys.</summary>
internal sealed class RedisSwarmWork(
    IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock, IOptions<WorkOptions> options, IOptions<LeadershipOptions> leadership) : ISwarmWork
{
    private const string Intake = "swarm:tasks:queue";

    private static readonly RedisScript Queue = new("Swarms.Work.work.lua", "Swarms.Work.work-queue.lua");
    private static readonly RedisScript Assign = new("Swarms.Leadership.leader.lua", "Swarms.Work.work.lua", "Swarms.Work.work-choice.lua", "Swarms.Work.work-assign.lua");
    private static readonly RedisScript End = new("Swarms.Work.work.lua", "Swarms.Work.work-end.lua");
    private static readonly RedisScript Cancel = new("Swarms.Work.work.lua", "Swarms.Work.work-cancel.lua");
    private static readonly RedisScript Free = new("Swarms.Work.work.lua", "Swarms.Work.work-free.lua");
    private static readonly RedisScript Resume = new("Swarms.Work.work.lua", "Swarms.Work.work-resume.lua");
    private static readonly RedisScript Awaited = new("Swarms.Work.work.lua", "Swarms.Work.work-choice.lua", "Swarms.Work.work-awaited.lua");
    private static readonly RedisScript Open = new("Swarms.Work.work.lua", "Swarms.Work.work-open.lua");
    private static readonly RedisScript ReadIntake = new("Swarms.Work.work-intake.lua");
    private static readonly RedisScript TakeIntake = new("Swarms.Work.work-taken.lua");

    private readonly IDatabaseAsync database = redis.GetDatabase().WithRetry();
    private readonly string root = keys.Swarms;

    public async Task<WorkQueued> QueueAsync(SwarmTaskOrder order, CancellationToken cancellation)
    {
        var doc = JsonSerializer.SerializeToUtf8Bytes(order, JsonSerializerOptions.Web);
        var reply = (RedisValue[])(await RunAsync(
            Queue,
            [
                order.TaskId, Convert.ToHexStringLower(SHA256.HashData(doc)), doc, order.Rank, order.Strategy, order.Priority,
                JsonSerializer.Serialize(order.Capabilities), options.Value.BacklogBound,
            ],
            cancellation).ConfigureAwait(false))!;
        return (string)reply[0]! switch
        {
            "full" => new WorkQueued.Full((long)reply[1]),
            "conflict" => new WorkQueued.Conflict(),
            var said => new WorkQueued.Queued((string)reply[1]! is { Length: > 0 } leader ? leader : null, (long)reply[2], said == "queued"),
        };
    }

    public async Task<WorkCycle?> AssignAsync(LeaderTerm term, int most, CancellationToken cancellation)
    {
        var reply = (RedisValue[])(await RunAsync(
            Assign, [leadership.Value.WriteLog, term.Token, term.Epoch, most, Retention], cancellation).ConfigureAwait(false))!;
        return (string)reply[0]! == "stale" ? null : new WorkCycle([.. reply[3..].Select(id => (string)id!)], (int)reply[1], (long)reply[2]);
    }

    public async Task<SwarmTaskRecord?> EndAsync(string taskId, long assignment, string outcome, string? reason, CancellationToken cancellation) =>
        (int)await RunAsync(End, [taskId, assignment, outcome, reason ?? "", Retention], cancellation).ConfigureAwait(false) == 1
            ? await FindAsync(taskId, cancellation).ConfigureAwait(false)
            : null;

    public async Task<bool> CancelAsync(string taskId, long assignment, string? reason, CancellationToken cancellation) =>
        (int)await RunAsync(Cancel, [taskId, assignment, reason ?? "", Retention], cancellation).ConfigureAwait(false) == 1;

    public Task FreeAsync(string taskId, long assignment, CancellationToken cancellation) => RunAsync(Free, [taskId, assignment], cancellation);

    public async Task<IReadOnlyList<OpenTask>> ResumeAsync(string swarmId, string recovery, CancellationToken cancellation) =>
        Tasks(await RunAsync(Resume, [swarmId, recovery], cancellation).ConfigureAwait(false));

    public async Task<IReadOnlyList<OpenTask>> OpenAsync(string swarmId, CancellationToken cancellation) =>
        Tasks(await RunAsync(Open, [swarmId], cancellation).ConfigureAwait(false));

    public async Task<IReadOnlyList<long>> CountOpenAsync(IReadOnlyCollection<string> swarmIds, CancellationToken cancellation) =>
        await Task.WhenAll(swarmIds.Select(id => database.SetLengthAsync($"{root}open:{id}"))).WaitAsync(cancellation).ConfigureAwait(false);

    public async Task<IReadOnlyList<AwaitedSwarm>> AwaitedAsync(string taskId, int most, CancellationToken cancellation) =>
        [.. ((RedisValue[])(await RunAsync(Awaited, [taskId, most], cancellation).ConfigureAwait(false))!).Chunk(3)
            .Select(s => new AwaitedSwarm { SwarmId = s[0]!, Status = s[1]!, Since = DateTimeOffset.FromUnixTimeMilliseconds((long)s[2]) })];

    public async Task<SwarmTaskRecord?> FindAsync(string taskId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var task = (await database.HashGetAllAsync($"{root}task:{taskId}").ConfigureAwait(false)).ToStringDictionary();
        if (!task.TryGetValue("doc", out var doc))
            return null;
        return new SwarmTaskRecord(
            JsonSerializer.Deserialize<SwarmTaskOrder>(doc, JsonSerializerOptions.Web)!,
            task["state"],
            Text("swarm"),
            long.Parse(task["assignment"]),
            long.Parse(task.GetValueOrDefault("epoch", "0")),
            task.GetValueOrDefault("matched") == "1",
            Text("outcome"),
            Text("reason"),
            long.Parse(task.GetValueOrDefault("seq", "0")),
            DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(task["queuedAt"])),
            Text("endedAt") is { } ended ? DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(ended)) : null);

        string? Text(string name) => task.GetValueOrDefault(name) is { Length: > 0 } text ? text : null;
    }

    public async Task<IReadOnlyList<WorkNews>> NewsAsync(int limit, string? after, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return [.. (await database.StreamRangeAsync(root + "tasknews", after is null ? "-" : $"({after}", count: limit).ConfigureAwait(false))
            .Select(e => new WorkNews(e.Id!, e["task"]!, (long)e["assignment"], e["swarm"]!, DateTimeOffset.FromUnixTimeMilliseconds((long)e["at"]), e["what"] == "returned", e["what"] == "resumed", e["what"] == "cancelled"))];
    }

    public Task AcknowledgeAsync(IReadOnlyList<WorkNews> news) =>
        news.Count == 0 ? Task.CompletedTask : database.StreamDeleteAsync(root + "tasknews", [.. news.Select(n => (RedisValue)n.Id)]);

    public Task<long> ActiveSwarmsAsync(CancellationToken cancellation) => database.SetLengthAsync(root + "status:active").WaitAsync(cancellation);

    public async Task<WorkFigures> FiguresAsync(CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var waiting = database.SortedSetLengthAsync(root + "backlog");
        var v = await database.HashGetAsync(root + "totals", ["tasksDistributed", "tasksCompleted", "tasksFailed", "tasksCancelled"]).ConfigureAwait(false);
        return new WorkFigures((long)v[0], (long)v[1], (long)v[2], (long)v[3], await waiting.ConfigureAwait(false));
    }

    // Writers push on the left, so the oldest stands at the right end.
    // The second lies where the first does, in a cluster too.
    private RedisKey[] IntakeKeys => [keys.Fixed(Intake), $"{{{keys.Fixed(Intake)}}}:taken"];

    public async Task<IReadOnlyList<IntakeEntry>> IntakeAsync(int most, CancellationToken cancellation)
    {
        var reply = (RedisValue[])(await ReadIntake.RunAsync(database, IntakeKeys, [most]).WaitAsync(cancellation).ConfigureAwait(false))!;
        var taken = (long)reply[0];
        return [.. reply.Skip(1).Select((entry, n) => new IntakeEntry(taken + n, (byte[])entry!))];
    }

    public async Task<bool> TakenInAsync(IntakeEntry entry, CancellationToken cancellation) =>
        (int)await TakeIntake.RunAsync(database, IntakeKeys, [entry.Number, entry.Json]).WaitAsync(cancellation).ConfigureAwait(false) == 1;

    private static List<OpenTask> Tasks(RedisResult reply) => [.. ((RedisValue[])reply!).Chunk(2).Select(t => new OpenTask((string)t[0]!, (long)t[1]))];

    private long Retention => (long)options.Value.TaskRetention.TotalMilliseconds;

    // Cancelled only before the script is sent: after that its outcome would be unknown.
    private Task<RedisResult> RunAsync(RedisScript script, ReadOnlySpan<RedisValue> arguments, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return script.RunAsync(database, [root], [clock.OffsetMs, .. arguments]);
    }
}
