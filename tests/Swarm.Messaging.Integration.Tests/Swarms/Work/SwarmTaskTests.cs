using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Swarms;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Execution;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Integration.Tests.Swarms.Messages;
using Swarm.Messaging.Swarms.Hosting;
using Swarm.Messaging.Swarms.Leadership;
using Swarm.Messaging.Swarms.Messages;
using Swarm.Messaging.Swarms.Registry;
using Swarm.Messaging.Swarms.Work;

namespace Swarm.Messaging.Integration.Tests.Swarms.Work;

/// <summary>A whole host: from the command to the end of the real task, and back to whoever wanted it.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class SwarmTaskTests(StoreRedis redis)
{
    private readonly Recorder assigned = new("task_assignment");
    private readonly Recorder completed = new("task_completed");
    private readonly Recorder announced = new("leadership_announcement");

    [Fact]
    public async Task A_task_goes_to_a_swarm_is_done_by_its_agents_and_its_end_comes_back()
    {
        await using var host = await StartAsync("alpha", "beta");
        await Eventually.HoldsAsync(() => announced.Ids("beta").Any(), "the other swarm heard who leads");

        var answer = await DistributeAsync(host, """{"taskId":"t1","type":"build","queuedBy":"alpha","payload":{"do":"work"}}""");
        (answer.Status, answer.Leader, answer.TargetSwarm, answer.Strategy).ShouldBe(("distributed", "alpha", "beta", "least_loaded"));

        await EndedAsync(host, "t1", "completed");
        await host.WaitForAsync("t1", TaskStates.Completed);
        await Eventually.HoldsAsync(() => completed.Got.Count == 1, "the end is told");
        var told = completed.Got.Single();
        (told.ReceiverId, told.Message.SwarmId, told.Message.Payload.GetProperty("taskId").GetString(), told.Message.Payload.GetProperty("success").GetBoolean())
            .ShouldBe(("alpha", "beta", "t1", true));
        assigned.Ids("beta").ShouldBe(["t1~1~1~assigned"]);
        (await host.Get<ISwarmRegistry>().GetAsync("beta", default)).ShouldNotBeNull().Metrics.TasksCompleted.ShouldBe(1);
        (await DistributeAsync(host, """{"taskId":"t1","type":"build","queuedBy":"alpha","payload":{"do":"work"}}""")).Outcome.ShouldBe("completed");
    }

    [Fact]
    public async Task A_task_that_fails_for_good_is_a_dead_letter_and_the_leader_hears_of_it()
    {
        await using var host = await StartAsync("alpha");

        await DistributeAsync(host, """{"taskId":"t1","payload":{"message":"no good"}}""");

        await EndedAsync(host, "t1", "failed");
        (await host.WaitForAsync("t1", TaskStates.DeadLettered)).Attempts.Count.ShouldBe(1);
        await Eventually.HoldsAsync(() => completed.Got.Count == 1, "the end is told");
        completed.Got.Single().Message.Payload.GetProperty("success").GetBoolean().ShouldBeFalse();
        await Eventually.HoldsAsync(() => assigned.Ids("alpha").SequenceEqual(["t1~1~1~assigned"]), "what the leader gives to its own swarm arrives there");
        (await host.Get<ISwarmWork>().FiguresAsync(default)).ShouldBe(new WorkFigures(1, 0, 1, 0, 0));
    }

    [Fact]
    public async Task What_a_failed_swarm_had_is_done_by_another()
    {
        // No agent is the old one's: its task waits.
        await using var host = await StartAsync("alpha", "nobody");
        (await DistributeAsync(host, """{"taskId":"t1","payload":{"do":"work"}}""")).TargetSwarm.ShouldBe("nobody");
        await host.WaitForAsync("t1", TaskStates.Parked);

        await host.Get<ISwarmRegistry>().ChangeStatusAsync("nobody", SwarmStatuses.Failed, "broken", default);

        await EndedAsync(host, "t1", "completed");
        (await host.Get<ISwarmWork>().FindAsync("t1", default)).ShouldNotBeNull().SwarmId.ShouldBe("alpha");
        await host.WaitForAsync("t1~2", TaskStates.Completed);
        await host.WaitForAsync("t1", TaskStates.Cancelled);
    }

    [Fact]
    public async Task A_submission_by_message_is_distributed_and_names_its_sender()
    {
        await using var host = await StartAsync("alpha");
        var messenger = host.Get<SwarmMessenger>();
        (await messenger.SendAsync("alpha", new SwarmAddress.ToSwarm("alpha"), new { Type = "task_submission", Task = new { Description = "by message", Payload = new { Do = "work" } } }, "m1", default))
            .ShouldBeOfType<MessageSent.Accepted>();

        await EndedAsync(host, "task_m1", "completed");

        (await host.Get<ISwarmWork>().FindAsync("task_m1", default)).ShouldNotBeNull().Order.QueuedBy.ShouldBe("alpha");
    }

    private async Task<SpineHost> StartAsync(params string[] swarms)
    {
        var host = await SpineHost.StartAsync($"127.0.0.1:{redis.Port}", $"k{Guid.NewGuid():N}", configure: services =>
        {
            services.AddSingleton<ITaskExecutor>(new SwarmAgents());
            services.AddSingleton<ISwarmMessageHandler>(assigned);
            services.AddSingleton<ISwarmMessageHandler>(completed);
            services.AddSingleton<ISwarmMessageHandler>(announced);
            services.Configure<LeadershipOptions>(o => o.Poll = TimeSpan.FromMilliseconds(100));
        });
        await host.Get<ISwarmHosts>().OfferAsync(host.Get<HostIdentity>().HostId, 100, default);
        foreach (var swarm in swarms)
        {
            await host.Get<ISwarmRegistry>().RegisterAsync(swarm, new SwarmDefinition(), default);
            await host.Get<ISwarmRegistry>().ChangeStatusAsync(swarm, SwarmStatuses.Active, null, default);
        }

        await Eventually.HoldsAsync(() => host.Get<LeaderService>().Term is not null, "this process leads");
        return host;
    }

    private static async Task<SwarmTaskDistributed> DistributeAsync(SpineHost host, string command) =>
        (await host.Get<CommandIntake>().HandleAsync(nameof(DistributeSwarmTask), Encoding.UTF8.GetBytes(command), new CommandOrigin("http"), default))
        .ShouldBeOfType<SwarmTaskDistributed>();

    private static Task EndedAsync(SpineHost host, string id, string outcome) => Eventually.HoldsAsync(
        async () => await host.Get<ISwarmWork>().FindAsync(id, default) is { State: "ended" } task && task.Outcome == outcome, $"{id} ends as {outcome}");

    /// <summary>Does what the payload says, for the swarms alpha and beta.</summary>
    private sealed class SwarmAgents : IElasticExecutor
    {
        public string Kind => "swarm";

        public IReadOnlyCollection<string> Operations { get; } = ["general", "build"];

        public bool IsOffered => true;

        public bool TellsBegin => false;

        public TimeSpan Grace => TimeSpan.Zero;

        public TargetOffer Offer { get; } = new(10, ["swarm/*", SwarmTag.Of("alpha"), SwarmTag.Of("beta")]);

        public IReadOnlyList<Violation> Validate(string operation, JsonElement payload) => [];

        public Task<ExecutionOutcome> ExecuteAsync(TaskExecution execution, CancellationToken cancellation) =>
            Task.FromResult<ExecutionOutcome>(JsonElement.Parse(execution.Payload.Span).GetProperty("payload").TryGetProperty("message", out var message)
                ? new ExecutionOutcome.Failed("broken", message.GetString()!, null, Retryable: false)
                : new ExecutionOutcome.Succeeded("{}"u8.ToArray()));
    }
}
