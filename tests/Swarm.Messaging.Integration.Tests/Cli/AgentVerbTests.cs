using System.Text;
using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Terminal;

namespace Swarm.Messaging.Integration.Tests.Cli;

/// <summary>The ready agent with real commands, and what operators do to agents.</summary>
[Collection(CliCollection.Name)]
public sealed class AgentVerbTests(CliHost host)
{
    private const string Python = """
        import unittest

        def add(a, b):
            return a {0} b

        class AddTests(unittest.TestCase):
            def test_adds(self):
                self.assertEqual(add(2, 3), 5)
        """;

    private const string Js = """
        const test = require('node:test');
        const assert = require('node:assert');
        test('adds', () => assert.strictEqual(2 {0} 3, 5));
        """;

    [Fact]
    public async Task The_catalogue_of_types_says_which_are_defined()
    {
        var types = (await host.RunAsync("agents", "types")).ShouldEnd(ExitCodes.Ok);

        types.Out.ShouldContain("researcher");
        types.Out.ShouldContain("not defined");
        types.Error.ShouldContain("42 types, 17 of them defined");
    }

    [Fact]
    public async Task A_real_test_command_runs_for_a_task_and_its_failure_is_told()
    {
        using var stop = new CancellationTokenSource();
        var agent = CliRun.OfAsync(
            ["agent", "--id", "py-tester", "--data", host.Data, "--", "python3", "-m", "unittest", "-v", "{fileName}"], "", stop.Token);
        await ListedAsync("py-tester");

        var good = (await SubmitAsync("py", Python.Replace("{0}", "+", StringComparison.Ordinal))).ShouldEnd(ExitCodes.Ok).Json.GetProperty("result");
        good.GetProperty("exitCode").GetInt32().ShouldBe(0);
        good.GetProperty("output").GetString()!.ShouldContain("test_adds");
        good.GetProperty("output").GetString()!.ShouldContain("OK");

        var bad = (await SubmitAsync("py", Python.Replace("{0}", "-", StringComparison.Ordinal))).ShouldEnd(ExitCodes.Failed).Json;
        bad.GetProperty("attempts")[0].GetProperty("errorType").GetString().ShouldBe("command_failed");
        bad.GetProperty("attempts")[0].GetProperty("message").GetString()!.ShouldContain("AssertionError: -1 != 5");

        await stop.CancelAsync();
        (await agent).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("Stopped.");
        (await host.RunAsync("agents", "--json")).Json.GetProperty("agents").EnumerateArray().ShouldNotContain(a => a.GetProperty("agentId").GetString() == "py-tester");
    }

    [Fact]
    public async Task The_configuration_that_ships_runs_tests_as_code_and_as_a_kind_of_its_own()
    {
        using var stop = new CancellationTokenSource();
        var agent = CliRun.OfAsync(
            ["agent", "--config", Path.Combine(Checkout.Folder, "examples", "agent", "agent.json"), "--id", "tester", "--data", host.Data], "", stop.Token);
        await ListedAsync("tester");

        foreach (var (kind, language, content) in new[] { ("code", "py", Python), ("node", "js", Js) })
        {
            (await SubmitAsync(language, content.Replace("{0}", "+", StringComparison.Ordinal), kind)).ShouldEnd(ExitCodes.Ok).Json.GetProperty("result").GetProperty("exitCode").GetInt32().ShouldBe(0);
            (await SubmitAsync(language, content.Replace("{0}", "-", StringComparison.Ordinal), kind)).ShouldEnd(ExitCodes.Failed).Json
                .GetProperty("attempts")[0].GetProperty("errorType").GetString().ShouldBe("command_failed");
        }

        await stop.CancelAsync();
        (await agent).ShouldEnd(ExitCodes.Ok);
    }

    [Fact]
    public async Task Agents_are_listed_drained_reset_and_removed()
    {
        using var stop = new CancellationTokenSource();
        var agent = CliRun.OfAsync(["agent", "--kind", "image", "--operations", "resize", "--id", "img-1", "--data", host.Data, "--", "true"], "", stop.Token);
        await ListedAsync("img-1");

        var listed = (await host.RunAsync("agents")).ShouldEnd(ExitCodes.Ok).Out;
        foreach (var part in new[] { "img-1", "command", "active", "0/2", "image/resize", "closed" })
            listed.ShouldContain(part);
        (await host.RunAsync("agents", "drain", "img-1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("img-1 is draining");
        (await host.RunAsync("agents", "drain", "img-1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("so already");
        (await host.RunAsync("agents", "drain", "img-1", "--undo")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("img-1 is active");
        (await host.RunAsync("agents", "reset-breaker", "img-1")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("closed");
        (await host.RunAsync("status", "agents")).ShouldEnd(ExitCodes.Ok).Out.ShouldContain("img-1");

        await stop.CancelAsync();
        (await agent).ShouldEnd(ExitCodes.Ok);
        (await host.RunAsync("agents", "remove", "img-1")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("img-1");
    }

    [Fact]
    public async Task What_is_wrong_with_it_is_told_before_it_registers()
    {
        var file = host.Write("bad.json", """{"comands":[]}"""u8);

        (await host.RunAsync("agent")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("--config FILE");
        (await host.RunAsync("agent", "--config", file)).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("commands");
        (await CliRun.OfAsync("agent", "--data", host.Data, "--", "no-such-program-x")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("no-such-program-x");
        (await CliRun.OfAsync("agent", "--id", "leader", "--data", host.Data, "--", "true")).ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("reserved");
        foreach (var way in new[] { "--host=http://127.0.0.1:1", "--broker=amqp://127.0.0.1:1" })
            (await CliRun.OfAsync("agent", way, "--id", "bad/id", "--", "true")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("id is 'bad/id'");
        (await CliRun.OfAsync("agent", "--host", "http://127.0.0.1:1", "--id", "x", "--capacity", "0", "--", "true")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("capacity is '0'");
    }

    [Fact]
    public async Task Without_a_system_it_says_that_it_is_not_registered()
    {
        using var stop = new CancellationTokenSource();
        using var output = new Announced();
        var console = new CliConsole(output, TextWriter.Null, () => Stream.Null);
        var agent = SwarmCli.RunAsync(["agent", "--host", "http://127.0.0.1:1", "--token", "x", "--id", "lonely", "--", "true"], console, stop.Token);

        var said = await output.Line.WaitAsync(TimeSpan.FromSeconds(60));

        said.ShouldBe("Agent lonely is not registered: http://127.0.0.1:1/ does not answer. It asks every second and works once it is. Ctrl-C stops it.");
        await stop.CancelAsync();
        (await agent.WaitAsync(TimeSpan.FromSeconds(60))).ShouldBe(ExitCodes.Ok);
    }

    /// <summary>For agents alone, whatever modules there are.</summary>
    private Task<CliRun> SubmitAsync(string language, string content, string kind = "code")
    {
        var file = host.Write($"test_{Guid.NewGuid():N}.{language}", Encoding.UTF8.GetBytes(content));
        return host.RunAsync(
            "submit", "--kind", kind, "--operation", "test", "--requires", "agent", "--wait", "--json", "--payload",
            System.Text.Json.JsonSerializer.Serialize(new { filePath = Path.GetFileName(file), content }));
    }

    private Task ListedAsync(string id) => Eventually.HoldsAsync(
        async () => (await host.RunAsync("agents", "--json")).Json.GetProperty("agents").EnumerateArray().Any(a => a.GetProperty("agentId").GetString() == id),
        $"{id} is listed");

    /// <summary>Waits for the first line.</summary>
    private sealed class Announced : StringWriter
    {
        private readonly TaskCompletionSource<string> line = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<string> Line => line.Task;

        public override void WriteLine(string? value) => line.TrySetResult(value ?? "");
    }
}
