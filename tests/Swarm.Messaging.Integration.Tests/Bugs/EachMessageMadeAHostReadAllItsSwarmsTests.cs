using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Redis.Swarms;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// What wakes the reader of inboxes woke the keeper of swarms as well, and that one reads all swarms of its process: with 1,000 of them 63,000 reads a second at 500 messages,
/// and three quarters of a processor of the store's.
/// </summary>
public sealed class EachMessageMadeAHostReadAllItsSwarmsTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private const int Messages = 200;

    [Fact]
    public async Task Messages_make_it_read_no_swarm_and_a_new_swarm_does_at_once()
    {
        await using var world = await SwarmWorld.StartAsync(redis.Server.Port, services: services => services.AddSingleton<ISwarmHosts>(
            provider => new CountedHosts(ActivatorUtilities.CreateInstance<RedisSwarmHosts>(provider))));
        var hosts = (CountedHosts)world.Host.Get<ISwarmHosts>();
        foreach (var id in (string[])["s1", "s2"])
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            await world.WaitForAsync(id, SwarmStatuses.Active);
        }

        var before = hosts.Reads;
        for (var n = 0; n < Messages; n++)
            (await world.Host.Get<SwarmMessenger>().SendAsync("s1", new SwarmAddress.ToSwarm("s2"), new { Type = "note" }, null, default)).ShouldBeOfType<MessageSent.Accepted>();

        await Eventually.HoldsAsync(async () => (await world.Host.Get<ISwarmInboxes>().FiguresAsync(default)).Received >= Messages, "all are handled");
        // It looks each second all the same.
        (hosts.Reads - before).ShouldBeLessThan(Messages / 4);
        hosts.Wakes.ShouldContain("");
        hosts.Wakes.ShouldContain("s2");
    }

    private sealed class CountedHosts(ISwarmHosts hosts) : ISwarmHosts
    {
        private readonly System.Collections.Concurrent.ConcurrentQueue<string> wakes = new();
        private int reads;

        public int Reads => Volatile.Read(ref reads);

        public IReadOnlyCollection<string> Wakes => wakes;

        public Task<IReadOnlyList<HostedSwarm>> OfferAsync(string hostId, int capacity, CancellationToken cancellation)
        {
            Interlocked.Increment(ref reads);
            return hosts.OfferAsync(hostId, capacity, cancellation);
        }

        public Task<IReadOnlyList<HostedSwarm>> HostedAsync(string hostId, CancellationToken cancellation)
        {
            Interlocked.Increment(ref reads);
            return hosts.HostedAsync(hostId, cancellation);
        }

        public Task<IReadOnlyList<string>> LeaveAsync(string hostId, CancellationToken cancellation) => hosts.LeaveAsync(hostId, cancellation);

        public Task<IAsyncDisposable> OnWakeAsync(string hostId, Action<string> wake, CancellationToken cancellation) => hosts.OnWakeAsync(hostId, id =>
        {
            wakes.Enqueue(id);
            wake(id);
        }, cancellation);
    }
}
