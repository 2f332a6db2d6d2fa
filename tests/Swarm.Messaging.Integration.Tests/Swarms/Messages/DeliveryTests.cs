using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Swarms.Messages;

/// <summary>From the inbox to the handlers of a process.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class DeliveryTests(StoreRedis redis)
{
    private readonly MessageBench bench = new(redis);

    [Fact]
    public async Task Handlers_get_messages_in_order_without_being_asked_to_look()
    {
        // Nothing but the wake can bring them in time.
        bench.Options.Poll = TimeSpan.FromHours(1);
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var notes = new Recorder();
        await using var process = await bench.Process("h2", notes).StartAsync();

        for (var n = 0; n < 50; n++)
            await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), id: $"m{n}");

        await Eventually.HoldsAsync(() => notes.Got.Count == 50, "all are handled");
        notes.Ids("beta").ShouldBe(Enumerable.Range(0, 50).Select(n => $"m{n}"));
        await Eventually.HoldsAsync(async () => (await bench.LeftAsync()).Count == 0, "all are acknowledged");
    }

    [Fact]
    public async Task A_receiver_that_restarts_while_messages_are_sent_gets_every_one_in_order()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var notes = new Recorder();
        var process = await bench.Process("h2", notes).StartAsync();
        var sending = Task.Run(async () =>
        {
            for (var n = 0; n < 200; n++)
                await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), id: $"m{n:000}");
        });
        for (var n = 3; n < 6; n++)
        {
            await Eventually.HoldsAsync(() => notes.Got.Count > (n - 2) * 10 || sending.IsCompleted, "some are handled");
            await process.DisposeAsync();
            await bench.HostAsync($"h{n}", "beta");
            process = await bench.Process($"h{n}", notes).StartAsync();
        }

        await sending;
        await Eventually.HoldsAsync(() => notes.Ids("beta").Distinct().Count() == 200, "none is lost");
        await Eventually.HoldsAsync(async () => (await bench.LeftAsync()).Count == 0, "all are acknowledged");
        notes.Ids("beta").Distinct().ShouldBe(Enumerable.Range(0, 200).Select(n => $"m{n:000}"));
        await process.DisposeAsync();
    }

    [Fact]
    public async Task A_handler_that_fails_stops_neither_others_nor_later_messages()
    {
        await bench.HostAsync("h1", "alpha");
        var notes = new Recorder();
        var synchronous = new Failing(late: false);
        var late = new Failing(late: true);
        await using var process = await bench.Process("h1", synchronous, late, notes).StartAsync();

        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("alpha"), id: "m1");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("alpha"), id: "m2");

        await Eventually.HoldsAsync(() => notes.Got.Count == 2, "both are handled");
        notes.Ids("alpha").ShouldBe(["m1", "m2"]);
        await Eventually.HoldsAsync(async () => (await bench.Store.FiguresAsync(default)) is { Errors: 4, Received: 2 }, "four failures are counted");
        ((int)await bench.Database.HashGetAsync(bench.Key("swarm:alpha"), "m:errors")).ShouldBe(4, "they are the swarm's own errors, too");
    }

    [Fact]
    public async Task Handlers_are_chosen_by_the_payloads_type_else_by_the_messages()
    {
        await bench.HostAsync("h1", "alpha", "beta");
        var (notes, targeted, agents) = (new Recorder(), new Recorder("targeted"), new Recorder("agent"));
        await using var process = await bench.Process("h1", notes, targeted, agents).StartAsync();

        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), """{"type":"note"}""", "m1");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), """{"text":"no type"}""", "m2");
        await bench.SentAsync("alpha", new SwarmAddress.ToAgents("beta"), "[1]", "m3");
        await bench.SentAsync("alpha", new SwarmAddress.ToSwarm("beta"), """{"type":"nobody handles this"}""", "m4");

        await Eventually.HoldsAsync(async () => (await bench.Store.FiguresAsync(default)).Received == 4, "all are acknowledged");
        (notes.Ids("beta").Single(), targeted.Ids("beta").Single(), agents.Ids("beta").Single()).ShouldBe(("m1", "m2", "m3"));
    }

    [Fact]
    public async Task A_slow_swarm_holds_up_no_other_and_its_messages_wait_in_the_store()
    {
        bench.Options.InHand = 5;
        await bench.HostAsync("h1", "slow", "quick");
        var go = new TaskCompletionSource();
        var notes = new Recorder(also: d => d.ReceiverId == "slow" ? go.Task : Task.CompletedTask);
        await using var process = await bench.Process("h1", notes).StartAsync();

        for (var n = 0; n < 20; n++)
            await bench.SentAsync("quick", new SwarmAddress.ToSwarm("slow"), id: $"s{n}");
        await bench.SentAsync("slow", new SwarmAddress.ToSwarm("quick"), id: "q");

        await Eventually.HoldsAsync(() => notes.Ids("quick").Any(), "the quick one is served");
        notes.Ids("slow").ShouldBeEmpty();
        go.SetResult();
        await Eventually.HoldsAsync(() => notes.Ids("slow").Count() == 20, "the slow one is served");
        notes.Ids("slow").ShouldBe(Enumerable.Range(0, 20).Select(n => $"s{n}"));
    }

    [Fact]
    public async Task Broadcasts_of_several_senders_reach_everybody_in_order_of_each_sender()
    {
        for (var n = 0; n < 4; n++)
            await bench.HostAsync($"h{n}", $"a{n}", $"b{n}");
        var notes = new Recorder();
        var processes = await Task.WhenAll(Enumerable.Range(0, 4).Select(n => bench.Process($"h{n}", notes).StartAsync()));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(async n =>
        {
            for (var m = 0; m < 25; m++)
                await bench.SentAsync($"a{n}", new SwarmAddress.ToAll(), id: $"a{n}-{m:00}");
        }));

        await Eventually.HoldsAsync(() => notes.Got.Count == 4 * 25 * 7, "each of the seven others got each");
        foreach (var received in notes.Got.GroupBy(d => (d.ReceiverId, d.Message.SwarmId)))
            received.Select(d => d.Message.Id).ShouldBe(Enumerable.Range(0, 25).Select(m => $"{received.Key.SwarmId}-{m:00}"));
        await Eventually.HoldsAsync(async () => (await bench.LeftAsync()).Count == 0, "no body is left");
        foreach (var process in processes)
            await process.DisposeAsync();
    }

    private sealed class Failing(bool late) : ISwarmMessageHandler
    {
        public string Type => "note";

        public Task HandleAsync(SwarmDelivery delivery, CancellationToken cancellation) =>
            late ? LateAsync() : throw new InvalidOperationException("on purpose");

        private static async Task LateAsync()
        {
            await Task.Yield();
            throw new InvalidOperationException("on purpose, later");
        }
    }
}
