using StackExchange.Redis;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;

namespace Swarm.Messaging.Redis.Sagas;

/// <summary>Timers that commits set. A timer is true only while its saga's hash has its field; the sorted set says when.</summary>
internal sealed class TimerShards(SagaShards shards)
{
    private static readonly RedisScript Claim = new("Sagas.timers.lua");
    private static readonly RedisScript Drop = new("Sagas.timer-drop.lua");

    public async Task<DueTimers> ClaimAsync(TimeSpan claimFor, int limit)
    {
        var replies = await shards.TakeAsync(
            limit,
            async (shard, share) => (Shard: shard, Reply: await Claim.RunAsync(
                shards.Database, [$"{shard}timers", shard], [shards.ClockOffset, SagaShards.Milliseconds(claimFor), share]).ConfigureAwait(false)),
            answer => answer.Reply.Length / 2).ConfigureAwait(false);
        // A shard may have answered several times; its last word counts.
        var next = replies.GroupBy(answer => answer.Shard).Select(answers => (long)answers.Last().Reply[0]).Where(ms => ms >= 0).DefaultIfEmpty(-1).Min();
        return new DueTimers([.. replies.SelectMany(answer => Timers(answer.Reply))], next < 0 ? null : TimeSpan.FromMilliseconds(next));
    }

    public Task DropAsync(DueTimer timer) => Drop.RunAsync(
        shards.Database,
        [shards.Saga(timer.Key), $"{shards.ShardOf(timer.Key)}timers"],
        [timer.Name, timer.Version, $"{timer.Key.Type}|{timer.Key.Id}|{timer.Name}"]);

    private static IEnumerable<DueTimer> Timers(RedisResult reply)
    {
        for (var n = 1; n < reply.Length; n += 2)
        {
            var member = ((string)reply[n]!).Split('|');
            yield return new DueTimer(new SagaKey(member[0], member[1]), member[2], (long)reply[n + 1]);
        }
    }
}
