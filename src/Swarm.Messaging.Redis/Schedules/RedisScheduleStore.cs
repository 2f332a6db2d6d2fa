using System.Globalization;
using System.Text.Json;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Schedules;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Schedules;

namespace Swarm.Messaging.Redis.Schedules;

/// <summary>Definitions, next times and histories in hashes by id, and a sorted set of when to look at which; all under one tag.</summary>
internal sealed class RedisScheduleStore(IConnectionMultiplexer redis, RedisKeys keys, StoreClock clock) : IScheduleStore
{
    private static readonly RedisScript Claim = new("Schedules.schedule-claim.lua");
    private static readonly RedisScript Save = new("Schedules.schedule-save.lua");
    private static readonly RedisScript Done = new("Schedules.schedule-done.lua");
    private readonly IDatabase database = redis.GetDatabase();
    private readonly RedisKey due = keys.Global("{schedules}:due");
    private readonly RedisKey times = keys.Global("{schedules}:times");
    private readonly RedisKey documents = keys.Global("{schedules}:documents");
    private readonly RedisKey histories = keys.Global("{schedules}:histories");
    private readonly RedisKey revisions = keys.Global("{schedules}:revisions");

    public async Task<DateTimeOffset> NowAsync(CancellationToken cancellation)
    {
        var time = (RedisValue[])(await database.ExecuteAsync("TIME").WaitAsync(cancellation).ConfigureAwait(false))!;
        return DateTimeOffset.FromUnixTimeMilliseconds((long)time[0] * 1000 + (long)time[1] / 1000 + clock.OffsetMs);
    }

    public async Task<bool> SaveAsync(StoredSchedule schedule, string? before, CancellationToken cancellation)
    {
        RedisValue[] arguments =
        [
            schedule.Id, before ?? "", schedule.Revision, JsonSerializer.SerializeToUtf8Bytes(new Document(schedule.Definition, schedule.Paused, schedule.Revision)),
            schedule.NextAt is { } at ? Time(schedule.Revision, at) : "", schedule.NextAt?.ToUnixTimeMilliseconds() ?? 0,
        ];
        return (int)await Save.RunAsync(database, [due, times, documents, histories, revisions], arguments).WaitAsync(cancellation).ConfigureAwait(false) == 1;
    }

    public async Task<bool> DeleteAsync(string id, CancellationToken cancellation)
    {
        var delete = database.CreateTransaction();
        var existed = delete.HashDeleteAsync(documents, id);
        _ = delete.HashDeleteAsync(revisions, id);
        _ = delete.HashDeleteAsync(times, id);
        _ = delete.HashDeleteAsync(histories, id);
        _ = delete.SortedSetRemoveAsync(due, id);
        await delete.ExecuteAsync().WaitAsync(cancellation).ConfigureAwait(false);
        return await existed.ConfigureAwait(false);
    }

    public async Task<StoredSchedule?> FindAsync(string id, CancellationToken cancellation)
    {
        var (document, time, history) = (database.HashGetAsync(documents, id), database.HashGetAsync(times, id), database.HashGetAsync(histories, id));
        await Task.WhenAll(document, time, history).WaitAsync(cancellation).ConfigureAwait(false);
        return (await document.ConfigureAwait(false)).IsNull ? null : Schedule(id, await document.ConfigureAwait(false), await time.ConfigureAwait(false), await history.ConfigureAwait(false));
    }

    public async Task<IReadOnlyList<StoredSchedule>> ListAsync(CancellationToken cancellation)
    {
        var (all, next, past) = (database.HashGetAllAsync(documents), database.HashGetAllAsync(times), database.HashGetAllAsync(histories));
        await Task.WhenAll(all, next, past).WaitAsync(cancellation).ConfigureAwait(false);
        var (nextOf, pastOf) = ((await next.ConfigureAwait(false)).ToDictionary(), (await past.ConfigureAwait(false)).ToDictionary());
        return [.. (await all.ConfigureAwait(false)).Select(d => Schedule(d.Name!, d.Value, nextOf.GetValueOrDefault(d.Name), pastOf.GetValueOrDefault(d.Name)))];
    }

    public async Task<(IReadOnlyList<StoredSchedule> Due, DateTimeOffset Now)> ClaimAsync(int limit, TimeSpan lease, CancellationToken cancellation)
    {
        RedisValue[] arguments = [clock.OffsetMs, (long)lease.TotalMilliseconds, limit];
        var reply = (RedisValue[])(await Claim.RunAsync(database, [due, times, documents, histories], arguments).WaitAsync(cancellation).ConfigureAwait(false))!;
        return ([.. reply.Skip(1).Chunk(4).Select(s => Schedule(s[0]!, s[2], s[1], s[3]))], DateTimeOffset.FromUnixTimeMilliseconds((long)reply[0]));
    }

    public Task<bool> LaterAsync(StoredSchedule claimed, DateTimeOffset lookAt, ScheduleHistory history, CancellationToken cancellation) =>
        PutAsync(claimed, claimed.NextAt, lookAt, history, cancellation);

    public Task<bool> DoneAsync(StoredSchedule claimed, DateTimeOffset? next, ScheduleHistory history, CancellationToken cancellation) =>
        PutAsync(claimed, next, next, history, cancellation);

    private async Task<bool> PutAsync(StoredSchedule claimed, DateTimeOffset? next, DateTimeOffset? lookAt, ScheduleHistory history, CancellationToken cancellation)
    {
        RedisValue[] arguments =
        [
            claimed.Id, Time(claimed.Revision, claimed.NextAt!.Value), next is { } at ? Time(claimed.Revision, at) : "", lookAt?.ToUnixTimeMilliseconds() ?? 0,
            JsonSerializer.SerializeToUtf8Bytes(history),
        ];
        return (int)await Done.RunAsync(database, [due, times, documents, histories], arguments).WaitAsync(cancellation).ConfigureAwait(false) == 1;
    }

    // revision:ms, so that a changed schedule is another one even at the same time.
    private static RedisValue Time(string revision, DateTimeOffset at) => $"{revision}:{at.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture)}";

    private static StoredSchedule Schedule(string id, RedisValue document, RedisValue time, RedisValue history)
    {
        var stored = JsonSerializer.Deserialize<Document>((byte[])document!)!;
        DateTimeOffset? next = time.IsNullOrEmpty ? null : DateTimeOffset.FromUnixTimeMilliseconds(long.Parse(((string)time!).Split(':')[1], CultureInfo.InvariantCulture));
        return new StoredSchedule(
            id, stored.Definition, stored.Paused, stored.Revision, next, history.IsNullOrEmpty ? new() : JsonSerializer.Deserialize<ScheduleHistory>((byte[])history!)!);
    }

    private sealed record Document(ScheduleDefinition Definition, bool Paused, string Revision);
}
