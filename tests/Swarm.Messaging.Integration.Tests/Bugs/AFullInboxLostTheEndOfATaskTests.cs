using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Integration.Tests.Swarms.Work;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>What the system told of things that were decided already was refused by a full inbox, the end of a task without a word: nobody sends it again.</summary>
public sealed class AFullInboxLostTheEndOfATaskTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private const int Bound = 10;

    private readonly TaskCompletionSource read = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly LogLines log = new();
    private readonly Recorder assigned = new("task_assignment");
    private readonly Recorder completed = new("task_completed");
    private readonly Recorder answered = new("response");
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        var agents = new HeldAgents();
        agents.Finish.SetResult();
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.AddSingleton<ITaskExecutor>(agents);
            foreach (var handler in new[] { new Recorder("note", _ => read.Task), assigned, completed, answered })
                s.AddSingleton<ISwarmMessageHandler>(handler);
            s.Configure<MessagesOptions>(o => o.InboxBound = Bound).AddLogging(b => b.AddProvider(log));
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
        });
        await world.Registry.RegisterAsync("alpha", new SwarmDefinition(), default);
        await world.WaitForAsync("alpha", SwarmStatuses.Active);
        await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
    }

    public async Task DisposeAsync()
    {
        read.TrySetResult();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task It_is_taken_though_nothing_else_is()
    {
        for (var n = 0; n < Bound - 1; n++)
            (await SendAsync($"n{n}", new { Type = "note" })).ShouldBeOfType<MessageSent.Accepted>();
        (await SendAsync("ask", new { Type = "coordination_request", RequestId = "q1" })).ShouldBeOfType<MessageSent.Accepted>();

        await DistributeAsync("t1");
        await world.Host.WaitForAsync("t1", TaskStates.Completed);
        await WaitingAsync(Bound + 3);
        (await SendAsync("more", new { Type = "note" })).ShouldBeOfType<MessageSent.Refused>().Code.ShouldBe("inbox_full");
        read.SetResult();

        await Eventually.HoldsAsync(() => assigned.Got.Count == 1 && completed.Got.Count == 1, "both are heard of");
        await Eventually.HoldsAsync(() => answered.Got.Count == 1, "so is the answer");
    }

    [Fact]
    public async Task Beyond_as_much_again_it_is_refused_and_the_log_says_what_is_lost()
    {
        for (var n = 0; n < Bound; n++)
            (await SendAsync($"n{n}", new { Type = "note" })).ShouldBeOfType<MessageSent.Accepted>();

        for (var n = 0; n < Bound; n++)
            await DistributeAsync($"t{n}");
        for (var n = 0; n < Bound; n++)
            await world.Host.WaitForAsync($"t{n}", TaskStates.Completed);

        await WaitingAsync(2 * Bound);
        await Eventually.HoldsAsync(() => log.Text.Contains("of a swarm has ended (completed), and alpha was not told: ", StringComparison.Ordinal), "the log says which end");
    }

    private Task<MessageSent> SendAsync(string id, object payload) =>
        world.Host.Get<SwarmMessenger>().SendAsync("alpha", new SwarmAddress.ToSwarm("alpha"), payload, id, default);

    private async Task DistributeAsync(string id) =>
        (await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = id, queuedBy = "alpha" })).ShouldBeOfType<SwarmTaskDistributed>();

    private Task WaitingAsync(long messages) => Eventually.HoldsAsync(
        async () => await world.Host.Get<ISwarmInboxes>().WaitingAsync("alpha", default) == messages, $"{messages} wait");
}
