using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A sender that used an id again, when it was no longer remembered or after it had come anew, overwrote what still lay in an inbox: its receiver read what was meant for
/// another, or nothing.
/// </summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class AMessageTookTheBodyOfAnotherOfItsIdTests(StoreRedis redis)
{
    [Fact]
    public async Task Each_receiver_gets_what_was_sent_to_it_and_nothing_is_left()
    {
        var bench = new MessageBench(redis);
        bench.Options.RememberedIds = 1;
        await bench.HostAsync("h1", "sender");
        await bench.HostAsync("h2", "first", "second");
        await bench.SentAsync("sender", new SwarmAddress.ToSwarm("first"), """{"type":"note","for":"first"}""", "m1");
        await bench.SentAsync("sender", new SwarmAddress.ToSwarm("second"), """{"type":"note","for":"nobody"}""", "m2");
        await bench.SentAsync("sender", new SwarmAddress.ToSwarm("second"), """{"type":"note","for":"second"}""", "m1");

        var notes = new Recorder();
        await using var reading = await bench.Process("h2", notes).StartAsync();

        await Eventually.HoldsAsync(() => notes.Got.Count == 3, "all three are read");
        notes.Got.Where(d => d.Message.Id == "m1").ShouldAllBe(d => d.Message.Payload.GetProperty("for").GetString() == d.ReceiverId);
        await Eventually.HoldsAsync(async () => (await bench.LeftAsync()).Count == 0, "nothing is left of them");
    }
}
