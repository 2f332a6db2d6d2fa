using System.Text.Json;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Workers.Pool;

namespace Swarm.Messaging.Integration.Tests.Workers;

/// <summary>The handlers that come with the product, in a real worker.</summary>
public sealed class ShippedHandlerTests : IAsyncLifetime
{
    private const string Patch = """
        --- a/greet.txt
        +++ b/greet.txt
        @@ -1,3 +1,3 @@
         one
        -two
        +zwei
         three
        --- /dev/null
        +++ b/new/file.txt
        @@ -0,0 +1,1 @@
        +hello
        """;

    private readonly TempFolder folder = new("shipped");
    private TestPool pool = null!;

    private string Greet => Path.Combine(folder.Path, "work", "greet.txt");

    public async Task InitializeAsync()
    {
        Directory.CreateDirectory(Path.Combine(folder.Path, "work"));
        File.WriteAllText(Greet, "one\ntwo\nthree\n");
        var commands = Path.Combine(folder.Path, "commands.json");
        File.WriteAllText(commands, JsonSerializer.Serialize(new Dictionary<string, object>
        {
            ["upper"] = new { command = new[] { "tr", "a-z", "A-Z" } },
            ["say"] = new { command = new[] { "echo" }, allowArguments = true },
            ["flood"] = new { command = new[] { "head", "-c", "10000000", "/dev/zero" }, maxOutputBytes = 1_000 },
            ["slow"] = new { command = new[] { "sleep", "3600" }, timeoutMs = 200 },
            ["fails"] = new { command = new[] { "false" } },
            ["has-zwei"] = new { command = new[] { "grep", "-q", "zwei", "greet.txt" } },
        }));
        var options = TestPool.Options(1, LanguageTests.Shipped);
        (options.CommandsFile, options.WorkFolder) = (commands, Path.Combine(folder.Path, "work"));
        pool = await TestPool.StartAsync(options);
    }

    public async Task DisposeAsync()
    {
        await pool.DisposeAsync();
        folder.Dispose();
    }

    [Fact]
    public async Task Process_runs_a_configured_command_without_a_shell_within_its_limits()
    {
        TestPool.Result(await pool.RunAsync("process", new { command = "upper", input = "abc" })).GetProperty("stdout").GetString().ShouldBe("ABC");
        TestPool.Result(await pool.RunAsync("process", new { command = "say", arguments = new[] { "$(id); *" } })).GetProperty("stdout").GetString().ShouldBe("$(id); *\n");
        var flood = TestPool.Result(await pool.RunAsync("process", new { command = "flood" }));
        (flood.GetProperty("stdout").GetString()!.Length, flood.GetProperty("truncated").GetBoolean()).ShouldBe((1_000, true));
        (await Failed("process", new { command = "slow" })).Code.ShouldBe("command_timeout");
        (await Failed("process", new { command = "fails" })).Code.ShouldBe("command_failed");
        var unknown = await Failed("process", new { command = "rm" });
        (unknown.Code, unknown.Retryable).ShouldBe(("invalid_payload", false));
        unknown.Message.ShouldContain("upper");
        (await Failed("process", new { command = "upper", arguments = new[] { "x" } })).Message.ShouldContain("allowArguments");
    }

    [Fact]
    public async Task Test_answers_at_once_or_runs_its_check()
    {
        TestPool.Result(await pool.RunAsync("test", new { taskId = "t-1" })).GetProperty("passed").GetBoolean().ShouldBeTrue();
        var check = TestPool.Result(await pool.RunAsync("test", new { check = "fails" }));
        (check.GetProperty("passed").GetBoolean(), check.GetProperty("exitCode").GetInt32()).ShouldBe((false, 1));
    }

    [Fact]
    public async Task Implementation_applies_a_patch_and_puts_back_what_its_check_refuses()
    {
        (await Failed("implementation", new { feature = "make it nice" })).Message.ShouldContain("payload.patch");
        (await Failed("implementation", new { folder = "..", patch = Patch })).Message.ShouldContain("Workers:WorkFolder");
        (await Failed("implementation", new { folder = ".", patch = Patch.Replace("greet.txt", "../greet.txt") })).Message.ShouldContain("outside");
        (await Failed("implementation", new { folder = ".", patch = Patch, check = "fails" })).Code.ShouldBe("check_failed");
        File.ReadAllText(Greet).ShouldBe("one\ntwo\nthree\n");
        File.Exists(Path.Combine(folder.Path, "work", "new", "file.txt")).ShouldBeFalse();

        var done = TestPool.Result(await pool.RunAsync("implementation", new { folder = ".", patch = Patch, check = "has-zwei" }));
        var again = TestPool.Result(await pool.RunAsync("implementation", new { folder = ".", patch = Patch, check = "has-zwei" }));

        done.GetProperty("applied").EnumerateArray().Select(p => p.GetString()).ShouldBe(["greet.txt", "new/file.txt"]);
        (done.GetProperty("wasApplied").GetBoolean(), again.GetProperty("wasApplied").GetBoolean()).ShouldBe((false, true));
        File.ReadAllText(Greet).ShouldBe("one\nzwei\nthree\n");
        File.ReadAllText(Path.Combine(folder.Path, "work", "new", "file.txt")).ShouldBe("hello\n");
    }

    [Fact]
    public async Task Http_sends_one_request_and_knows_which_answers_help_to_try_again()
    {
        using var listener = new System.Net.HttpListener();
        var port = FreePort.Take();
        listener.Prefixes.Add($"http://127.0.0.1:{port}/");
        listener.Start();
        var serving = ServeAsync(listener);

        var done = TestPool.Result(await pool.RunAsync("http", new { method = "POST", url = $"http://127.0.0.1:{port}/200", body = "{}" }));
        done.GetProperty("body").GetString().ShouldBe("POST {}");
        (await Failed("http", new { url = $"http://127.0.0.1:{port}/503" })).ShouldSatisfyAllConditions(f => f.Code.ShouldBe("http_error"), f => f.Retryable.ShouldBeTrue());
        (await Failed("http", new { url = $"http://127.0.0.1:{port}/404" })).ShouldSatisfyAllConditions(f => f.Code.ShouldBe("http_refused"), f => f.Retryable.ShouldBeFalse());
        (await Failed("http", new { url = "file:///etc/passwd" })).Code.ShouldBe("invalid_payload");
        listener.Stop();
        await serving;
    }

    [Fact]
    public async Task Analysis_is_that_of_code_tasks()
    {
        var result = TestPool.Result(await pool.RunAsync("analysis", new { language = "py", content = "def go():\n    return 1\n" }));

        result.GetRawText().ShouldContain("go");
    }

    private async Task<WorkerOutcome.Failed> Failed(string type, object payload) => (await pool.RunAsync(type, payload)).ShouldBeOfType<WorkerOutcome.Failed>();

    private static async Task ServeAsync(System.Net.HttpListener listener)
    {
        try
        {
            while (true)
            {
                var context = await listener.GetContextAsync();
                using var reader = new StreamReader(context.Request.InputStream);
                var body = await reader.ReadToEndAsync();
                context.Response.StatusCode = int.Parse(context.Request.Url!.AbsolutePath[1..]);
                await using var writer = new StreamWriter(context.Response.OutputStream);
                await writer.WriteAsync($"{context.Request.HttpMethod} {body}");
            }
        }
        catch (Exception e) when (e is System.Net.HttpListenerException or ObjectDisposedException)
        {
            // stopped
        }
    }
}
