using Microsoft.Extensions.DependencyInjection;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Contracts.Workflows;
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

    public async Task InitializeAsync() => host = await WorkflowHost.StartAsync(
        redis.Port, prefix, configure: services => services.Configure<WorkflowOptions>(o => o.AskInterval = TimeSpan.FromMilliseconds(200)));

    public async Task DisposeAsync() => await host.DisposeAsync();

    [Theory]
    [InlineData("d", Cut)]
    [InlineData("d", "{}")]
    [InlineData("v", "abc")]
    public async Task The_run_of_such_a_node_ends_and_says_so(string field, string value)
    {
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
        await redis.Connection.GetDatabase().KeyDeleteAsync(results);
        await redis.Connection.GetDatabase().StringSetAsync(results, "garbage");

        await host.Commands.RerunAsync(new RerunFrom { ExecutionId = run, NodeId = "b" }, null, CancellationToken.None);

        await Eventually.HoldsAsync(
            async () => await host.Spine.Get<WorkflowQueries>().LoadAsync(run, CancellationToken.None) is { CurrentState: WorkflowStates.Failed }, "it fails");
        (await host.EndAsync(run, results: false)).Nodes.Single(n => n.NodeId == "b").ErrorType.ShouldBe(SagaDamagedException.Code);
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
