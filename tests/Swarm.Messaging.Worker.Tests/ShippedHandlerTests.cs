using System.Text.Json;
using Swarm.Messaging.Worker.Commands;
using Swarm.Messaging.Worker.Shipped;

namespace Swarm.Messaging.Worker.Tests;

/// <summary>With real commands.</summary>
public sealed class ShippedHandlerTests : IDisposable
{
    private static readonly WorkerTask Task = new("t1", "process", JsonElement.Parse("null"), 1, null, null, new Progress<WorkerProgress>());

    private readonly string folder = Directory.CreateTempSubdirectory("shipped-").FullName;
    private readonly CommandList commands;

    public ShippedHandlerTests() => commands = new(new Dictionary<string, CommandSpec>
    {
        ["cat"] = new() { Command = ["cat"], WorkingDirectory = folder },
        ["say"] = new() { Command = ["printf", "%s"], AllowArguments = true },
        ["fail"] = new() { Command = ["sh", "-c", "echo why >&2; exit 3"] },
        ["three"] = new() { Command = ["sh", "-c", "exit 3"], SuccessCodes = [0, 3] },
        ["slow"] = new() { Command = ["sleep", "600"], TimeoutMs = 100 },
        ["much"] = new() { Command = ["head", "-c", "100000", "/dev/zero"], MaxOutputBytes = 1_000 },
        ["absent"] = new() { Command = ["/no/such/program"] },
        ["environment"] = new() { Command = ["sh", "-c", "printf %s \"$MINE\""], Environment = new Dictionary<string, string> { ["MINE"] = "yes" } },
        ["green"] = new() { Command = ["grep", "-q", "drei", "f.txt"] },
    });

    public void Dispose() => Directory.Delete(folder, recursive: true);

    [Fact]
    public async Task A_command_gets_its_input_and_gives_its_output()
    {
        (await RunAsync("cat", input: "in and out")).Stdout.ShouldBe("in and out");
        (await RunAsync("say", ["a;b $HOME"])).Stdout.ShouldBe("a;b $HOME", "no shell sees it");
        (await RunAsync("environment")).Stdout.ShouldBe("yes");
        (await RunAsync("three")).ExitCode.ShouldBe(3);
    }

    [Fact]
    public async Task An_argument_that_is_null_is_refused()
    {
        var failure = await Should.ThrowAsync<WorkerTaskException>(() => RunAsync("say", [null!]));

        (failure.Code, failure.Retryable).ShouldBe(("invalid_payload", false));
    }

    [Fact]
    public async Task A_check_passes_with_any_code_that_its_command_calls_success()
    {
        var answer = await new TestHandler(commands).RunAsync(new(null, "three"), Task, default);

        (answer.Passed, answer.ExitCode).ShouldBe((true, 3));
    }

    [Fact]
    public void A_test_with_a_field_that_it_does_not_have_is_refused() =>
        Should.Throw<JsonException>(() => JsonSerializer.Deserialize<TestPayload>("""{ "chek": "three" }""", Swarm.Messaging.Worker.Running.WorkerJson.Options));

    [Fact]
    public async Task Output_is_bounded()
    {
        var much = await RunAsync("much");

        (much.Stdout.Length, much.Truncated).ShouldBe((1_000, true));
    }

    [Theory]
    [InlineData("fail", "command_failed", true, "exit code 3: why")]
    [InlineData("slow", "command_timeout", true, "100 ms")]
    [InlineData("absent", "command_not_started", false, "/no/such/program")]
    [InlineData("unknown", "invalid_payload", false, "configured are absent")]
    public async Task What_fails_says_how(string command, string code, bool retryable, string says)
    {
        var failure = await Should.ThrowAsync<WorkerTaskException>(() => RunAsync(command));

        (failure.Code, failure.Retryable).ShouldBe((code, retryable));
        failure.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Arguments_need_a_permission() =>
        (await Should.ThrowAsync<WorkerTaskException>(() => RunAsync("cat", ["/etc/passwd"]))).Message.ShouldContain("allowArguments");

    [Fact]
    public async Task An_argument_with_a_NUL_would_be_cut() =>
        (await Should.ThrowAsync<WorkerTaskException>(() => RunAsync("say", ["fine", "a\0b"]))).Message.ShouldContain("arguments[1]");

    [Fact]
    public async Task A_cancelled_command_is_killed()
    {
        using var cancel = new CancellationTokenSource();
        var slow = new CommandList(new Dictionary<string, CommandSpec> { ["slow"] = new() { Command = ["sleep", "600"] } });
        var running = new ProcessHandler(slow).RunAsync(new("slow", null, null), Task, cancel.Token);

        await cancel.CancelAsync();

        await Should.ThrowAsync<OperationCanceledException>(() => running);
    }

    [Fact]
    public async Task A_check_says_whether_it_passed_and_without_one_there_is_nothing_to_say()
    {
        var handler = new TestHandler(commands);

        (await handler.RunAsync(new("mine", null), Task, default)).ShouldBe(new TestAnswer("mine", true, null, null, false));
        (await handler.RunAsync(new(null, "fail"), Task, default)).ShouldBe(new TestAnswer("t1", false, 3, "why\n", false));
        (await handler.RunAsync(new(null, "slow"), Task, default)).TimedOut.ShouldBeTrue();
    }

    [Fact]
    public async Task An_implementation_whose_check_fails_is_put_back()
    {
        var file = Path.Combine(folder, "f.txt");
        await File.WriteAllTextAsync(file, "one\n");
        var handler = new ImplementationHandler(commands, folder);

        var failure = await Should.ThrowAsync<WorkerTaskException>(() => handler.RunAsync(new(".", Patch("zwei"), "green", null), Task, default));
        failure.Code.ShouldBe("check_failed");
        (await File.ReadAllTextAsync(file)).ShouldBe("one\n");

        var done = await handler.RunAsync(new(".", Patch("drei"), "green", null), Task, default);
        done.Applied.ShouldBe(["f.txt"]);
        (done.WasApplied, done.Check!.ExitCode).ShouldBe((false, 0));
        (await File.ReadAllTextAsync(file)).ShouldBe("one\ndrei\n");
        (await handler.RunAsync(new(".", Patch("drei"), "green", null), Task, default)).WasApplied.ShouldBeTrue();
    }

    [Fact]
    public async Task What_an_attempt_left_behind_that_was_killed_in_its_check_is_put_back()
    {
        var file = Path.Combine(folder, "f.txt");
        await File.WriteAllTextAsync(file, "one\nzwei\n");

        await Should.ThrowAsync<WorkerTaskException>(() =>
            new ImplementationHandler(commands, folder).RunAsync(new(".", Patch("zwei"), "green", null), Task with { Attempt = 2 }, default));

        (await File.ReadAllTextAsync(file)).ShouldBe("one\n");
    }

    [Theory]
    [InlineData(null, "text")]
    [InlineData("../", "Workers:WorkFolder")]
    [InlineData("absent", "no such folder")]
    [InlineData("link", "behind a link")]
    [InlineData("link/sub", "behind a link")]
    public async Task An_implementation_stays_in_its_folder_and_needs_a_patch(string? at, string says)
    {
        var handler = new ImplementationHandler(commands, folder);
        Directory.CreateSymbolicLink(Path.Combine(folder, "link"), Path.GetTempPath());

        var failure = await Should.ThrowAsync<WorkerTaskException>(() => handler.RunAsync(new(at, at is null ? null : Patch("x"), null, "a login page"), Task, default));

        (failure.Code, failure.Retryable).ShouldBe(("invalid_payload", false));
        failure.Message.ShouldContain(says);
    }

    [Fact]
    public async Task Without_a_folder_of_the_operator_none_is_open() =>
        (await Should.ThrowAsync<WorkerTaskException>(() => new ImplementationHandler(commands, null).RunAsync(new(".", Patch("x"), null, null), Task, default)))
            .Message.ShouldContain("No folder is open");

    private static string Patch(string line) => $"--- a/f.txt\n+++ b/f.txt\n@@ -1 +1,2 @@\n one\n+{line}\n";

    private Task<CommandResult> RunAsync(string command, IReadOnlyList<string>? arguments = null, string? input = null) =>
        new ProcessHandler(commands).RunAsync(new(command, arguments, input), Task, default);
}
