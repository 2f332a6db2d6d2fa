using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Processes;

namespace Swarm.Messaging.Integration.Tests.Workflows;

/// <summary><c>swarm workflow run</c> as it is watched: in a pseudo-terminal, and in a pipe.</summary>
[Collection(CliCollection.Name)]
public sealed class LiveBarsTests
{
    private const char Escape = '\u001b';

    private const string Definition = """
        {
          "workflowId": "bars",
          "nodes": [
            { "id": "start", "type": "data_transformation", "configuration": { "expression": "`1`" } },
            { "id": "pause", "type": "delay", "configuration": { "ms": 2000 } },
            { "id": "end", "type": "data_transformation", "configuration": { "expression": "`2`" } }
          ],
          "edges": [{ "source": "start", "target": "pause" }, { "source": "pause", "target": "end" }]
        }
        """;

    [Fact]
    public async Task On_a_terminal_each_node_has_a_bar_by_its_level_that_is_drawn_again_as_it_goes_on()
    {
        using var folder = new TempFolder("bars");
        await File.WriteAllTextAsync(folder.Combine("bars.json"), Definition);
        var seen = new List<string>();
        // script(1) gives the program a terminal.
        var run = await ChildProcess.StartAsync(new("script", ["-qec", $"stty cols 120 rows 50; exec dotnet exec '{Checkout.Program}' workflow run '{folder.Combine("bars.json")}'", "/dev/null"])
        {
            Environment = new Dictionary<string, string?> { ["TERM"] = "xterm-256color", ["NO_COLOR"] = null },
            Output = line =>
            {
                lock (seen)
                    seen.Add(line);
            },
        });
        (await run.Exited.WaitAsync(TimeSpan.FromSeconds(120))).ShouldBe(ExitCodes.Ok, string.Join('\n', seen));
        await run.DisposeAsync();
        string screen;
        lock (seen)
            screen = string.Join('\n', seen);

        screen.ShouldContain($"{Escape}[", Case.Sensitive, "the lines are drawn again");
        screen.ShouldContain("━", Case.Sensitive, "bars");
        screen.ShouldContain("start  Succeeded");
        screen.ShouldContain("│ pause  Running");
        screen.ShouldContain("│ pause  Succeeded");
        screen.ShouldContain("│ │ end  ");
        screen.ShouldNotContain("pause: Succeeded");
    }

    [Fact]
    public async Task On_a_terminal_that_is_too_low_for_its_nodes_and_levels_there_is_one_bar()
    {
        using var folder = new TempFolder("bars");
        await File.WriteAllTextAsync(folder.Combine("long.json"), $$"""
            {
              "workflowId": "long",
              "nodes": [{{string.Join(',', Enumerable.Range(0, 12).Select(n => $$"""{ "id": "n{{n}}", "type": "delay", "configuration": { "ms": 100 } }"""))}}],
              "edges": [{{string.Join(',', Enumerable.Range(1, 11).Select(n => $$"""{ "source": "n{{n - 1}}", "target": "n{{n}}" }"""))}}]
            }
            """);
        var seen = new List<string>();
        var run = await ChildProcess.StartAsync(new("script", ["-qec", $"stty cols 120 rows 12; exec dotnet exec '{Checkout.Program}' workflow run '{folder.Combine("long.json")}'", "/dev/null"])
        {
            Environment = new Dictionary<string, string?> { ["TERM"] = "xterm-256color", ["NO_COLOR"] = null },
            Output = line =>
            {
                lock (seen)
                    seen.Add(line);
            },
        });
        (await run.Exited.WaitAsync(TimeSpan.FromSeconds(120))).ShouldBe(ExitCodes.Ok, string.Join('\n', seen));
        await run.DisposeAsync();

        lock (seen)
        {
            seen.ShouldContain(line => line.Contains("/12 nodes, level ", StringComparison.Ordinal), string.Join('\n', seen));
            seen.ShouldNotContain(line => line.Contains("│ n1  Running", StringComparison.Ordinal));
        }
    }

    [Fact]
    public async Task In_a_pipe_there_is_a_line_for_each_node_that_has_ended_and_nothing_is_drawn()
    {
        using var folder = new TempFolder("bars");
        await File.WriteAllTextAsync(folder.Combine("bars.json"), Definition);

        var run = (await CliRun.OfAsync("workflow", "run", folder.Combine("bars.json"))).ShouldEnd(ExitCodes.Ok);

        run.Error.ShouldContain("pause: Succeeded");
        run.Error.ShouldContain("end: Succeeded");
        run.Error.ShouldNotContain(Escape.ToString());
        run.Error.ShouldNotContain("━");
    }

    [Fact]
    public async Task Interrupted_it_says_what_it_waits_for()
    {
        using var folder = new TempFolder("bars");
        await File.WriteAllTextAsync(folder.Combine("bars.json"), Definition.Replace("2000", "600000", StringComparison.Ordinal));
        var (seen, begun) = (new List<string>(), new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));
        var run = await ChildProcess.StartAsync(new("dotnet", ["exec", Checkout.Program, "workflow", "run", folder.Combine("bars.json")])
        {
            Output = line =>
            {
                lock (seen)
                    seen.Add(line);
                if (line.Contains("start: Succeeded", StringComparison.Ordinal))
                    begun.TrySetResult();
            },
        });
        await begun.Task.WaitAsync(TimeSpan.FromMinutes(3));

        run.Signal(UnixSignal.Interrupt);

        (await run.Exited.WaitAsync(TimeSpan.FromMinutes(3))).ShouldBe(ExitCodes.Interrupted);
        await run.DisposeAsync();
        lock (seen)
            seen.ShouldContain(line => line.StartsWith("Stopping the host of this run: ", StringComparison.Ordinal), string.Join('\n', seen));
    }
}
