using System.Net;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>What a command that waits does with a host that cannot work, or is silent. The host is made here.</summary>
public sealed class PatientApiTests : IAsyncLifetime
{
    private const string Accepted = """{"taskId":"u2","state":"Placed","warnings":[]}""";

    private readonly TaskCompletionSource end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private WebApplication host = null!;
    private int asked;

    private HostAddress Address => new(new Uri(host.Urls.Single()), null, "this test");

    public async Task InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.ConfigureKestrel(k => k.Listen(IPAddress.Loopback, 0));
        host = builder.Build();
        host.MapPost("/api/tasks", () => Results.Text(Accepted, "application/json", statusCode: StatusCodes.Status202Accepted));
        host.MapGet("/api/tasks/away", () =>
        {
            Interlocked.Increment(ref asked);
            return Results.Text("""{"command":"Http","code":"unavailable","message":"The store (Redis) is out of reach. Try again in a few seconds."}""", "application/json", statusCode: StatusCodes.Status503ServiceUnavailable);
        });
        host.MapPost("/api/tasks/bulk", () => end.Task);
        host.MapGet("/api/tasks/u2", () => end.Task);
        await host.StartAsync();
    }

    public async Task DisposeAsync()
    {
        end.TrySetResult();
        await host.DisposeAsync();
    }

    [Fact]
    public async Task Whoever_waits_for_some_time_waits_no_longer_for_one_that_cannot_work()
    {
        var told = new List<string>();
        using var client = new ApiClient(Address, told.Add);

        var gaveUp = await Should.ThrowAsync<UnavailableException>(
            () => TaskWaiter.WaitAsync(new PatientApi(client), "away", TimeSpan.FromSeconds(2), CancellationToken.None).WaitAsync(VerbProcess.Patience));

        gaveUp.Cause.ShouldEndWith("cannot work now: The store (Redis) is out of reach.");
        asked.ShouldBeGreaterThan(1);
        told.ShouldHaveSingleItem().ShouldBe($"{gaveUp.Cause} It is asked again until it can; Ctrl-C ends that.");
    }

    [Fact]
    public async Task Whoever_waits_for_some_time_waits_no_longer_for_one_that_is_silent_and_is_told_how_to_go_on()
    {
        var run = await CliRun.OfAsync("submit", "--kind", "basic", "--operation", "noop", "--id", "u2", "--wait", "1s", "--host", host.Urls.Single(), "--token", "any");

        run.ShouldEnd(ExitCodes.NoHost).Error.ShouldContain($"has not answered in time. Nothing is lost, it goes on: swarm task u2 --wait --host {host.Urls.Single()}");
    }

    [Fact]
    public async Task Whoever_waits_for_some_time_waits_no_longer_for_one_that_does_not_say_that_it_has_accepted()
    {
        var run = await CliRun.OfAsync(
            ["submit", "--file", "-", "--wait", "1s", "--host", host.Urls.Single(), "--token", "any"], """[{"kind":"basic","operation":"noop"}]""");

        run.ShouldEnd(ExitCodes.NoHost).Error.ShouldContain($"has not answered in time. Whether anything was accepted is not known: swarm tasks --host {host.Urls.Single()}.");
    }

    [Fact]
    public async Task A_wait_without_an_end_is_told_that_the_host_is_silent()
    {
        using var interrupt = new CancellationTokenSource();
        var told = new TaskCompletionSource<string>(TaskCreationOptions.RunContinuationsAsynchronously);
        using var client = new ApiClient(Address, text => told.TrySetResult(text), new HurriedTime());

        var waiting = new PatientApi(client).GetAsync("api/tasks/u2", interrupt.Token);

        (await told.Task.WaitAsync(VerbProcess.Patience)).ShouldContain("is there and has not answered for a while");
        waiting.IsCompleted.ShouldBeFalse();
        await interrupt.CancelAsync();
        await Should.ThrowAsync<OperationCanceledException>(() => waiting.WaitAsync(VerbProcess.Patience));
    }

    [Theory]
    [InlineData("""{"workflowId":"w","nodes":[]}""", true)]
    [InlineData("""{"workflowId":"w","executionId":null,"nodes":[]}""", true)]
    [InlineData("""{"workflowId":"w","executionId":"mine","nodes":[]}""", false)]
    [InlineData("""{"workflowId":"a b","nodes":[]}""", false)]
    [InlineData("""{"workflowId":7,"nodes":[]}""", false)]
    [InlineData("""{"nodes":[]}""", false)]
    public async Task A_workflow_gets_an_id_of_its_run_where_it_names_none(string text, bool gets)
    {
        var (body, executionId) = await WorkflowFile.ReadAsync(
            "-", null, new CliConsole(TextWriter.Null, TextWriter.Null, () => new MemoryStream(Encoding.UTF8.GetBytes(text))), CancellationToken.None);

        var sent = Encoding.UTF8.GetString(body.Span);
        if (gets)
            sent.ShouldBe($$"""{"workflowId":"w","nodes":[],"executionId":"{{executionId.ShouldNotBeNull()}}"}""");
        else
            sent.ShouldBe(text);
    }

    /// <summary>A thousand times as fast.</summary>
    private sealed class HurriedTime : TimeProvider
    {
        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.Zero ? dueTime / 1_000 : dueTime, period > TimeSpan.Zero ? period / 1_000 : period);
    }
}
