using System.Text;
using Swarm.Messaging.Cli;

namespace Swarm.Messaging.Integration.Tests.Cli;

[Collection(CliCollection.Name)]
public sealed class SubmitTests(CliHost host)
{
    private static string NewId() => $"t{Guid.NewGuid():N}";

    private Task<CliRun> EchoAsync(params string[] more) =>
        host.RunAsync(["submit", "--kind", "basic", "--operation", "echo", "--payload", """{"hello":"world"}""", .. more]);

    [Fact]
    public async Task Says_where_the_task_is()
    {
        var id = NewId();

        var run = (await EchoAsync("--id", id)).ShouldEnd(ExitCodes.Ok);

        run.Out.ShouldStartWith($"{id} is ");
        run.Error.ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_option_reaches_the_task()
    {
        var id = NewId();

        (await EchoAsync("--id", id, "--client", "acme", "--key", id, "--rank", "5", "--retry", "ghl", "--max-attempts", "2", "--timeout", "90s",
            "--deadline", "2h", "--label", "a=b=c", "--label", "d=e", "--wait")).ShouldEnd(ExitCodes.Ok);

        var task = (await host.RunAsync("task", id, "--payload", "--json")).ShouldEnd(ExitCodes.Ok).Json;
        task.GetProperty("client").GetString().ShouldBe("acme");
        task.GetProperty("idempotencyKey").GetString().ShouldBe(id);
        task.GetProperty("rank").GetInt32().ShouldBe(5);
        task.GetProperty("maxAttempts").GetInt32().ShouldBe(2);
        task.GetProperty("timeoutMs").GetInt64().ShouldBe(90_000);
        task.GetProperty("deadline").GetDateTimeOffset().ShouldBe(task.GetProperty("submittedAt").GetDateTimeOffset().AddHours(2), TimeSpan.FromSeconds(5));
        task.GetProperty("labels").GetProperty("a").GetString().ShouldBe("b=c");
        task.GetProperty("payload").GetProperty("hello").GetString().ShouldBe("world");
    }

    [Fact]
    public async Task Waits_and_shows_the_result()
    {
        var run = (await EchoAsync("--wait", "30s", "--json")).ShouldEnd(ExitCodes.Ok);

        run.Json.GetProperty("state").GetString().ShouldBe("Completed");
        run.Json.GetProperty("result").GetProperty("hello").GetString().ShouldBe("world");
    }

    [Fact]
    public async Task A_task_that_fails_makes_exit_code_1()
    {
        var run = await host.RunAsync(
            "submit", "--kind", "basic", "--operation", "fail", "--payload", """{"errorType":"broken","retryable":false}""", "--wait");

        run.ShouldEnd(ExitCodes.Failed).Out.ShouldContain("broken");
        run.Error.ShouldContain("DeadLettered (not_retryable)");
    }

    [Fact]
    public async Task A_wait_that_ends_first_says_that_the_task_goes_on()
    {
        var id = NewId();

        var run = await host.RunAsync("submit", "--kind", "basic", "--operation", "sleep", "--payload", """{"ms":600000}""", "--id", id, "--wait", "1s");

        run.ShouldEnd(ExitCodes.Failed).Error.ShouldContain("it goes on");
        (await host.RunAsync("cancel", id)).ShouldEnd(ExitCodes.Ok);
    }

    [Fact]
    public async Task A_file_of_many_is_judged_one_by_one()
    {
        var file = host.Write("many.json", """[{"kind":"basic","operation":"noop"},{"kind":"basic","operation":"nope"}]"""u8);

        var run = (await host.RunAsync("submit", "--file", file, "--wait", "--json")).ShouldEnd(ExitCodes.Rejected);

        run.Json.GetProperty("tasks")[0].GetProperty("state").GetString().ShouldBe("Completed");
        run.Json.GetProperty("rejected")[0].GetProperty("code").GetString().ShouldBe("unknown_operation");
        run.Error.ShouldContain("operation = nope");
    }

    [Fact]
    public async Task Stdin_is_a_file()
    {
        var run = await CliRun.OfAsync(
            ["submit", "--file", "-", "--json", "--data", host.Data], """{"kind":"basic","operation":"noop"}""");

        run.ShouldEnd(ExitCodes.Ok).Json.GetProperty("taskId").GetString().ShouldNotBeNullOrEmpty();
    }

    [Fact]
    public async Task A_payload_cannot_smuggle_other_fields_in()
    {
        var run = await host.RunAsync("submit", "--kind", "basic", "--operation", "echo", "--payload", """{},"rank":0""");

        run.ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("payload");
    }

    [Fact]
    public async Task A_payload_may_come_from_a_file()
    {
        var file = host.Write("payload.json", Encoding.UTF8.GetBytes("""{"text":"größer"}"""));

        var run = await host.RunAsync("submit", "--kind", "basic", "--operation", "echo", "--payload", $"@{file}", "--wait", "--json");

        run.ShouldEnd(ExitCodes.Ok).Json.GetProperty("result").GetProperty("text").GetString().ShouldBe("größer");
    }
}
