using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Conflicts;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>The ids of what the system says in a swarm's name were such as the swarm itself may choose, and the same for the next task or vote of a name: what came second was taken for said.</summary>
public sealed class AMessageIdThatWasUsedSwallowedWhatTheSystemTellsTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private readonly Recorder assigned = new("task_assignment");
    private readonly Recorder ended = new("task_completed");
    private readonly Recorder notes = new();
    private readonly Recorder asked = new("conflict_vote_request");
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
            s.Configure<ConflictOptions>(o => o.VoteDeadline = TimeSpan.FromHours(1));
            foreach (var ear in new[] { assigned, ended, asked, notes })
                s.AddSingleton<ISwarmMessageHandler>(ear);
        });
        foreach (var swarm in new[] { "alpha", "beta", "v" })
        {
            await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
            await world.WaitForAsync(swarm, SwarmStatuses.Active);
        }
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_tasks_assignment_and_end_are_told_in_each_of_its_lives()
    {
        foreach (var id in new[] { "q1.assigned", "q1.ended" })
        {
            foreach (var swarm in new[] { "alpha", "beta", "v" })
                await world.TellAsync(nameof(SendSwarmMessage), new { from = swarm, to = "alpha", messageId = id, payload = new { type = "note" } });
        }

        var work = world.Host.Get<ISwarmWork>();
        (await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = "q1", queuedBy = "alpha", type = "build" })).ShouldBeOfType<SwarmTaskDistributed>();
        for (var life = 1; life <= 2; life++)
        {
            await Eventually.HoldsAsync(() => assigned.Got.Count == life, $"assignment {life} is told");
            (await work.CancelAsync("q1", 1, "enough", default)).ShouldBeTrue();
            await Eventually.HoldsAsync(() => ended.Got.Count == life, $"end {life} is told");
            var order = (await work.FindAsync("q1", default)).ShouldNotBeNull().Order;
            // Its retention is over.
            await world.Database.KeyDeleteAsync($"{Root}task:q1");
            if (life == 1)
                (await work.QueueAsync(order, default)).ShouldBeOfType<WorkQueued.Queued>().New.ShouldBeTrue();
        }

        ended.Got.Select(d => d.Message.Id).Distinct().Count().ShouldBe(2);
        (await work.FiguresAsync(default)).ShouldSatisfyAllConditions(f => f.Distributed.ShouldBe(2), f => f.Failed.ShouldBe(0, "what was cancelled has not failed"));
    }

    [Fact]
    public async Task A_vote_is_asked_for_once_in_each_of_its_lives()
    {
        await world.TellAsync(nameof(SendSwarmMessage), new { from = "alpha", to = "v", messageId = "vote-c1", payload = new { type = "note" } });
        for (var life = 1; life <= 2; life++)
        {
            for (var times = 0; times < 2; times++)
                (await world.Host.Get<SwarmConflicts>().BeginAsync("c1", null, new Party("alpha", null, null), new Party("beta", null, null), "voting", default)).ShouldBeNull();
            // An inbox is read in its order.
            await world.TellAsync(nameof(SendSwarmMessage), new { from = "beta", to = "v", messageId = $"after{life}", payload = new { type = "note" } });
            await Eventually.HoldsAsync(() => notes.Ids("v").Contains($"after{life}"), "everything before it was read");
            asked.Ids("v").Distinct().Count().ShouldBe(life);
            asked.Ids("v").Count().ShouldBe(life, "asked for twice, it is said once");
            await world.Database.KeyDeleteAsync([$"{Root}vote:c1", $"{Root}voters:c1"]);
            await world.Database.SortedSetRemoveAsync($"{Root}votes", "c1");
        }
    }

    private string Root => world.Host.Get<RedisKeys>().Swarms;
}
