using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Integration.Tests.Swarms.Work;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// A swarm's task that waited for a swarm which was away was said to wait for the leader, and one that had been taken from its swarm was said to run there.
/// </summary>
public sealed class AnExplanationOfASwarmsTaskSaidWhatIsNotSoTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Never = TimeSpan.FromHours(1);

    private readonly HeldAgents agents = new();
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, o => (o.InterruptAfter, o.HostSilence) = (Never, Never), services: s =>
        {
            s.AddSingleton<ITaskExecutor>(agents);
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
            s.Configure<WorkOptions>(o => o.ReturnGrace = Never);
        });
        foreach (var swarm in new[] { "alpha", "beta" })
        {
            await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
            await world.WaitForAsync(swarm, SwarmStatuses.Active);
        }

        await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
    }

    public async Task DisposeAsync()
    {
        agents.Finish.TrySetResult();
        await world.DisposeAsync();
    }

    [Fact]
    public async Task Whom_it_waits_for_is_named_with_the_time_and_what_ends_the_wait()
    {
        // Of a client that says nothing of it: it is on its way for as long as the test wants.
        await world.TellAsync(nameof(SyncSwarmHost), new { hostId = "outside", session = "1" });
        (await world.TellAsync(nameof(RegisterSwarm), new { swarmId = "able", hostId = "outside", metadata = new { capabilities = new[] { "gpu", "big" } } })).ShouldBeOfType<SwarmChanged>();
        (await DistributeAsync("gpu")).ShouldSatisfyAllConditions(t => t.Status.ShouldBe("queued"), t => t.Reason.ShouldBe("swarm_away"));

        var task = (await world.TellAsync(nameof(GetSwarmTask), new { taskId = "t1" })).ShouldBeOfType<SwarmTaskDistributed>();
        task.Reason.ShouldBe("swarm_away");
        var awaited = task.WaitsFor.ShouldHaveSingleItem();
        (awaited.SwarmId, awaited.Status, awaited.Since).ShouldBe(("able", "initializing", (await world.Registry.GetAsync("able", default))!.CreatedAt));
        var why = (await ExplainAsync()).Why;
        why.ShouldBe(
            $"t1 needs gpu, which no active swarm has. It waits for able (initializing since {awaited.Since:O}), until it is active; once it has failed or left, any active swarm gets the task. See swarm swarms interrupted.");
        (await GetAsync()).Reason.ShouldBe(why);

        await world.Registry.ChangeStatusAsync("able", SwarmStatuses.Failed, "broken", default);

        await BegunAsync();
        (await ExplainAsync()).ShouldSatisfyAllConditions(e => e.Why.ShouldStartWith("It "), e => e.Placement.TargetId.ShouldNotBeNull());
    }

    [Theory]
    [InlineData("failed", "has failed", "swarm_failed")]
    [InlineData("deregistered", "was deregistered", "swarm_deregistered")]
    public async Task One_that_is_taken_from_its_swarm_is_on_its_way_back(string end, string said, string reason)
    {
        (await DistributeAsync()).TargetSwarm.ShouldBe("beta");
        await BegunAsync();
        (await ExplainAsync()).Placement.Candidates.ShouldNotBeEmpty();

        if (end == "failed")
            await world.Registry.ChangeStatusAsync("beta", SwarmStatuses.Failed, "broken", default);
        else
            await world.TellAsync(nameof(DeregisterSwarm), new { swarmId = "beta" });

        (await ExplainAsync()).ShouldSatisfyAllConditions(
            e => e.Why.ShouldBe($"t1 is on its way back: it was given to beta, which {said}. Its execution there may report its end until 3600 s after that; unless it does, it is cancelled, and another swarm gets the task at its old place."),
            e => e.Placement.Candidates.ShouldBeEmpty());
        (await GetAsync()).Reason.ShouldNotBeNull().ShouldStartWith("t1 is on its way back");
        (await world.TellAsync(nameof(GetSwarmTask), new { taskId = "t1" })).ShouldBeOfType<SwarmTaskDistributed>().ShouldSatisfyAllConditions(
            t => t.Status.ShouldBe("returning"), t => t.Reason.ShouldBe(reason), t => t.TargetSwarm.ShouldBe("beta"));

        agents.Finish.SetResult();

        await world.Host.WaitForAsync("t1", TaskStates.Completed);
        await Eventually.HoldsAsync(async () => (await ExplainAsync()).Why == "It completed.", "it is explained as it ended");
        (await ExplainAsync()).Placement.Candidates.ShouldBeEmpty("it goes nowhere any more");
    }

    private Task BegunAsync() => Eventually.HoldsAsync(() => agents.Began.Count == 1, "its execution has begun");

    private async Task<SwarmTaskDistributed> DistributeAsync(params string[] capabilities) =>
        (await world.TellAsync(nameof(DistributeSwarmTask), new { taskId = "t1", capabilities })).ShouldBeOfType<SwarmTaskDistributed>();

    private async Task<TaskExplanation> ExplainAsync() => (await world.Host.Get<ITaskAccess>().ExplainAsync("t1", default)).ShouldNotBeNull();

    private async Task<TaskDetails> GetAsync() => (await world.TellAsync(nameof(GetTask), new { taskId = "t1" })).ShouldBeOfType<TaskDetails>();
}
