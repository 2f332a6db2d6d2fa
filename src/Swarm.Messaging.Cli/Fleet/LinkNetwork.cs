using System.Net;

namespace Swarm.Messaging.Cli.Fleet;

/// <summary>On loopback, for whoever may not make networks: a link of our own to each server.</summary>
internal sealed class LinkNetwork(int redis, int broker) : IHostNetwork
{
    private readonly CuttableLink toRedis = new(IPAddress.Loopback, redis);
    private readonly CuttableLink toBroker = new(IPAddress.Loopback, broker);

    public IReadOnlyList<string> Command => [];

    public IPAddress Servers => IPAddress.Loopback;

    public int RedisPort => toRedis.Port;

    public int BrokerPort => toBroker.Port;

    public string Listen => "127.0.0.1:0";

    public Task StallAsync() => Do(l => l.Stall());

    public Task CutAsync() => Do(l => l.Cut());

    public Task HealAsync() => Do(l => l.Heal());

    public async ValueTask DisposeAsync()
    {
        await toRedis.DisposeAsync().ConfigureAwait(false);
        await toBroker.DisposeAsync().ConfigureAwait(false);
    }

    private Task Do(Action<CuttableLink> act)
    {
        act(toRedis);
        act(toBroker);
        return Task.CompletedTask;
    }
}
