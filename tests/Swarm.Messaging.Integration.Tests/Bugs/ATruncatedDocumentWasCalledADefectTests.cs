using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
using Swarm.Messaging.Intake;
using Swarm.Messaging.Integration.Tests.Sagas;
using Swarm.Messaging.Integration.Tests.Workflows;
using Swarm.Messaging.Outbox;
using Swarm.Messaging.Redis.Connection;
using Swarm.Messaging.Sagas;
using Swarm.Messaging.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Of the right type and not to be read, what is kept of a saga was taken for a defect of the host: each of its items was tried alone, for seconds, while everybody
/// else's timers waited; a run with such a node never ended; callers heard <c>internal</c> and no key.
/// </summary>
[Collection(StoreRedisDefinition.Name)]
public sealed class ATruncatedDocumentWasCalledADefectTests(StoreRedis redis) : IAsyncLifetime
{
    private const string Cut = """{"cut":"o""";

    private readonly string prefix = $"f{Guid.NewGuid():N}";
    private readonly string run = $"r{Guid.NewGuid():N}";
    private WorkflowHost host = null!;

    public async Task InitializeAsync() => host = await WorkflowHost.StartAsync(redis.Port, prefix);

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Theory]
    [InlineData("d", Cut)]
    [InlineData("d", "{}")]
    [InlineData("v", "abc")]
    public async Task The_run_of_such_a_node_ends_and_says_so(string field, string value)
    {
        await AskOftenAsync();
        await HeldAsync();

        await BreakAsync(new SagaKey("task", WorkflowIds.Task(new NodeOrigin(run, 0, 0))), field, value);
        var ended = await host.EndAsync(run);

        (ended.State, ended.Nodes.ShouldHaveSingleItem().ErrorType).ShouldBe((WorkflowStates.Failed, SagaDamagedException.Code));
    }

    [Theory]
    [InlineData("d", Cut)]
    [InlineData("d", "")]
    [InlineData("d", "{}")]
    [InlineData("v", "abc")]
    public async Task Whoever_asks_for_such_a_run_or_changes_it_hears_of_the_key(string field, string value)
    {
        var key = new SagaKey("workflow", run);
        await HeldAsync();
        await BreakAsync(key, field, value);
        // The first host remembers the run, and writes it anew.
        await using var other = await WorkflowHost.StartAsync(redis.Port, prefix);

        var asked = await Should.ThrowAsync<SagaDamagedException>(() => other.Spine.Get<WorkflowQueries>().GetAsync(run, false, CancellationToken.None));
        var paused = await other.Commands.PauseAsync(new PauseWorkflow { ExecutionId = run }, null, CancellationToken.None);

        asked.Message.ShouldContain(Place(key));
        paused.ShouldBeOfType<CommandRejected>().Code.ShouldBe(SagaDamagedException.Code);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData(null)]
    public async Task A_run_whose_definition_is_gone_says_so_to_a_host_that_does_not_remember_it(string? definition)
    {
        var key = new SagaKey("workflow", run);
        await HeldAsync();
        await redis.Connection.GetDatabase().KeyDeleteAsync($"{Place(key)}:payload");
        if (definition is not null)
            await redis.Connection.GetDatabase().StringSetAsync($"{Place(key)}:payload", definition);

        await using var other = await WorkflowHost.StartAsync(redis.Port, prefix);

        (await Should.ThrowAsync<SagaDamagedException>(() => other.Spine.Get<WorkflowQueries>().GetAsync(run, false, CancellationToken.None)))
            .Message.ShouldContain("its definition");
    }

    [Fact]
    public async Task A_node_that_cannot_see_the_results_of_its_sources_fails()
    {
        await host.RunAsync(WorkflowHost.Parse($$"""
            {"workflowId":"seen","executionId":"{{run}}","edges":[{"source":"a","target":"b"}],
             "nodes":[{"id":"a","type":"task","configuration":{"kind":"basic","operation":"noop","payload":1} },
                      {"id":"b","type":"task","configuration":{"kind":"basic","operation":"noop","payload":2} }]}
            """));
        var results = $"{Place(new SagaKey("workflow", run))}:c:results";
        await redis.Connection.GetDatabase().StringSetAsync(results, "garbage");

        await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run, NodeId = "b" }, null, CancellationToken.None);

        await Eventually.HoldsAsync(
            async () => await host.Spine.Get<WorkflowQueries>().LoadAsync(run, CancellationToken.None) is { CurrentState: WorkflowStates.Failed }, "it fails");
        (await host.EndAsync(run, results: false)).Nodes.Single(n => n.NodeId == "b").ErrorType.ShouldBe(SagaDamagedException.Code);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_whose_node_is_such_a_run_ends_and_says_so(bool isCancelled)
    {
        await AskOftenAsync();
        var inside = new SagaKey("workflow", WorkflowIds.SubWorkflow(new NodeOrigin(run, 0, 0)));
        await host.SubmitAsync(WorkflowHost.Parse($$"""
            {"workflowId":"outer","executionId":"{{run}}","edges":[],"nodes":[{"id":"sub","type":"sub_workflow","configuration":
             {"workflowId":"inner","edges":[],"nodes":[{"id":"held","type":"worker","configuration":{"operation":"any","requires":["nobody"]} }]} }]}
            """));
        await Eventually.HoldsAsync(async () => await redis.Connection.GetDatabase().KeyExistsAsync(Place(inside)), "it has begun");
        // Of the wrong kind, and so not written anew by a host that remembers it.
        await redis.Connection.GetDatabase().StringSetAsync(Place(inside), Cut);

        if (isCancelled)
            await host.Commands.CancelAsync(new CancelWorkflow { ExecutionId = run }, null, CancellationToken.None);
        var ended = await host.EndAsync(run);

        ended.State.ShouldBe(isCancelled ? WorkflowStates.Cancelled : WorkflowStates.Failed);
        ended.Nodes.ShouldHaveSingleItem().ErrorType.ShouldBe(SagaDamagedException.Code);
    }

    [Fact]
    public async Task On_the_bus_it_is_called_what_it_is()
    {
        await HeldAsync();
        await BreakAsync(new SagaKey("workflow", run), "v", "abc");

        var answer = await host.Spine.Get<CommandIntake>().HandleAsync(
            nameof(GetWorkflow), Encoding.UTF8.GetBytes($$"""{"executionId":"{{run}}"}"""), new CommandOrigin("bus", null), CancellationToken.None);

        answer.ShouldBeOfType<CommandRejected>().ShouldSatisfyAllConditions(a => a.Code.ShouldBe(SagaDamagedException.Code), a => a.ExecutionId.ShouldBe(run));
    }

    /// <summary>A host that asks for what it has not heard of: one that remembers a run writes it anew each time.</summary>
    private async Task AskOftenAsync()
    {
        await host.DisposeAsync();
        host = await WorkflowHost.StartAsync(redis.Port, prefix, services => services.Configure<WorkflowOptions>(o => o.AskInterval = TimeSpan.FromMilliseconds(200)));
    }

    /// <summary>A run whose node waits for a target that there is not.</summary>
    private async Task HeldAsync()
    {
        await host.SubmitAsync(WorkflowHost.Parse($$"""
            {"workflowId":"damaged","executionId":"{{run}}","edges":[],
             "nodes":[{"id":"held","type":"worker","configuration":{"operation":"any","requires":["nobody"]} }]}
            """));
        await host.Spine.WaitForAsync(WorkflowIds.Task(new NodeOrigin(run, 0, 0)), TaskStates.Parked);
    }

    private string Place(SagaKey key) => host.Spine.Get<RedisKeys>().Saga(key)!;

    private Task BreakAsync(SagaKey key, string field, string value) => redis.Connection.GetDatabase().HashSetAsync(Place(key), field, value);
}
