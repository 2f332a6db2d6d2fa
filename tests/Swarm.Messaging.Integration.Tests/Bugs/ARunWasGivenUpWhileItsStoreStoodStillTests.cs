using System.Globalization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Api;
using Swarm.Messaging.Cli.Commands;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever followed what goes on gave up at the first answer that the store does not answer. With a host of its own that ended the host, and the run was lost with its folder.</summary>
[Collection(CliCollection.Name)]
public sealed class ARunWasGivenUpWhileItsStoreStoodStillTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private static string Definition { get; } = $$"""
        {
          "workflowId": "still",
          "nodes": [{{string.Join(',', Enumerable.Range(0, 12).Select(n => $$"""{ "id": "n{{n}}", "type": "delay", "configuration": { "ms": 100 } }"""))}}],
          "edges": [{{string.Join(',', Enumerable.Range(1, 11).Select(n => $$"""{ "source": "n{{n - 1}}", "target": "n{{n}}" }"""))}}]
        }
        """;

    [Fact]
    public async Task A_run_on_a_host_of_its_own_goes_on_when_its_store_does()
    {
        using var folder = new TempFolder("still");
        await File.WriteAllTextAsync(folder.Combine("still.json"), Definition);

        await FollowAsync(["workflow", "run", folder.Combine("still.json")], "n0: Succeeded", "n11: Succeeded");
    }

    [Fact]
    public async Task An_analysis_on_a_host_of_its_own_goes_on_when_its_store_does()
    {
        using var folder = new TempFolder("still");
        for (var n = 0; n < 500; n++)
            await File.WriteAllTextAsync(folder.Combine($"f{n}.py"), $"def f{n}():\n    return {n}\n");

        await FollowAsync(["run", folder.Path], "analysed 100 of 500", "500 files analysed");
    }

    [Fact]
    public async Task Whoever_waits_for_a_task_waits_on_and_who_asks_once_is_told()
    {
        var host = new HttpHost();
        await host.InitializeAsync();
        try
        {
            var redis = host.Host.Redis!.ProcessId;
            (await CliRun.OfAsync("submit", "--kind", "basic", "--operation", "sleep", "--payload", """{"ms":1000}""", "--id", "patient", "--data", host.Data)).ShouldEnd(ExitCodes.Ok);
            Task<CliRun> patient;
            UnixSignals.Send(redis, UnixSignal.Stop);
            try
            {
                patient = CliRun.OfAsync("task", "patient", "--wait", "--data", host.Data);
                (await CliRun.OfAsync("task", "patient", "--data", host.Data)).ShouldEnd(ExitCodes.NoHost).Error.ShouldContain("cannot work now");
                // By the answer to a second question the one that waits has its first.
                (await CliRun.OfAsync("task", "patient", "--data", host.Data)).ShouldEnd(ExitCodes.NoHost);
            }
            finally
            {
                UnixSignals.Send(redis, UnixSignal.Continue);
            }

            var ended = (await patient.WaitAsync(Patience)).ShouldEnd(ExitCodes.Ok);
            ended.Error.ShouldContain("cannot work now");
            ended.Out.ShouldContain("Completed");
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_waits_for_some_time_waits_no_longer()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        await using var away = builder.Build();
        away.Urls.Add("http://127.0.0.1:0");
        var asked = 0;
        away.MapGet("/{**any}", context =>
        {
            Interlocked.Increment(ref asked);
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return Task.CompletedTask;
        });
        await away.StartAsync();
        using var client = new ApiClient(new HostAddress(new Uri(away.Urls.Single()), null, "this test"));
        var told = new List<string>();

        await Should.ThrowAsync<UnavailableException>(() => TaskWaiter.WaitAsync(new PatientApi(client, told.Add), "t-1", TimeSpan.FromSeconds(2), CancellationToken.None).WaitAsync(Patience));

        asked.ShouldBeGreaterThan(1);
        told.ShouldHaveSingleItem().ShouldContain("cannot work now");
    }

    /// <summary>Stops the store once <paramref name="begun"/> is said, until the verb has said that it asks again.</summary>
    private static async Task FollowAsync(string[] arguments, string begun, string ended)
    {
        var seen = new List<string>();
        var (began, asks) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        await using var run = await ChildProcess.StartAsync(new("dotnet", ["exec", Checkout.Program, .. arguments])
        {
            Output = line =>
            {
                lock (seen)
                    seen.Add(line);
                if (line.Contains(begun, StringComparison.Ordinal))
                    began.TrySetResult();
                if (line.Contains("cannot work now", StringComparison.Ordinal))
                    asks.TrySetResult();
            },
        });
        await Task.WhenAny(began.Task, run.Exited).WaitAsync(Patience);
        var redis = RedisOf(run.Id);
        UnixSignals.Send(redis, UnixSignal.Stop);
        try
        {
            await Task.WhenAny(asks.Task, run.Exited).WaitAsync(Patience);
        }
        finally
        {
            UnixSignals.Send(redis, UnixSignal.Continue);
        }

        var code = await run.Exited.WaitAsync(Patience);
        lock (seen)
        {
            code.ShouldBe(ExitCodes.Ok, string.Join('\n', seen));
            seen.Count(l => l.EndsWith("This command does so until the host can; Ctrl-C ends it.", StringComparison.Ordinal)).ShouldBe(1);
            seen.ShouldContain(l => l.Contains(ended, StringComparison.Ordinal));
        }
    }

    /// <summary>The child of that process, as the kernel has it: id (name) state parent.</summary>
    private static int RedisOf(int parent) => Directory.EnumerateDirectories("/proc")
        .Select(Path.GetFileName).Where(name => int.TryParse(name, out _)).Select(name => Stat($"/proc/{name}/stat"))
        .Single(stat => stat is [_, "(redis-server)", _, { } of, ..] && of == $"{parent}") is [{ } id, ..]
            ? int.Parse(id, CultureInfo.InvariantCulture) : throw new InvalidOperationException("unreachable");

    private static string[] Stat(string path)
    {
        try
        {
            return File.ReadAllText(path).Split(' ');
        }
        catch (IOException)
        {
            return []; // it has ended meanwhile
        }
    }
}
