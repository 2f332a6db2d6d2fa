using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A <c>task_submission</c>, <c>conflict_detected</c> or <c>conflict_vote</c> that said nothing usable was accepted and dropped with a line in the log; what it misspelt was ignored.</summary>
public sealed class ABadMessageToTheSystemWasSwallowedTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly Recorder responses = new("response");
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s => s.AddSingleton<ISwarmMessageHandler>(responses));
        foreach (var id in new[] { "alpha", "beta", "gamma" })
        {
            await world.Registry.RegisterAsync(id, new SwarmDefinition(), default);
            await world.WaitForAsync(id, SwarmStatuses.Active);
        }
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    public static TheoryData<string, string, string> Bad => new()
    {
        { """{"type":"task_submission"}""", "payload.task", "invalid" },
        { """{"type":"task_submission","task":"build"}""", "payload.task", "invalid" },
        { """{"type":"task_submission","task":{"type":"A B"}}""", "payload.task.type", "unknown_operation" },
        { """{"type":"task_submission","task":{"capabilites":["gpu"]}}""", "payload.task.capabilites", "unknown_field" },
        { """{"type":"task_submission","task":{"deadline":5}}""", "payload.task.deadline", "unknown_field" },
        { """{"type":"task_submission","task":{},"priority":"high"}""", "payload.priority", "unknown_field" },
        { """{"type":"task_submission","task":{},"strategi":"priority"}""", "payload.strategi", "unknown_field" },
        { """{"type":"task_submission","task":{},"strategy":"random"}""", "payload.task.strategy", "unknown_strategy" },
        { """{"type":"conflict_detected"}""", "payload.conflict", "invalid" },
        { """{"type":"conflict_detected","conflict":{"swarmA":"alpha"}}""", "payload.conflict.swarmB", "invalid" },
        { """{"type":"conflict_detected","conflict":{"swarmA":"alpha","swarmB":{"id":"a:b"}}}""", "payload.conflict.swarmB.id", "invalid" },
        { """{"type":"conflict_detected","conflict":{"swarmA":"alpha","swarmB":"alpha"}}""", "payload.conflict.swarmB.id", "invalid" },
        { """{"type":"conflict_detected","conflict":{"swarmA":"alpha","swarmB":"beta"},"stratgy":"voting"}""", "payload.stratgy", "unknown_field" },
        { """{"type":"conflict_detected","conflict":{"swarmA":"alpha","swarmB":"beta","resource":"gpu"}}""", "payload.conflict.resource", "unknown_field" },
        { """{"type":"conflict_vote","voteId":"v1"}""", "payload.vote", "invalid" },
    };

    [Theory]
    [MemberData(nameof(Bad))]
    public async Task It_is_refused_at_the_door_with_the_field(string payload, string field, string code)
    {
        var refused = (await world.TellAsync(
            nameof(SendSwarmMessage), new { from = "alpha", to = "beta", payload = System.Text.Json.JsonElement.Parse(payload) })).ShouldBeOfType<CommandRejected>();

        (refused.Code, refused.Violations.ShouldHaveSingleItem().Field).ShouldBe((code, field));
        refused.Message.ShouldContain("Nothing was sent.");
        (await world.Host.Get<ISwarmInboxes>().HistoryAsync("swarm:beta", 10, default)).ShouldBeEmpty();
        (await world.TellAsync(nameof(BroadcastSwarmMessage), new { from = "alpha", payload = System.Text.Json.JsonElement.Parse(payload) }))
            .ShouldBeOfType<CommandRejected>().Code.ShouldBe(code);
    }

    [Fact]
    public async Task What_is_for_the_receivers_may_stand_beside_what_is_for_the_system()
    {
        (await SendAsync("alpha", "m1", """{"type":"task_submission","task":{"type":"build","priority":"high"},"note":"soon","queuedAt":1}""")).ShouldBeOfType<MessageSent.Accepted>();

        await Eventually.HoldsAsync(async () => (await FindAsync("task_m1"))?.Order is { Priority: "high", QueuedBy: "alpha" }, "it is queued");
    }

    [Fact]
    public async Task Two_senders_that_use_one_message_id_have_two_tasks_and_two_conflicts()
    {
        foreach (var (sender, type) in new[] { ("alpha", "build"), ("beta", "test") })
            (await SendAsync(sender, "m1", $$$"""{"type":"task_submission","task":{"type":"{{{type}}}"}}""")).ShouldBeOfType<MessageSent.Accepted>();
        foreach (var (sender, other) in new[] { ("alpha", "beta"), ("gamma", "gamma") })
            (await SendAsync(sender, "m2", $$$"""{"type":"conflict_detected","conflict":{"swarmA":"alpha","swarmB":"{{{other}}}"}}""")).ShouldBeOfType<MessageSent.Accepted>();

        await Eventually.HoldsAsync(
            async () => (await world.Host.Get<ISwarmWork>().FiguresAsync(default)) is var f && f.Waiting + f.Distributed >= 2, "both tasks are queued");
        await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmVotes>().ResolvedAsync(default) == 2, "both conflicts are decided");
        responses.Got.ShouldBeEmpty();
    }

    [Fact]
    public async Task What_turns_out_later_is_answered()
    {
        (await SendAsync("alpha", "m1", """{"type":"conflict_detected","requestId":"r1","conflict":{"swarmA":"alpha","swarmB":"ghost"}}""")).ShouldBeOfType<MessageSent.Accepted>();
        (await SendAsync("alpha", "m2", """{"type":"task_submission","task":{"taskId":"t1","type":"build"}}""")).ShouldBeOfType<MessageSent.Accepted>();
        (await SendAsync("gamma", "m3", """{"type":"task_submission","task":{"taskId":"t1","type":"other"}}""")).ShouldBeOfType<MessageSent.Accepted>();

        await Eventually.HoldsAsync(() => responses.Got.Count == 2, "both are answered");
        Answer("alpha").ShouldBe("r1 conflict_detected not_found");
        Answer("gamma").ShouldBe("m3 task_submission id_conflict");
    }

    private string Answer(string swarm) => responses.Got.Where(r => r.ReceiverId == swarm).Select(r => r.Message.Payload).ShouldHaveSingleItem() is var p
        ? $"{p.GetProperty("requestId")} {p.GetProperty("request")} {p.GetProperty("code")}" : "";

    private Task<MessageSent> SendAsync(string from, string id, string payload) =>
        world.Host.Get<SwarmMessenger>().SendAsync(from, new SwarmAddress.ToSwarm("beta"), System.Text.Json.JsonElement.Parse(payload), id, default);

    private Task<SwarmTaskRecord?> FindAsync(string id) => world.Host.Get<ISwarmWork>().FindAsync(id, default);
}
