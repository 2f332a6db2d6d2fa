using System.Text.Json;
using Swarm.Messaging.Cli.Agents;
using Swarm.Messaging.Client.Agents;
using Swarm.Messaging.Integration.Tests.Hosts;

namespace Swarm.Messaging.Integration.Tests.Agents;

/// <summary>Real commands for tasks: what they see, what is kept of them, and that nothing of them stays.</summary>
public sealed class CommandHandlerTests
{
    private static readonly OperatorCommand Shell = new() { Command = [] };

    [Fact]
    public async Task The_content_is_a_file_of_the_tasks_name_and_gone_afterwards()
    {
        var said = await OutputAsync(["sh", "-c", "cat \"$0\"; printf '|%s|%s|%s' \"$0\" \"$1\" \"$2\"", "{file}", "{fileName}", "{filePath}"], new { filePath = "src/app/main.py", content = "print(1)\n" });

        var parts = said.Split('|');
        parts[0].ShouldBe("print(1)\n");
        parts[1].ShouldEndWith("/main.py");
        (parts[2], parts[3]).ShouldBe(("main.py", "src/app/main.py"));
        File.Exists(parts[1]).ShouldBeFalse();
    }

    [Theory]
    [InlineData("../../../etc/passwd", "passwd")]
    [InlineData("a/.bashrc", "bashrc")]
    [InlineData("x/--help.py", "help.py")]
    [InlineData("x/a b$(touch y);.py", "abtouchy.py")]
    [InlineData("x/", "content")]
    public async Task A_name_is_never_an_option_nor_leaves_the_folder(string path, string name) =>
        (await OutputAsync(["printf", "%s", "{fileName}"], new { filePath = path, content = "", language = (string?)null })).ShouldBe(name);

    [Fact]
    public async Task Arguments_reach_the_command_as_they_are()
    {
        var text = "$(touch /tmp/no) `id` 'quoted' \"double\" {file}";

        (await OutputAsync(["printf", "%s", "{filePath}"], new { filePath = text, content = "" })).ShouldBe(text);
    }

    [Theory]
    [InlineData("-rf")]
    [InlineData("a\nb")]
    public async Task A_path_that_could_be_an_option_is_refused(string path) =>
        (await RunAsync(Shell with { Command = ["cat", "{filePath}"] }, new { filePath = path })).ShouldBeOfType<AgentResult.Failed>()
            .Error.ShouldSatisfyAllConditions(e => e.Type.ShouldBe("bad_file_path"), e => e.Retryable.ShouldBeFalse());

    [Fact]
    public async Task Only_the_environment_that_was_allowed_gets_through()
    {
        Environment.SetEnvironmentVariable("HIDDEN_FROM_COMMANDS", "hidden");
        Environment.SetEnvironmentVariable("SHOWN_TO_COMMANDS", "shown");
        var command = Shell with { Command = ["env"], Environment = ["SHOWN_TO_COMMANDS"], Set = new Dictionary<string, string> { ["OWN"] = "1" } };

        var names = Output(await RunAsync(command, new { })).Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split('=')[0]);

        // Beside them the shell that becomes the command may set some of its own.
        names.Except(["PWD", "OLDPWD", "SHLVL", "_"]).ShouldBe(["PATH", "SHOWN_TO_COMMANDS", "OWN"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_failed_command_says_its_code_and_what_it_said_and_may_be_tried_again_if_configured()
    {
        var command = Shell with { Command = ["sh", "-c", "echo out; echo err >&2; exit 3"] };

        var (once, again) = (await RunAsync(command, new { }), await RunAsync(command with { Retryable = true }, new { }));
        var allowed = await RunAsync(command with { ExitCodes = [0, 3] }, new { });

        var error = once.ShouldBeOfType<AgentResult.Failed>().Error;
        (error.Type, error.Retryable).ShouldBe(("command_failed", false));
        foreach (var part in new[] { "exit code 3", "out", "err" })
            error.Message.ShouldContain(part);
        again.ShouldBeOfType<AgentResult.Failed>().Error.Retryable.ShouldBeTrue();
        allowed.ShouldBeOfType<AgentResult.Succeeded>().Result!.Value.GetProperty("exitCode").GetInt32().ShouldBe(3);
    }

    [Fact]
    public async Task Output_without_end_is_cut_and_costs_no_memory()
    {
        var command = Shell with { Command = ["sh", "-c", "head -c 50000000 /dev/zero | tr '\\0' x; printf end"], OutputLimit = 2_048 };

        var result = (await RunAsync(command, new { })).ShouldBeOfType<AgentResult.Succeeded>().Result!.Value;

        var said = result.GetProperty("output").GetString()!;
        said.Length.ShouldBeLessThan(2_200);
        said.ShouldEndWith("xend");
        (result.GetProperty("outputBytes").GetInt64(), result.GetProperty("outputCut").GetBoolean()).ShouldBe((50_000_003, true));
    }

    [Fact]
    public async Task A_command_that_takes_too_long_is_killed_with_all_its_children()
    {
        var command = Shell with { Command = ["sh", "-c", "sleep 3600 & a=$!; setsid sleep 3601 & echo $a $!; wait"], Timeout = TimeSpan.FromSeconds(1) };

        var error = (await RunAsync(command, new { })).ShouldBeOfType<AgentResult.Failed>().Error;

        error.Type.ShouldBe("timeout");
        foreach (var child in Ids(error.Message))
            await ForeignProcess.EndsAsync(child, "a child of the command");
    }

    [Fact]
    public async Task A_cancelled_task_kills_its_command_with_all_its_children()
    {
        var pids = Path.GetTempFileName();
        using var cancel = new CancellationTokenSource();
        var running = new CommandHandler(
            new AgentConfig { Commands = [Shell with { Command = ["sh", "-c", "sleep 3600 & echo $! $$ > \"$0\"; wait", pids] }] }, TimeProvider.System)
            .HandleAsync(Task(new { }), cancel.Token);
        await Eventually.HoldsAsync(() => File.ReadAllText(pids).EndsWith('\n'), "it runs");

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
        foreach (var child in Ids(File.ReadAllText(pids)))
            await ForeignProcess.EndsAsync(child, "a process of the command");
        File.Delete(pids);
    }

    [Fact]
    public async Task What_a_command_leaves_behind_when_it_ends_is_killed_too()
    {
        var said = await OutputAsync(["sh", "-c", "sleep 3600 > /dev/null 2>&1 & echo $!"], new { });

        await ForeignProcess.EndsAsync(int.Parse(said), "what it left in the background");
    }

    [Fact]
    public async Task A_program_that_is_missing_is_the_agents_fault() =>
        (await RunAsync(Shell with { Command = ["no-such-program-x"] }, new { })).ShouldBeOfType<AgentResult.Failed>()
            .Error.ShouldSatisfyAllConditions(e => e.Type.ShouldBe("command_not_found"), e => e.Retryable.ShouldBeTrue());

    [Fact]
    public async Task Content_that_is_wanted_and_missing_is_the_tasks_fault() =>
        (await RunAsync(Shell with { Command = ["cat", "{file}"] }, new { filePath = "a.py" })).ShouldBeOfType<AgentResult.Failed>()
            .Error.ShouldSatisfyAllConditions(e => e.Type.ShouldBe("no_content"), e => e.Retryable.ShouldBeFalse());

    private static IEnumerable<int> Ids(string text)
    {
        var ids = text.Split([' ', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries).Where(w => w.All(char.IsAsciiDigit) && w.Length > 1).Select(int.Parse).ToList();
        ids.Count.ShouldBe(2, text);
        return ids;
    }

    private static async Task<string> OutputAsync(string[] line, object payload) => Output(await RunAsync(Shell with { Command = line }, payload));

    private static string Output(AgentResult result) =>
        result.ShouldBeOfType<AgentResult.Succeeded>(result.ToString()).Result!.Value.GetProperty("output").GetString()!;

    private static Task<AgentResult> RunAsync(OperatorCommand command, object payload) =>
        new CommandHandler(new AgentConfig { Commands = [command] }, TimeProvider.System).HandleAsync(Task(payload), CancellationToken.None);

    private static AgentTask Task(object payload) => new()
    {
        TaskId = "t", Client = "c", Kind = "code", Operation = "test", Attempt = 1, Timeout = TimeSpan.FromMinutes(1),
        Payload = JsonSerializer.SerializeToElement(payload), Progress = (_, _) => { },
    };
}
