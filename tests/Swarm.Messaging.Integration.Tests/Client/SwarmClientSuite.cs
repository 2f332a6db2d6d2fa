using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Client;
using Swarm.Messaging.Contracts.Events;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Client;

/// <summary>What every client does, whichever way it goes. A host with an HTTP API, and the client in a container of its own.</summary>
public abstract class SwarmClientSuite(RedisFixture redis) : IAsyncLifetime
{
    private readonly TempFolder data = new("client");
    private readonly CancellationTokenSource limit = new(TimeSpan.FromSeconds(60));
    private SwarmHost host = null!;
    private IHost program = null!;

    private protected string Prefix { get; } = $"t{Guid.NewGuid():N}";

    private protected SwarmHost Host => host;

    private protected ISwarmClient Client => program.Services.GetRequiredService<ISwarmClient>();

    private protected virtual Uri? Broker => null;

    private protected abstract void Add(IServiceCollection services);

    public async Task InitializeAsync()
    {
        host = await TestHost.StartAsync(new HostSettings
        {
            Redis = redis.Server.ConnectionString, Broker = Broker, Prefix = Prefix, Data = data.Path, Listen = "127.0.0.1:0", AllowUnsafe = true,
        });
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder();
        Add(builder.Services);
        program = builder.Build();
        await program.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await program.StopAsync();
        await ((IAsyncDisposable)program).DisposeAsync();
        await host.DisposeAsync();
        data.Dispose();
        limit.Dispose();
    }

    [Fact]
    public async Task A_workflow_made_in_code_runs()
    {
        var workflow = new WorkflowBuilder("built")
            .Node("first", "task", new { kind = "basic", operation = "echo" }, with: node => node with { Inputs = new Dictionary<string, string> { ["n"] = "input.n" } })
            .Node("second", "data_transformation", new { expression = "results.first.n" }, after: ["first"])
            .Build(new { n = 7 });

        var submitted = await Client.SubmitWorkflowAsync(workflow);
        var id = submitted.Accepted.ShouldNotBeNull(submitted.Rejected?.Message).ExecutionId;
        await Eventually.HoldsAsync(
            async () => await Client.GetWorkflowAsync(id) is { Success: true }, "the workflow completes");

        (await Client.GetWorkflowAsync(id, includeResults: true))!.Results["second"].Data!.Value.GetInt32().ShouldBe(7);
        (await Client.GetWorkflowAsync("nobody")).ShouldBeNull();
        (await Client.SubmitWorkflowAsync(workflow with { Nodes = [] })).Rejected.ShouldNotBeNull().Message.ShouldContain("nodes");
    }

    [Fact]
    public async Task Run_EndsWithTheResult()
    {
        var run = await Client.RunAsync(Echo("""{ "hello": "world" }"""), limit.Token);

        var done = run.ShouldBeOfType<TaskRun.Completed>();
        done.Result<Greeting>().ShouldBe(new Greeting("world"));
        done.Task.Timeline.Select(t => t.To).ShouldBe([TaskStates.Placed, TaskStates.Running, TaskStates.Completed]);
    }

    [Fact]
    public async Task Run_FailedForGood_IsDeadLettered()
    {
        var run = await Client.RunAsync(Basic("fail", """{ "retryable": false }"""), limit.Token);

        run.ShouldBeOfType<TaskRun.DeadLettered>().Task.Reason.ShouldBe("not_retryable");
    }

    [Fact]
    public async Task Run_Rejected_SaysWhy()
    {
        var run = await Client.RunAsync(Basic("nope"), limit.Token);

        run.ShouldBeOfType<TaskRun.Rejected>().Rejection.Code.ShouldBe("unknown_operation");
    }

    [Fact]
    public async Task Run_Cancelled_EndsAsSuch()
    {
        var run = Client.RunAsync(Basic("sleep", """{ "ms": 600000 }""") with { TaskId = "sleeper" }, limit.Token);
        await Eventually.HoldsAsync(async () => await Client.GetAsync("sleeper") is { State: TaskStates.Running }, "it runs");

        var cancelled = await Client.CancelAsync("sleeper", "enough");

        cancelled.Done.ShouldNotBeNull().Changed.ShouldBeTrue();
        (await run).ShouldBeOfType<TaskRun.Cancelled>().Task.Reason.ShouldBe("enough");
    }

    [Fact]
    public async Task Cancel_UnknownTask_IsRejected() =>
        (await Client.CancelAsync("nobody")).Rejected.ShouldNotBeNull().Code.ShouldBe("not_found");

    [Fact]
    public async Task UnknownTask_IsNull()
    {
        (await Client.GetAsync("nobody")).ShouldBeNull();
        (await Client.WaitForEndAsync("nobody", limit.Token)).ShouldBeNull();
    }

    [Fact]
    public async Task Get_WithPayload_ReturnsIt()
    {
        var accepted = (await Client.SubmitAsync(Echo("[1]"))).Accepted.ShouldNotBeNull();

        (await Client.GetAsync(accepted.TaskId)).ShouldNotBeNull().Payload.ShouldBeNull();
        (await Client.GetAsync(accepted.TaskId, includePayload: true)).ShouldNotBeNull().Payload!.Value[0].GetInt32().ShouldBe(1);
    }

    [Fact]
    public async Task Submit_SameKeyTwice_IsOneTask()
    {
        var task = Echo("1") with { IdempotencyKey = "once", Client = "acme" };

        var first = (await Client.SubmitAsync(task)).Accepted.ShouldNotBeNull();
        var second = (await Client.SubmitAsync(task)).Accepted.ShouldNotBeNull();

        second.TaskId.ShouldBe(first.TaskId);
        second.Duplicate.ShouldBeTrue();
    }

    [Fact]
    public async Task SubmitMany_MoreThanAMessageHolds_AnswersInOrder()
    {
        var tasks = Enumerable.Range(0, 1_200).Select(i => Basic(i == 700 ? "nope" : "noop") with { TaskId = $"m{i}" }).ToList();

        var results = await Client.SubmitManyAsync(tasks, limit.Token);

        results.Count.ShouldBe(1_200);
        results[700].Rejected.ShouldNotBeNull();
        results.Where((_, i) => i != 700).Select(r => r.Accepted?.TaskId).ShouldBe(tasks.Where((_, i) => i != 700).Select(t => t.TaskId));
        (await Client.WaitForEndAsync("m1199", limit.Token)).ShouldNotBeNull().State.ShouldBe(TaskStates.Completed);
    }

    [Fact]
    public async Task Watch_Filtered_SeesTheEndsOfOneClient()
    {
        using var watching = CancellationTokenSource.CreateLinkedTokenSource(limit.Token);
        var filter = new TaskEventFilter { Client = "acme", Events = ["task.completed"] };
        await using var events = Client.WatchAsync(filter, watching.Token).GetAsyncEnumerator(watching.Token);
        var next = events.MoveNextAsync().AsTask();

        // It listens a moment after it was asked to.
        for (var i = 0; !next.IsCompleted; i++)
        {
            await Client.SubmitAsync(Echo("1") with { Client = "other" });
            await Client.RunAsync(Echo("1") with { Client = "acme" }, limit.Token);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
        }

        (await next).ShouldBeTrue();
        events.Current.ShouldBeOfType<TaskCompleted>().Client.ShouldBe("acme");
        await watching.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(async () =>
        {
            while (await events.MoveNextAsync())
            {
                // What was under way.
            }
        });
    }

    [Fact]
    public async Task WaitForEnd_Cancelled_Ends()
    {
        await Client.SubmitAsync(Basic("sleep", """{ "ms": 600000 }""") with { TaskId = "long" });
        using var soon = new CancellationTokenSource(TimeSpan.FromMilliseconds(300));

        await Should.ThrowAsync<OperationCanceledException>(() => Client.WaitForEndAsync("long", soon.Token));

        await Client.CancelAsync("long");
    }

    private static SubmitTask Echo(string payload) => Basic("echo", payload);

    private static SubmitTask Basic(string operation, string? payload = null) => new()
    {
        Kind = "basic", Operation = operation, Payload = payload is null ? null : JsonElement.Parse(payload),
    };

    private sealed record Greeting(string Hello);
}
