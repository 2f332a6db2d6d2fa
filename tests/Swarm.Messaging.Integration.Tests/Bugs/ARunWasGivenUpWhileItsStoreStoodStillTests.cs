using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Http;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>Whoever followed what goes on gave up at the first answer that the store does not answer. With a host of its own that ended the host, and the run was lost with its folder; or it died of its end.</summary>
[Collection(CliCollection.Name)]
public sealed class ARunWasGivenUpWhileItsStoreStoodStillTests : IDisposable
{
    private const string Asks = "It is asked again until it can; Ctrl-C ends that.";

    private readonly TempFolder folder = new("still");

    public void Dispose() => folder.Dispose();

    [Fact]
    public async Task A_run_on_a_host_of_its_own_goes_on_when_its_store_does()
    {
        await using var run = await VerbProcess.StartAsync("workflow", "run", Workflow());
        await run.SaysAsync("n0: Succeeded");

        await WhileItStandsAsync(run.Redis, () => run.SaysAsync(Asks));

        await run.ShouldEndAsync(ExitCodes.Ok);
        run.Said.ShouldContain("n11: Succeeded");
        run.Said.ShouldNotContain("ask again");
        run.Left.ShouldBeEmpty();
    }

    [Fact]
    public async Task An_analysis_on_a_host_of_its_own_goes_on_when_its_store_does()
    {
        for (var n = 0; n < 500; n++)
            await File.WriteAllTextAsync(folder.Combine($"f{n}.py"), $"def f{n}():\n    return {n}\n");
        await using var run = await VerbProcess.StartAsync("run", folder.Path);
        await run.SaysAsync("analysed 100 of 500");

        await WhileItStandsAsync(run.Redis, () => run.SaysAsync(Asks));

        await run.ShouldEndAsync(ExitCodes.Ok);
        run.Said.ShouldContain("500 files analysed");
    }

    [Fact]
    public async Task A_run_that_is_interrupted_meanwhile_ends_in_order_and_leaves_nothing()
    {
        await using var run = await VerbProcess.StartAsync("workflow", "run", Workflow());
        await run.SaysAsync("n0: Succeeded");
        var redis = run.Redis;

        await WhileItStandsAsync(redis, async () =>
        {
            run.Signal(UnixSignal.Interrupt);
            await run.ShouldEndAsync(ExitCodes.Interrupted);
        });

        run.Said.ShouldContain("Stopping the host of this run: ");
        run.Said.ShouldNotContain("Unhandled exception");
        run.Left.ShouldBeEmpty();
        UnixSignals.Send(redis, UnixSignal.Continue).ShouldBeFalse("it is gone");
    }

    [Fact]
    public async Task A_run_that_is_interrupted_twice_leaves_nothing()
    {
        await using var run = await VerbProcess.StartAsync("workflow", "run", Workflow());
        await run.SaysAsync("n0: Succeeded");
        var redis = run.Redis;

        await WhileItStandsAsync(redis, async () =>
        {
            run.Signal(UnixSignal.Interrupt);
            await run.SaysAsync("Press Ctrl-C again to end at once.");
            run.Signal(UnixSignal.Interrupt);
            await run.ShouldEndAsync(ExitCodes.Interrupted);
        });

        run.Left.ShouldBeEmpty();
        await Eventually.HoldsAsync(() => !UnixSignals.Send(redis, UnixSignal.Continue), "its store is gone");
    }

    [Fact]
    public async Task A_run_that_is_submitted_meanwhile_is_one_run()
    {
        var host = new HttpHost();
        await host.InitializeAsync();
        try
        {
            VerbProcess run = null!;
            await WhileItStandsAsync(host.Host.Redis!.ProcessId, async () =>
            {
                run = await VerbProcess.StartAsync("workflow", "run", Workflow(), "--data", host.Data);
                await run.SaysAsync(Asks);
            });
            await using (run)
                await run.ShouldEndAsync(ExitCodes.Ok);

            (await CliRun.OfAsync("workflow", "list", "--json", "--data", host.Data)).ShouldEnd(ExitCodes.Ok).Json.GetProperty("workflows").GetArrayLength().ShouldBe(1);
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    [Fact]
    public async Task Whoever_waits_for_a_task_waits_on_and_who_asks_once_is_told()
    {
        var host = new HttpHost();
        await host.InitializeAsync();
        try
        {
            string[] question = ["task", "patient", "--data", host.Data];
            (await CliRun.OfAsync("submit", "--kind", "basic", "--operation", "sleep", "--payload", """{"ms":1000}""", "--id", "patient", "--data", host.Data)).ShouldEnd(ExitCodes.Ok);
            Task<CliRun> patient = null!;
            await WhileItStandsAsync(host.Host.Redis!.ProcessId, async () =>
            {
                patient = CliRun.OfAsync([.. question, "--wait"]);
                (await CliRun.OfAsync(question)).ShouldEnd(ExitCodes.NoHost).Error.ShouldContain("Try again in a few seconds.");
                // By the answer to a second question the one that waits has its first.
                (await CliRun.OfAsync(question)).ShouldEnd(ExitCodes.NoHost);
            });

            var ended = (await patient.WaitAsync(VerbProcess.Patience)).ShouldEnd(ExitCodes.Ok);
            ended.Error.ShouldContain(Asks);
            ended.Out.ShouldContain("Completed");
        }
        finally
        {
            await host.DisposeAsync();
        }
    }

    private static async Task WhileItStandsAsync(int redis, Func<Task> action)
    {
        UnixSignals.Send(redis, UnixSignal.Stop);
        try
        {
            await action();
        }
        finally
        {
            UnixSignals.Send(redis, UnixSignal.Continue);
        }
    }

    private string Workflow()
    {
        var path = folder.Combine("still.json");
        File.WriteAllText(path, $$"""
            {
              "workflowId": "still",
              "nodes": [{{string.Join(',', Enumerable.Range(0, 12).Select(n => $$"""{ "id": "n{{n}}", "type": "delay", "configuration": { "ms": 100 } }"""))}}],
              "edges": [{{string.Join(',', Enumerable.Range(1, 11).Select(n => $$"""{ "source": "n{{n - 1}}", "target": "n{{n}}" }"""))}}]
            }
            """);
        return path;
    }
}
