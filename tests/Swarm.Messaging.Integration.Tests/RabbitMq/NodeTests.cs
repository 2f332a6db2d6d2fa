using System.Collections.Concurrent;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Services;
using Swarm.Messaging.Integration.Tests.Spine;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.RabbitMq;

/// <summary>examples/node as it ships, with its own locked packages, against a real broker.</summary>
[Collection(RabbitMqCollection.Name)]
public sealed class NodeTests(RabbitMqFixture rabbit, RedisFixture redis) : IClassFixture<RedisFixture>, IAsyncLifetime
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly TempFolder folder = new("node");
    private readonly string prefix = $"t{Guid.NewGuid():N}";
    private SpineHost host = null!;

    public async Task InitializeAsync()
    {
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Checkout.Folder, "examples", "node")))
            File.Copy(file, Path.Combine(folder.Path, Path.GetFileName(file)));
        var (code, said) = await RunAsync("npm", "ci");
        code.ShouldBe(0, said);
        host = await SpineHost.StartAsync(redis.Server.ConnectionString, prefix, rabbit.Server.Address());
    }

    public async Task DisposeAsync()
    {
        if (host is not null)
            await host.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Submit_PrintsAcceptanceAndEnd()
    {
        var (code, said) = await RunAsync("node", "submit.mjs", "basic", "echo", """{"from":"node"}""");

        code.ShouldBe(0, said);
        said.ShouldContain("SubmissionAccepted {");
        said.ShouldContain("TaskEnded {");
        said.ShouldContain("\"result\":{\"from\":\"node\"}");
    }

    [Fact]
    public async Task Submit_Rejected_PrintsWhyAndEndsWithTwo()
    {
        var (code, said) = await RunAsync("node", "submit.mjs", "basic", "nope");

        code.ShouldBe(2, said);
        said.ShouldContain("CommandRejected {");
        said.ShouldContain("unknown_operation");
    }

    [Fact]
    public async Task Events_PrintsWhatHappens()
    {
        var said = new ConcurrentQueue<string>();
        await using var listener = await StartAsync("node", ["events.mjs", "task.completed.*"], said.Enqueue);
        await Eventually.HoldsAsync(() => said.Any(l => l.StartsWith("listening")), "it listens");

        await RunAsync("node", "submit.mjs");

        await Eventually.HoldsAsync(() => said.Any(l => l.StartsWith("task.completed.node {")), "the event is printed");
        said.ShouldNotContain(l => l.StartsWith("task.accepted"));
        (await listener.StopAsync(Patience, TimeProvider.System)).ShouldBeTrue();
    }

    [Fact]
    public void Lock_NamesNoRegistry() =>
        File.ReadAllText(Path.Combine(Checkout.Folder, "examples", "node", "package-lock.json")).ShouldNotContain("resolved");

    [Fact]
    public void Submit_IsShort() =>
        File.ReadAllLines(Path.Combine(Checkout.Folder, "examples", "node", "submit.mjs")).Length.ShouldBeLessThan(60);

    private Task<ChildProcess> StartAsync(string program, string[] arguments, Action<string> output) => ChildProcess.StartAsync(new(program, arguments)
    {
        WorkingDirectory = folder.Path,
        Environment = new Dictionary<string, string?> { ["AMQP_URL"] = rabbit.Server.Address().ToString(), ["SWARM_PREFIX"] = prefix },
        Output = output,
    });

    private async Task<(int Code, string Said)> RunAsync(string program, params string[] arguments)
    {
        var said = new ConcurrentQueue<string>();
        await using var child = await StartAsync(program, arguments, said.Enqueue);
        var code = await child.Exited.WaitAsync(Patience);
        await child.LastLinesAsync(TimeProvider.System); // the output has ended
        return (code, string.Join('\n', said));
    }
}
