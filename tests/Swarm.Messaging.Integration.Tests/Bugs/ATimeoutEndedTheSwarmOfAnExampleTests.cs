using System.Collections.Concurrent;
using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms.Clients;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>examples/node/swarm.mjs took any error with a code for a refusal, and an answer that is late has one, too: it ended for good when the server stood still for a while.</summary>
public sealed class ATimeoutEndedTheSwarmOfAnExampleTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> said = new();
    private AgentWorld world = null!;

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_server_that_does_not_answer_in_time_is_asked_again()
    {
        await using var proxy = new HaltingProxy(world.Host.Address.Port);
        await using var node = await ChildProcess.StartAsync(new("node", [Path.Combine(Checkout.Folder, "examples", "node", "swarm.mjs"), "node-swarm", "n1"])
        {
            Environment = new Dictionary<string, string?> { ["API"] = proxy.Address.ToString(), ["TOKEN"] = world.Host.Token, ["PATIENCE"] = "11" },
            Output = said.Enqueue,
        });
        await Eventually.HoldsAsync(() => said.Any(l => l.StartsWith("hosted node-swarm", StringComparison.Ordinal)), "it is hosted", Patience);

        proxy.Halt();
        await Eventually.HoldsAsync(() => proxy.GivenUp > 1, "it has waited for more than one answer in vain", Patience);
        proxy.GoOn();

        await using var asker = await SwarmHost.StartAsync(o =>
        {
            (o.HostId, o.Address, o.Token, o.Poll) = ("c1", world.Host.Address, world.Host.Token, TimeSpan.FromSeconds(1));
            o.Host("asker", _ => { });
        });
        (await asker.Find("asker")!.RequestAsync("node-swarm", timeout: Patience)).ShouldBeOfType<SwarmReply.Answered>(string.Join('\n', said));
        node.Exited.IsCompleted.ShouldBeFalse(string.Join('\n', said));
    }
}
