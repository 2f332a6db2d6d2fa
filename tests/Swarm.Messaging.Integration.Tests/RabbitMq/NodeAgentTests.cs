using System.Collections.Concurrent;
using System.Text.Json;
using Swarm.Messaging.Agents;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Contracts.Tasks;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>examples/node/agent.mjs as it ships: an agent that knows nothing of us but queue names and JSON.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class NodeAgentTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder folder = new("node");
    private readonly string prefix = $"t{Guid.NewGuid():N}";
    private readonly ConcurrentQueue<string> said = new();
    private SpineHost host = null!;

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "examples", "node")))
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        await using (var install = await StartAsync("npm", "ci"))
            (await install.Exited.WaitAsync(Patience)).ShouldBe(0, string.Join('\n', said));
        host = await SpineHost.StartAsync(redis.Server.ConnectionString, prefix, rabbit.Server.Address());
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task It_works_reports_progress_and_leaves_in_good_order()
    {
        await using var agent = await StartAsync("node", "agent.mjs", "node-1");
        await Eventually.HoldsAsync(() => said.Any(l => l.StartsWith("registered node-1", StringComparison.Ordinal)), "it is registered");

        await SubmitAsync("count", "count", new { text = "one two\nthree" });
        var counted = await host.WaitForAsync("count", TaskStates.Completed, TaskStates.DeadLettered);
        counted.Result.ShouldNotBeNull(counted.Reason).GetRawText().ShouldBe("""{"lines":2,"words":3}""");
        counted.Attempts.ShouldHaveSingleItem().TargetId.ShouldBe("node-1");

        await SubmitAsync("wrong", "count", new { });
        var wrong = await host.WaitForAsync("wrong", TaskStates.DeadLettered);
        (wrong.Reason, wrong.Attempts[0].ErrorType).ShouldBe(("not_retryable", "TypeError"));

        await SubmitAsync("long", "digest", new { text = "x", rounds = 2_000_000_000 });
        await Eventually.HoldsAsync(
            async () => await host.Queries.GetAsync("long", false, default) is { State: TaskStates.Running, Progress.Fraction: > 0 }, "its progress is heard");
        await host.Commands.CancelAsync(new CancelTask { TaskId = "long" }, null, default);

        // It ends by itself only if the cancelled work did: a stop waits for what runs.
        agent.Signal(UnixSignal.Terminate);
        (await agent.Exited.WaitAsync(Patience)).ShouldBe(0, string.Join('\n', said));
        said.ShouldContain("left node-1");
        (await host.Get<IAgentStore>().ListAsync(default)).ShouldBeEmpty();
    }

    [Fact]
    public async Task It_ends_what_it_runs_before_it_leaves()
    {
        await using var agent = await StartAsync("node", "agent.mjs", "node-1");
        await Eventually.HoldsAsync(() => said.Any(l => l.StartsWith("registered", StringComparison.Ordinal)), "it is registered");
        await SubmitAsync("t", "digest", new { text = "x", rounds = 300_000 });
        await host.WaitForAsync("t", TaskStates.Running, TaskStates.Completed);

        agent.Signal(UnixSignal.Terminate);

        (await agent.Exited.WaitAsync(Patience)).ShouldBe(0, string.Join('\n', said));
        var done = await host.WaitForAsync("t", TaskStates.Completed);
        done.Attempts.ShouldHaveSingleItem();
        done.Result!.Value.GetProperty("digest").GetString()!.Length.ShouldBe(64);
    }

    [Fact]
    public void It_is_short() => File.ReadAllLines(Path.Combine(Checkout.Folder, "examples", "node", "agent.mjs")).Length.ShouldBeLessThan(130);

    private async Task SubmitAsync(string id, string operation, object payload) =>
        (await host.SubmitAsync(new SubmitTask { TaskId = id, Kind = "text", Operation = operation, Payload = JsonSerializer.SerializeToElement(payload) }))
            .Accepted.ShouldNotBeNull();

    private Task<ChildProcess> StartAsync(string program, params string[] arguments) => ChildProcess.StartAsync(new(program, arguments)
    {
        WorkingDirectory = folder.Path,
        Environment = new Dictionary<string, string?> { ["AMQP_URL"] = rabbit.Server.Address().ToString(), ["SWARM_PREFIX"] = prefix },
        Output = said.Enqueue,
    });
}
