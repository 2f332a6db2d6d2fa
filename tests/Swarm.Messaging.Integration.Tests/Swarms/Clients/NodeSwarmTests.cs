using System.Collections.Concurrent;
using Swarm.Messaging.Client.Swarms;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Agents;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Processes;
using Swarm.Messaging.Swarms.Registry;

namespace Swarm.Messaging.Integration.Tests.Swarms.Clients;

/// <summary>examples/node/swarm.mjs as it ships: a swarm that knows nothing of us but paths and JSON.</summary>
public sealed class NodeSwarmTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly ConcurrentQueue<string> said = new();
    private AgentWorld world = null!;

    private ISwarmRegistry Registry => world.Get<ISwarmRegistry>();

    public async Task InitializeAsync() => world = await AgentWorld.StartAsync(redis.Server.ConnectionString);

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task It_answers_does_tasks_keeps_checkpoints_and_leaves_in_good_order()
    {
        await using var node = await StartAsync();
        await world.TellAsync("DistributeSwarmTask", """{"taskId":"t1","type":"reverse","payload":{"text":"abc"},"queuedBy":"node-swarm"}""");
        var done = await world.WaitForAsync("t1", TaskStates.Completed, TaskStates.DeadLettered);
        done.Result.ShouldNotBeNull(done.Reason).GetString().ShouldBe("cba");
        await Eventually.HoldsAsync(() => said.Contains("completed t1"), "it hears of its end", Patience);

        await using var asker = await AskerAsync();
        (await asker.Find("asker")!.RequestAsync("node-swarm")).ShouldBeOfType<SwarmReply.Answered>().Data.GetRawText().ShouldBe("""{"done":["t1"]}""");
        (await world.Get<Swarm.Messaging.Swarms.States.ISwarmStates>().LatestCheckpointAsync("node-swarm", default)).Checkpoint.ShouldNotBeNull().Data.GetRawText().ShouldBe("""{"done":["t1"]}""");

        node.Signal(UnixSignal.Terminate);
        (await node.Exited.WaitAsync(Patience)).ShouldBe(0, string.Join('\n', said));
        said.ShouldContain("left node-swarm");
        (await Registry.GetAsync("node-swarm", default))!.ShouldSatisfyAllConditions(s => s.Host.ShouldNotBe("n1"), s => s.Status.ShouldBe(SwarmStatuses.Active));
        (await world.Get<Swarm.Messaging.Swarms.Messages.ISwarmInboxes>().FiguresAsync(default)).Waiting.ShouldBe(0);
    }

    [Fact]
    public async Task Killed_it_is_recovered_and_started_anew_it_gets_what_waited()
    {
        await using var asker = await AskerAsync();
        var node = await StartAsync();
        // Of two without tasks the newer one gets it, once it is active.
        await Eventually.HoldsAsync(async () => (await Registry.GetAsync("node-swarm", default))?.Status == SwarmStatuses.Active, "it is active", Patience);
        await world.TellAsync("DistributeSwarmTask", """{"taskId":"t1","type":"reverse","payload":{"text":"abc"}}""");
        await world.WaitForAsync("t1", TaskStates.Completed);
        node.Signal(UnixSignal.Kill);
        await node.Exited.WaitAsync(Patience);
        await node.DisposeAsync();
        await StandIns.TakeAsync(world, "node-swarm");
        var asked = asker.Find("asker")!.RequestAsync("node-swarm", timeout: Patience);

        await using var again = await StartAsync();

        (await asked).ShouldBeOfType<SwarmReply.Answered>().Data.GetRawText().ShouldBe("""{"done":["t1"]}""", "it is in its checkpoint");
        said.ShouldContain("hosted node-swarm 3");
    }

    [Fact]
    public void It_is_short() => File.ReadAllLines(Path.Combine(Checkout.Folder, "examples", "node", "swarm.mjs")).Length.ShouldBeLessThan(160);

    private Task<SwarmHost> AskerAsync() => SwarmHost.StartAsync(o =>
    {
        (o.HostId, o.Address, o.Token, o.Poll) = ("c1", world.Host.Address, world.Host.Token, TimeSpan.FromSeconds(1));
        o.Host("asker", _ => { });
    });

    private async Task<ChildProcess> StartAsync()
    {
        said.Clear();
        var node = await ChildProcess.StartAsync(new("node", [Path.Combine(Checkout.Folder, "examples", "node", "swarm.mjs"), "node-swarm", "n1"])
        {
            Environment = new Dictionary<string, string?> { ["API"] = world.Host.Address.ToString(), ["TOKEN"] = world.Host.Token },
            Output = said.Enqueue,
        });
        await Eventually.HoldsAsync(() => said.Any(l => l.StartsWith("hosted node-swarm", StringComparison.Ordinal)), "it is hosted", Patience);
        return node;
    }
}
