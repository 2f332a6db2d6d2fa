using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Recovery;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.Work;
using Swarm.Messaging.Tasks;

namespace Swarm.Messaging.Integration.Tests.Swarms;

/// <summary>What becomes of a swarm's tasks when it is recovered; and recoveries that nobody had under way.</summary>
public sealed class TaskResumptionTests(RedisFixture redis) : IClassFixture<RedisFixture>
{
    private readonly Recorder assigned = new("task_assignment");
    private readonly Recorder resumed = new("tasks_resumed");
    private readonly Recorder ended = new("task_completed");
    private readonly Agents agents = new();

    [Fact]
    public async Task Tasks_in_progress_go_on_pending_ones_are_queued_and_the_timeline_says_so()
    {
        await using var world = await StartAsync();
        await DistributeAsync(world, "running", "build");
        await world.Host.WaitForAsync("running", TaskStates.Running);
        // Nobody does it: it waits for an agent.
        await DistributeAsync(world, "waiting", "paint");
        await world.Host.WaitForAsync("waiting", TaskStates.Parked);
        await Eventually.HoldsAsync(() => assigned.Got.Count == 2, "the swarm heard of both");
        await world.TellAsync("SaveSwarmState", new
        {
            swarmId = "s1", merge = true,
            state = new { tasks = new[] { new { id = "running", status = "in_progress" }, new { id = "own", status = "pending" }, new { id = "over", status = "completed" } } },
        });
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "test", default);

        (await world.TellAsync("RecoverSwarm", new { swarmId = "s1" })).ShouldBeOfType<SwarmRecoveryResult>().Success.ShouldBeTrue();

        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await Eventually.HoldsAsync(async () => (await TimelineAsync(world)).Contains("tasks go on: 1 in progress, 2 pending"), "the timeline tells of the tasks");
        await Eventually.HoldsAsync(() => assigned.Got.Count == 4, "the swarm hears of both again");
        assigned.Got.Skip(2).Select(d => (d.Message.Payload.GetProperty("task").GetProperty("taskId").GetString(), d.Message.Payload.GetProperty("resumed").GetBoolean()))
            .ShouldBe([("running", true), ("waiting", true)], ignoreOrder: true);
        await Eventually.HoldsAsync(() => resumed.Got.Count == 1, "it hears of its own task");
        resumed.Got.Single().Message.Payload.ShouldSatisfyAllConditions(
            p => p.GetProperty("inProgress").GetArrayLength().ShouldBe(0), p => p.GetProperty("pending").EnumerateArray().Single().GetProperty("id").GetString().ShouldBe("own"));

        agents.Go.SetResult();
        await world.Host.WaitForAsync("running", TaskStates.Completed);
        agents.Begun.ShouldBe(1, "what ran was not begun again");
        (await world.Host.WaitForAsync("waiting", TaskStates.Parked)).Attempts.ShouldBeEmpty();
    }

    [Fact]
    public async Task Told_again_a_resumption_changes_nothing()
    {
        await using var world = await StartAsync();
        await DistributeAsync(world, "waiting", "paint");
        await world.Host.WaitForAsync("waiting", TaskStates.Parked);
        var resumption = world.Host.Get<TaskResumption>();

        (await resumption.ResumeAsync("s1", "r1", default)).ShouldBe(new ResumedTasks(0, 1));
        (await resumption.ResumeAsync("s1", "r1", default)).ShouldBe(new ResumedTasks(0, 1));
        (await resumption.ResumeAsync("s1", "r2", default)).ShouldBe(new ResumedTasks(0, 1));

        await Eventually.HoldsAsync(async () => (await world.Host.Get<ISwarmWork>().NewsAsync(10, null, default)).Count == 0, "all is acted upon");
        await Eventually.HoldsAsync(() => assigned.Got.Count == 3, "the assignment, and one for each recovery");
        assigned.Got.Select(d => d.Message.Payload.GetProperty("resumed").GetBoolean()).ShouldBe([false, true, true]);
        agents.Go.SetResult();
    }

    [Fact]
    public async Task The_leader_begins_a_recovery_of_which_the_news_was_lost()
    {
        await using var world = await StartAsync();
        var pump = world.Host.Get<SwarmNewsPump>();
        await Eventually.HoldsAsync(async () => (await world.Registry.NewsAsync(1, default)).Count == 0, "all is told");
        await pump.StopAsync(default);
        await world.Registry.ChangeStatusAsync("s1", SwarmStatuses.Interrupted, "test", default);
        await world.Registry.AcknowledgeAsync(await world.Registry.NewsAsync(100, default));
        var duty = world.Host.Get<HealthDuty>();

        (await duty.RunOnceAsync(default)).ShouldSatisfyAllConditions(h => h.Interrupted.ShouldBe(["s1"]), h => h.Begun.ShouldBeEmpty("it may come by itself"));
        world.Host.Clock.Advance(TimeSpan.FromSeconds(20));
        (await duty.RunOnceAsync(default)).Begun.ShouldBe(["s1"]);

        await Eventually.HoldsAsync(
            async () =>
            {
                await pump.RunOnceAsync(default);
                return (await world.Registry.GetAsync("s1", default))?.Status == SwarmStatuses.Active;
            },
            "it is recovered");
        (await duty.RunOnceAsync(default)).Interrupted.ShouldBeEmpty();
    }

    [Fact]
    public async Task Of_tasks_that_are_too_long_for_a_message_it_hears_what_they_are_called()
    {
        await using var world = await StartAsync();
        var tasks = Enumerable.Range(0, 12).Select(n => new { id = $"t{n}", status = "in_progress", notes = new string('x', 100_000) });
        await world.TellAsync("SaveSwarmState", new { swarmId = "s1", state = new { tasks } });

        (await world.Host.Get<TaskResumption>().ResumeAsync("s1", "r1", default)).ShouldBe(new ResumedTasks(12, 0, "the swarm was told what they are called"));

        await Eventually.HoldsAsync(() => resumed.Got.Count == 1, "it hears of them");
        resumed.Got.Single().Message.Payload.ShouldSatisfyAllConditions(
            p => p.GetProperty("shortened").GetBoolean().ShouldBeTrue(),
            p => p.GetProperty("inProgress").EnumerateArray().Select(t => t.GetProperty("id").GetString()).ShouldBe(Enumerable.Range(0, 12).Select(n => $"t{n}")));
    }

    [Fact]
    public async Task A_task_whose_id_another_has_fails_and_whoever_queued_it_hears_of_it()
    {
        await using var world = await StartAsync();
        await world.Host.SubmitAsync(new SubmitTask { TaskId = "b", Kind = "basic", Operation = "noop" });

        (await world.Host.Get<SwarmMessenger>().SendAsync(
            "s1", new SwarmAddress.ToSwarm("s1"), new { Type = "task_submission", Task = new { TaskId = "b", Type = "build", Description = "x" } }, "m1", default)).ShouldBeOfType<MessageSent.Accepted>();

        await Eventually.HoldsAsync(() => ended.Got.Count == 1, "it hears of the end");
        ended.Got.Single().Message.Payload.ShouldSatisfyAllConditions(
            p => p.GetProperty("taskId").GetString().ShouldBe("b"), p => p.GetProperty("success").GetBoolean().ShouldBeFalse(), p => p.GetProperty("error").GetString()!.ShouldContain("exists"));
    }

    private async Task<SwarmWorld> StartAsync()
    {
        var world = await SwarmWorld.StartAsync(redis.Server.Port, services: s =>
        {
            s.AddSingleton<ITaskExecutor>(agents);
            s.AddSingleton<ISwarmMessageHandler>(assigned);
            s.AddSingleton<ISwarmMessageHandler>(resumed);
            s.AddSingleton<ISwarmMessageHandler>(ended);
        });
        await world.Registry.RegisterAsync("s1", new SwarmDefinition(), default);
        await world.WaitForAsync("s1", SwarmStatuses.Active);
        await Eventually.HoldsAsync(() => world.Host.Get<LeaderService>().Term is not null, "this process leads");
        return world;
    }

    private static async Task DistributeAsync(SwarmWorld world, string id, string type) =>
        (await world.TellAsync("DistributeSwarmTask", new { taskId = id, type })).ShouldBeOfType<SwarmTaskDistributed>();

    private static async Task<IEnumerable<string?>> TimelineAsync(SwarmWorld world) =>
        (await world.Host.Get<ISagaStore>().ReadTimelineAsync(new SagaKey(RecoveryDefinition.TypeName, "s1"), default)).Select(t => TaskViews.Timeline(t).Reason);

    /// <summary>Builds when the test says so; paints never.</summary>
    private sealed class Agents : IElasticExecutor
    {
        private int begun;

        public int Begun => Volatile.Read(ref begun);

        public TaskCompletionSource Go { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Kind => "swarm";

        public IReadOnlyCollection<string> Operations { get; } = ["build"];

        public bool IsOffered => true;

        public bool TellsBegin => false;

        public TimeSpan Grace => TimeSpan.Zero;

        public TargetOffer Offer { get; } = new(10, ["swarm/build", SwarmTag.Of("s1")]);

        public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

        public async Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation)
        {
            Interlocked.Increment(ref begun);
            await Go.Task.WaitAsync(cancellation);
            return new ExecutionOutcome.Succeeded(Encoding.UTF8.GetBytes("{}"));
        }
    }
}
