using System.Text.Json;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Swarms.Messages;

/// <summary>A request is answered or rejected.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class RequestTests(StoreRedis redis)
{
    private static readonly JsonElement Two = JsonElement.Parse("2");

    private readonly MessageBench bench = new(redis);

    [Fact]
    public async Task A_request_is_answered_by_the_handler_of_the_receivers_process()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        await using var asking = await bench.Process("h1").StartAsync();
        await using var answering = await bench.Process("h2", new Doubling()).StartAsync();

        var answer = await asking.Requests.AskAsync("alpha", "beta", Two, null, default);

        answer.ShouldBeOfType<RequestOutcome.Answered>().Data.GetInt32().ShouldBe(4);
    }

    [Fact]
    public async Task A_handler_may_ask_and_wait_for_the_answer()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        RequestOutcome? answer = null;
        MessageHost? asking = null;
        var notes = new Recorder(also: async _ => answer = await asking!.Requests.AskAsync("alpha", "beta", Two, null, default));
        asking = await bench.Process("h1", notes).StartAsync();
        await using var answering = await bench.Process("h2", new Doubling()).StartAsync();

        await bench.SentAsync("beta", new SwarmAddress.ToSwarm("alpha"));

        await Eventually.HoldsAsync(() => notes.Got.Count == 1, "the answer came past the handler that waits for it");
        answer.ShouldBeOfType<RequestOutcome.Answered>();
        await asking.DisposeAsync();
    }

    [Fact]
    public async Task What_cannot_be_answered_is_rejected()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        await bench.HostAsync("h3", "silent", "nowhere");
        await using var asking = await bench.Process("h1").StartAsync();
        await using var failing = await bench.Process("h2", new Doubling()).StartAsync();
        await using var silent = await bench.Process("h3").StartAsync();

        var failed = (await asking.Requests.AskAsync("alpha", "beta", JsonElement.Parse("\"two\""), null, default)).ShouldBeOfType<RequestOutcome.Rejected>();
        failed.Code.ShouldBe("failed");
        (await asking.Requests.AskAsync("alpha", "silent", Two, null, default)).ShouldBeOfType<RequestOutcome.Rejected>().Message.ShouldContain("answers no requests");
        (await asking.Requests.AskAsync("alpha", "nobody", Two, null, default)).ShouldBeOfType<RequestOutcome.Rejected>().Code.ShouldBe("not_found");
    }

    [Fact]
    public async Task A_request_that_nobody_answers_is_over_in_time_and_a_late_answer_changes_nothing()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        await using var asking = await bench.Process("h1").StartAsync();

        var answer = await asking.Requests.AskAsync("alpha", "beta", Two, TimeSpan.FromMilliseconds(200), default);
        answer.ShouldBeOfType<RequestOutcome.Rejected>().Code.ShouldBe("timeout");

        await using var late = await bench.Process("h2", new Doubling()).StartAsync();
        await Eventually.HoldsAsync(async () => (await bench.Store.FiguresAsync(default)) is { Sent: 2, Received: 2 }, "the late answer was read");
    }

    [Fact]
    public async Task A_process_that_stops_rejects_all_that_wait()
    {
        await bench.HostAsync("h1", "alpha");
        await bench.HostAsync("h2", "beta");
        var asking = await bench.Process("h1").StartAsync();
        var open = Enumerable.Range(0, 5).Select(_ => asking.Requests.AskAsync("alpha", "beta", Two, null, default)).ToList();
        await Eventually.HoldsAsync(async () => (await bench.Store.FiguresAsync(default)).Sent == 5, "all are sent");

        await asking.DisposeAsync();

        (await Task.WhenAll(open)).ShouldAllBe(o => ((RequestOutcome.Rejected)o).Code == "stopped");
        (await asking.Requests.AskAsync("alpha", "beta", Two, null, default)).ShouldBeOfType<RequestOutcome.Rejected>().Code.ShouldBe("stopped");
    }

    private sealed class Doubling : ISwarmRequestHandler
    {
        public Task<JsonElement> AnswerAsync(string receiver, string sender, JsonElement data, CancellationToken cancellation) =>
            Task.FromResult(JsonSerializer.SerializeToElement(data.GetInt32() * 2));
    }
}
