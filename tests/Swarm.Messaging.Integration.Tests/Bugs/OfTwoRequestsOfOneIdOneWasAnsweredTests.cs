using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Ids of messages are their sender's own; the id of an answer named the request alone, so the answer to the second of two swarms counted as a repetition.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class OfTwoRequestsOfOneIdOneWasAnsweredTests(StoreRedis redis)
{
    [Fact]
    public async Task Both_are_answered()
    {
        var bench = new MessageBench(redis);
        await bench.HostAsync("h1", "a", "b");
        await bench.HostAsync("h2", "answering");
        var answers = new Recorder(SwarmRequests.ResponseType);
        await using var asking = await bench.Process("h1", answers).StartAsync();
        await using var answering = await bench.Process("h2").StartAsync();

        foreach (var sender in new[] { "a", "b" })
            await bench.SentAsync(sender, new SwarmAddress.ToSwarm("answering"), """{"type":"request","requestId":"r1"}""", "q1");

        await Eventually.HoldsAsync(() => answers.Got.Select(d => d.ReceiverId).Order().SequenceEqual(["a", "b"]), "each hears of its own");
    }
}
