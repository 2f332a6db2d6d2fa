using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Anybody could submit a task of the id that a later assignment of a swarm's task has, or of a swarm's kind: the swarm's task ended with the stranger's.</summary>
public sealed class AnAssignmentCouldBeAStrangersTaskTests(RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private SwarmWorld world = null!;

    public async Task InitializeAsync()
    {
        world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.AddSingleton<ITaskExecutor>(new AlphasAgent());
            s.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
        });
        await RegisterAsync("alpha");
        await Eventually.HoldsAsync(async () => await world.Host.Get<ISwarmLeadership>().CurrentAsync(default) is not null, "somebody leads");
    }

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task The_id_of_a_later_assignment_is_nobody_elses()
    {
        var second = WorkIds.Saga("t1", 2);
        await RegisterAsync("nobody");
        (await DistributeAsync("t1")).ShouldBeOfType<SwarmTaskDistributed>().TargetSwarm.ShouldBe("nobody", "it is the newer of two without tasks");

        var refused = (await world.Host.SubmitAsync(new SubmitTask { TaskId = second, Kind = "basic", Operation = "echo" })).Rejected.ShouldNotBeNull();

        (refused.Code, refused.Violations.ShouldHaveSingleItem().Field).ShouldBe(("reserved_id", "taskId"));
        refused.Message.ShouldContain("stands only in ids that the system makes itself");
        await world.Registry.ChangeStatusAsync("nobody", SwarmStatuses.Failed, "broken", default);
        await EndedAsync("t1", "completed");
        (await world.Host.WaitForAsync(second, TaskStates.Completed)).Kind.ShouldBe("swarm");
    }

    [Fact]
    public async Task A_task_of_the_kind_of_swarms_is_made_by_distribution_alone()
    {
        var refused = (await world.Host.SubmitAsync(new SubmitTask { TaskId = "t1", Kind = "swarm", Operation = "general" })).Rejected.ShouldNotBeNull();

        (refused.Code, refused.Violations.ShouldHaveSingleItem().Field).ShouldBe(("reserved_kind", "kind"));
        refused.Message.ShouldContain("DistributeSwarmTask");
        (await DistributeAsync("t1")).ShouldBeOfType<SwarmTaskDistributed>();
        await EndedAsync("t1", "completed");
    }

    [Fact]
    public async Task An_id_that_another_task_has_is_refused_when_the_task_comes_and_not_when_it_is_assigned()
    {
        (await world.Host.SubmitAsync(new SubmitTask { TaskId = "t1", Kind = "basic", Operation = "echo" })).Accepted.ShouldNotBeNull();

        var refused = (await DistributeAsync("t1")).ShouldBeOfType<CommandRejected>();

        refused.Code.ShouldBe("id_conflict");
        refused.Message.ShouldContain("of the kind basic");
        (await world.Host.Get<ISwarmWork>().FindAsync("t1", default)).ShouldBeNull();
    }

    [Fact]
    public async Task A_task_that_is_known_for_longer_than_swarms_know_of_it_does_not_stay_open_for_ever()
    {
        await DistributeAsync("t1");
        await EndedAsync("t1", "completed");
        // Its retention among swarms is over.
        await world.Database.KeyDeleteAsync(world.Host.Get<RedisKeys>().Swarms + "task:t1");
        (await world.Host.Get<ISwarmWork>().FindAsync("t1", default)).ShouldBeNull();

        (await world.Host.Get<SwarmMessenger>().SendAsync("alpha", new SwarmAddress.ToSwarm("alpha"), new { Type = "task_submission", Task = new { TaskId = "t1" } }, "m1", default))
            .ShouldBeOfType<MessageSent.Accepted>();

        await EndedAsync("t1", "completed");
        (await world.Host.Get<ISwarmWork>().FindAsync("t1", default)).ShouldNotBeNull().Reason.ShouldNotBeNull().ShouldContain("has ended before");
    }

    private async Task RegisterAsync(string swarm)
    {
        await world.Registry.RegisterAsync(swarm, new SwarmDefinition(), default);
        await world.WaitForAsync(swarm, SwarmStatuses.Active);
    }

    private Task<object> DistributeAsync(string id) => world.TellAsync(nameof(DistributeSwarmTask), new { taskId = id });

    private Task EndedAsync(string id, string outcome) => Eventually.HoldsAsync(
        async () => await world.Host.Get<ISwarmWork>().FindAsync(id, default) is { State: "ended" } task && task.Outcome == outcome, $"{id} ends as {outcome}");

    /// <summary>Does whatever alpha is given.</summary>
    private sealed class AlphasAgent : IElasticExecutor
    {
        public string Kind => "swarm";

        public IReadOnlyCollection<string> Operations { get; } = ["general"];

        public bool IsOffered => true;

        public bool TellsBegin => false;

        public TimeSpan Grace => TimeSpan.Zero;

        public TargetOffer Offer { get; } = new(10, ["swarm/*", SwarmTag.Of("alpha")]);

        public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

        public Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation) =>
            Task.FromResult<ExecutionOutcome>(new ExecutionOutcome.Succeeded("{}"u8.ToArray()));
    }
}
