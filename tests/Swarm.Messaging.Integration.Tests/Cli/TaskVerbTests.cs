using Swarm.Messaging.Cli;

namespace Swarm.Messaging.Integration.Tests.Cli;

[Collection(CliCollection.Name)]
public sealed class TaskVerbTests(CliHost host)
{
    private async Task<string> SubmitAsync(string operation, string payload, params string[] more)
    {
        var run = await host.RunAsync(["submit", "--kind", "basic", "--operation", operation, "--payload", payload, "--json", .. more]);
        return run.Json.GetProperty("taskId").GetString()!;
    }

    [Fact]
    public async Task Task_shows_state_timeline_attempts_and_result()
    {
        var id = await SubmitAsync("echo", """{"answer":42}""", "--wait");

        var run = (await host.RunAsync("task", id)).ShouldEnd(ExitCodes.Ok);

        foreach (var part in new[] { id, "Completed", "Timeline", "Submitted", "Succeeded", "Attempts", "succeeded", "\"answer\": 42" })
            run.Out.ShouldContain(part);
        run.Out.ShouldNotContain("Payload");
        (await host.RunAsync("task", id, "--payload")).Out.ShouldContain("Payload");
    }

    [Fact]
    public async Task Tasks_lists_by_client_and_state_page_by_page()
    {
        var client = $"c{Guid.NewGuid():N}";
        var tasks = string.Join(',', Enumerable.Range(0, 250).Select(_ => $$"""{"kind":"basic","operation":"noop","client":"{{client}}"}"""));
        (await CliRun.OfAsync(["submit", "--file", "-", "--wait", "--data", host.Data], $"[{tasks}]")).ShouldEnd(ExitCodes.Ok);

        var all = (await host.RunAsync("tasks", "--client", client, "--state", "completed", "--all", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        var some = (await host.RunAsync("tasks", "--client", client, "--limit", "3", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        var none = (await host.RunAsync("tasks", "--client", client, "--state", "Parked")).ShouldEnd(ExitCodes.Ok);

        all.GetProperty("tasks").GetArrayLength().ShouldBe(250);
        some.GetProperty("tasks").GetArrayLength().ShouldBe(3);
        some.GetProperty("cursor").GetString().ShouldNotBeNullOrEmpty();
        none.Error.ShouldContain("no such tasks");
    }

    [Fact]
    public async Task Explain_and_cancel_a_task_that_nobody_can_run()
    {
        var id = await SubmitAsync("noop", "null", "--requires", "gpu");

        var why = (await host.RunAsync("explain", id)).ShouldEnd(ExitCodes.Ok);
        var json = (await host.RunAsync("explain", id, "--json")).ShouldEnd(ExitCodes.Ok).Json;
        var cancelled = (await host.RunAsync("cancel", id, "--reason", "not needed")).ShouldEnd(ExitCodes.Ok);
        var task = (await host.RunAsync("task", id, "--wait")).ShouldEnd(ExitCodes.Failed);

        why.Out.ShouldContain("gpu");
        why.Out.ShouldContain("Candidates, the best first; by least-connections a lower score is better: it is the share of the slots in use");
        json.GetProperty("placement").GetProperty("needs").GetString()!.ShouldContain("gpu");
        cancelled.Out.ShouldContain($"{id} is Cancelled.");
        task.Out.ShouldContain("not needed");
        var over = (await host.RunAsync("explain", id, "--json")).ShouldEnd(ExitCodes.Ok).Json;
        json.GetProperty("placement").GetProperty("candidates").GetArrayLength().ShouldBeGreaterThan(0);
        over.GetProperty("placement").GetProperty("candidates").GetArrayLength().ShouldBe(0, "it goes nowhere any more");
        (await host.RunAsync("cancel", id)).Out.ShouldNotContain("is Cancelled.");
    }

    [Fact]
    public async Task Status_shows_every_area()
    {
        var all = (await host.RunAsync("status")).ShouldEnd(ExitCodes.Ok);
        var one = (await host.RunAsync("status", "placement", "--json")).ShouldEnd(ExitCodes.Ok).Json;

        all.Out.ShouldContain("tasks");
        all.Out.ShouldContain("targetId");
        one.GetProperty("areas").EnumerateObject().Select(a => a.Name).ShouldBe(["placement"]);
    }

    [Fact]
    public async Task Events_follows_until_interrupted()
    {
        using var stop = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var output = new LineWaiter(line => line.Contains("task.completed", StringComparison.Ordinal), stop.Cancel);
        using var error = new StringWriter();
        var console = new Messaging.Cli.Terminal.CliConsole(output, error, () => Stream.Null);
        var following = SwarmCli.RunAsync(["events", "--json", "--data", host.Data], console, stop.Token);
        await Eventually.HoldsAsync(() => error.ToString().Contains("Following", StringComparison.Ordinal), "events are followed");

        var id = await SubmitAsync("noop", "null");

        (await following).ShouldBe(ExitCodes.Interrupted);
        output.ToString().ShouldContain(id);
    }

    private sealed class LineWaiter(Predicate<string> wanted, Action found) : StringWriter
    {
        public override void WriteLine(string? value)
        {
            base.WriteLine(value);
            if (value is not null && wanted(value))
                found();
        }
    }
}
