using System.Globalization;
using StackExchange.Redis;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Clients;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Redis.Swarms;

/// <summary>Hosts outside, among those of the system: swarm-client-sync.lua has what differs.</summary>
internal sealed class RedisSwarmClients(SwarmRedis redis) : ISwarmClients
{
    private static readonly RedisScript Sync = SwarmScripts.Script("client-sync");
    private static readonly RedisScript Leave = SwarmScripts.Script("client-leave");

    public async Task<ClientSynced> SyncAsync(ClientSync sync, CancellationToken cancellation)
    {
        var reply = await redis.RunAsync(
            Sync,
            cancellation,
            [
                sync.HostId, sync.Session, sync.Capacity, SwarmRedis.Milliseconds(sync.Wait), SwarmRedis.Milliseconds(redis.Options.SnapshotInterval), sync.Failures, sync.Question?.ToString() ?? "",
                sync.Beats.Count,
                .. sync.Beats.SelectMany(b => new RedisValue[] { b.SwarmId, b.Term }), .. sync.Acknowledged.SelectMany(m => new RedisValue[] { m.SwarmId, m.Position }),
            ]).ConfigureAwait(false);
        switch ((string)reply[0]!)
        {
            case "superseded":
                return new ClientSynced.Superseded();
            case "system":
                return new ClientSynced.OfTheSystem();
            case "in_use":
                return new ClientSynced.InUse(TimeSpan.FromMilliseconds((long)reply[1]));
        }

        var outcomes = (string[])reply[4]!;
        return new ClientSynced.Heard(
            (int)reply[1] == 1,
            (int)reply[1] == 2,
            (int)reply[2] == 1,
            [.. ((RedisValue[])reply[3]!).Chunk(3).Select(s => new HostedSwarm((string)s[0]!, (long)s[1], (string)s[2]!))],
            [.. sync.Beats.Zip(outcomes).Where(b => b.Second != "ok").Select(b => new DroppedSwarm { SwarmId = b.First.SwarmId, Term = b.First.Term, Outcome = b.Second })],
            (string[])reply[5]!,
            (long)reply[6],
            [.. ((RedisValue[])reply[7]!).Chunk(2).Select(m => (SwarmId: (string)m[0]!, Said: MessageSaid.Read((byte[])m[1]!))).Where(m => m.Said is not null).Select(m => (m.SwarmId, m.Said!))],
            (string[])reply[8]!);
    }

    public async Task<ClientLeft> LeaveAsync(string hostId, string session, IReadOnlyList<string>? swarmIds, CancellationToken cancellation)
    {
        if (swarmIds is { Count: 0 })
            return new ClientLeft.Done([]);
        var reply = (string[])(await redis.RunAsync(Leave, cancellation, [hostId, session, .. (swarmIds ?? []).Select(id => (RedisValue)id)]).ConfigureAwait(false))!;
        return reply[0] switch
        {
            "superseded" => new ClientLeft.Superseded(),
            "in_use" => new ClientLeft.InUse(TimeSpan.FromMilliseconds(long.Parse(reply[1], CultureInfo.InvariantCulture))),
            "system" => new ClientLeft.OfTheSystem(),
            _ => new ClientLeft.Done(reply[1..]),
        };
    }
}
