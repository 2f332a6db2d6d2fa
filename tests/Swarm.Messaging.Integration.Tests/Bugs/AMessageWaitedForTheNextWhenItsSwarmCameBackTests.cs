using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A process that had a swarm, lost it and got it again took what another had been given meanwhile for what itself had been given.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class AMessageWaitedForTheNextWhenItsSwarmCameBackTests(StoreRedis redis)
{
    [Fact]
    public async Task The_process_that_has_the_swarm_again_handles_what_the_one_between_left()
    {
        var bench = new MessageBench(redis);
        var recorder = new Recorder();
        await bench.HostAsync("h1", "alpha");
        await using var first = await bench.Process("h1", recorder).StartAsync();
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("alpha"), id: "one");
        await Eventually.HoldsAsync(() => recorder.Ids("alpha").SequenceEqual(["one"]), "the first is handled");

        await bench.HostAsync("h2", "alpha");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("alpha"), id: "two");
        var given = await bench.Store.ReceiveAsync(new InboxQuery("h2", 100, Again: false, Look: true, []), default);
        given.Messages.Select(m => m.Entry.Message).ShouldBe(["alpha:two"], "and h2 dies before it has handled it");
        await bench.HostAsync("h1", "alpha");

        await Eventually.HoldsAsync(() => recorder.Ids("alpha").SequenceEqual(["one", "two"]), "the second is handled, although none was sent after it");
    }
}
