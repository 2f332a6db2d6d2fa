using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>A node whose task was damaged in the store could neither end nor be stopped; nobody was told, and what came with it on one carrier came again without end.</summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ADamagedNodeKeptItsRunOpenForEverTests(StoreRedis redis) : IAsyncLifetime
{
    private readonly string run = $"r{Guid.NewGuid():N}";
    private WorkflowHost host = null!;

    public async Task InitializeAsync() => host = await WorkflowHost.StartAsync(
        redis.Port, configure: services => services.Configure<WorkflowOptions>(o => o.AskInterval = TimeSpan.FromMilliseconds(200)));

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Theory]
    [InlineData("")]
    [InlineData(":inbox")]
    public async Task It_fails_with_what_is_damaged_and_its_run_ends(string side)
    {
        await BeginAsync();

        await DamageAsync(side);
        var ended = await host.EndAsync(run);

        ended.State.ShouldBe(WorkflowStates.Failed);
        var node = ended.Nodes.Single(n => n.NodeId == "held");
        (node.State, node.ErrorType).ShouldBe((WorkflowNodeStates.Failed, SagaDamagedException.Code));
        node.Error.ShouldNotBeNull().ShouldContain(Key(TaskId));
        node.Error.ShouldContain("WRONGTYPE");
    }

    [Theory]
    [InlineData("")]
    [InlineData(":inbox")]
    public async Task The_run_can_be_cancelled(string side)
    {
        await BeginAsync();

        await DamageAsync(side);
        await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = run }, null, CancellationToken.None);

        (await host.EndAsync(run)).State.ShouldBe(WorkflowStates.Cancelled);
    }

    [Theory]
    [InlineData("")]
    [InlineData(":inbox")]
    public async Task A_run_that_was_paused_goes_on_and_says_so(string side)
    {
        await BeginAsync();
        await host.Commands.PauseAsync(new PauseWorkflow { ExecutionId = run }, null, CancellationToken.None);
        await DamageAsync(side);

        await host.Commands.ResumeAsync(new ResumeWorkflow { ExecutionId = run }, null, CancellationToken.None);

        var ended = await host.EndAsync(run);
        (ended.State, ended.Nodes.ShouldHaveSingleItem().ErrorType).ShouldBe((WorkflowStates.Failed, SagaDamagedException.Code));
    }

    [Fact]
    public async Task Whoever_asks_for_the_task_or_submits_it_hears_it_at_once_and_its_neighbours_are_accepted()
    {
        var bad = new SubmitTask { TaskId = run, Client = "test", Kind = "basic", Operation = "noop" };
        await redis.Connection.GetDatabase().StringSetAsync(Key(run), "garbage");

        var answers = await host.Spine.Commands.SubmitAsync([new(bad), new(bad with { TaskId = $"{run}-good" })], CancellationToken.None);

        answers[0].Rejected.ShouldNotBeNull().Code.ShouldBe(SagaDamagedException.Code);
        answers[1].Accepted.ShouldNotBeNull();
        (await Should.ThrowAsync<SagaDamagedException>(() => host.Spine.Queries.GetAsync(run, includePayload: true, CancellationToken.None)))
            .Message.ShouldContain(Key(run));
    }

    [Fact]
    public async Task It_is_in_the_list_as_what_it_is_and_hides_no_other()
    {
        await BeginAsync();
        await host.Spine.SubmitAsync(Waiting($"{run}-good"));
        await DamageAsync("");

        foreach (var state in new[] { null, TaskStates.Parked })
        {
            var (tasks, _) = await host.Spine.Queries.ListAsync(state, null, null, 100, CancellationToken.None);

            tasks.Select(t => t.TaskId).ShouldBe([TaskId, $"{run}-good"], ignoreOrder: true);
            tasks.Single(t => t.TaskId == TaskId).Reason.ShouldNotBeNull().ShouldContain(Key(TaskId));
        }
    }

    [Fact]
    public async Task A_slot_that_is_granted_to_it_is_given_to_the_next()
    {
        foreach (var id in new[] { run, $"{run}-next" })
            (await host.Spine.SubmitAsync(Waiting(id))).Accepted.ShouldNotBeNull().State.ShouldBe(TaskStates.Parked);
        await redis.Connection.GetDatabase().KeyDeleteAsync(Key(run));
        await redis.Connection.GetDatabase().StringSetAsync(Key(run), "garbage");

        await using var target = await ForeignTarget.AgentAsync(host.Spine, "late", _ => null, "basic/*", "nobody");

        await host.Spine.WaitForAsync($"{run}-next", TaskStates.Completed);
        target.Executions.ShouldHaveSingleItem();
    }

    [Fact]
    public async Task One_whose_payload_cannot_be_read_fails_with_that_when_its_turn_comes()
    {
        (await host.Spine.SubmitAsync(Waiting(run) with { Payload = JsonElement.Parse("1") })).Accepted.ShouldNotBeNull().State.ShouldBe(TaskStates.Parked);
        await redis.Connection.GetDatabase().KeyDeleteAsync($"{Key(run)}:payload");
        await redis.Connection.GetDatabase().ListLeftPushAsync($"{Key(run)}:payload", "garbage");

        await using var target = await ForeignTarget.AgentAsync(host.Spine, "late", _ => null, "basic/*", "nobody");
        await host.Spine.SubmitAsync(Waiting($"{run}-next"));
        await host.Spine.WaitForAsync($"{run}-next", TaskStates.Completed);

        target.Executions.ShouldHaveSingleItem();
        var task = (await host.Spine.Get<ISagaStore>().LoadAsync(new SagaKey("task", run), CancellationToken.None)).ShouldNotBeNull();
        task.State.ShouldBe(TaskStates.DeadLettered);
    }

    private static SubmitTask Waiting(string id) => new() { TaskId = id, Client = "test", Kind = "basic", Operation = "noop", Requires = ["nobody"] };

    private string TaskId => WorkflowIds.Task(new NodeOrigin(run, 0, 0));

    private string Key(string task) => host.Spine.Get<RedisKeys>().Saga(new SagaKey("task", task))!;

    /// <summary>Its node waits for a target that there is not.</summary>
    private async Task BeginAsync()
    {
        await host.SubmitAsync(WorkflowHost.Parse($$"""
            {"workflowId":"damaged","executionId":"{{run}}","edges":[],
             "nodes":[{"id":"held","type":"worker","configuration":{"operation":"any","requires":["nobody"]} }]}
            """));
        await host.Spine.WaitForAsync(TaskId, TaskStates.Parked);
    }

    private async Task DamageAsync(string side)
    {
        await redis.Connection.GetDatabase().KeyDeleteAsync(Key(TaskId) + side);
        await redis.Connection.GetDatabase().StringSetAsync(Key(TaskId) + side, "garbage");
    }
}
