using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;

namespace Swarm.Messaging.Integration.Tests.Cli;

public sealed class UsageTests
{
    [Theory]
    [InlineData("taks", "did you mean 'task'?")]
    [InlineData("taskz", "did you mean 'task'?")]
    [InlineData("tsaks", "did you mean 'tasks'?")]
    [InlineData("rnu", "There is no verb 'rnu' here; did you mean 'run'?")]
    [InlineData("workflow rnu x", "There is no verb 'rnu' here; did you mean 'run'?")]
    [InlineData("workflwo run x", "There is no verb 'workflwo' here; did you mean 'workflow'?")]
    [InlineData("workflwo run x", "'swarm --help' shows what is possible")]
    [InlineData("dead-leters", "did you mean 'dead-letters'?")]
    [InlineData("tasks --clinet x", "did you mean '--client'?")]
    [InlineData("tasks --jsn", "did you mean '--json'?")]
    [InlineData("dead-letters reply x", "did you mean 'replay'?")]
    [InlineData("tasks --state Parkd", "one of Blocked, Batched, Parked, Placed")]
    [InlineData("tasks --limit 0", "from 1 to 100000")]
    [InlineData("submit", "Say what to submit")]
    [InlineData("submit --file x --rank 3", "--rank cannot be given beside it")]
    [InlineData("submit --kind basic --rank high", "high")]
    [InlineData("submit --kind basic --timeout soon", "--timeout is 'soon'; it must be a duration")]
    [InlineData("submit --kind basic --label x", "NAME=VALUE")]
    [InlineData("submit --file /nowhere/at/all --host http://127.0.0.1:1", "cannot be read")]
    [InlineData("submit --file / --host http://127.0.0.1:1", "'/' is a folder; name a file")]
    [InlineData("workflow graph /", "'/' is a folder; name a file")]
    [InlineData("dead-letters replay", "or --all")]
    [InlineData("dead-letters purge --rejected x", "by --all or --older-than only")]
    [InlineData("dead-letters purge --older-than 90m", "whole number of hours")]
    [InlineData("modules ad x", "did you mean 'add'?")]
    [InlineData("modules add x.wasm", "--pairs")]
    [InlineData("modules add /nowhere/at/all.wasm --pairs js:test --host http://127.0.0.1:1", "cannot be read")]
    [InlineData("modules add - --pairs js:test --host http://127.0.0.1:1", "needs a --name")]
    [InlineData("modules add x.wasm --pairs js:test --timeout soon", "--timeout is 'soon'; it must be a duration")]
    [InlineData("modules remove", "NAME")]
    [InlineData("task", "ID")]
    [InlineData("run /nowhere/at/all", "no file or folder")]
    [InlineData("up --set nonsense", "NAME=VALUE")]
    [InlineData("up --broker http://here", "amqp://")]
    [InlineData("tasks --host ftp://here", "http://127.0.0.1")]
    public async Task A_wrong_command_line_is_told_and_sends_nothing(string line, string said)
    {
        var run = (await CliRun.OfAsync(line.Split(' '))).ShouldEnd(ExitCodes.Usage);

        run.Error.ShouldContain(said);
        run.Out.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("")]
    [InlineData("up")]
    [InlineData("run")]
    [InlineData("submit")]
    [InlineData("task")]
    [InlineData("tasks")]
    [InlineData("explain")]
    [InlineData("cancel")]
    [InlineData("dead-letters")]
    [InlineData("dead-letters list")]
    [InlineData("dead-letters show")]
    [InlineData("dead-letters replay")]
    [InlineData("dead-letters purge")]
    [InlineData("status")]
    [InlineData("alerts")]
    [InlineData("events")]
    [InlineData("modules")]
    [InlineData("modules add")]
    [InlineData("modules remove")]
    [InlineData("bench")]
    [InlineData("bench wasm")]
    public async Task Help_has_examples(string verb)
    {
        var run = (await CliRun.OfAsync([.. verb.Split(' ', StringSplitOptions.RemoveEmptyEntries), "--help"])).ShouldEnd(ExitCodes.Ok);

        run.Out.ShouldContain(verb.Length == 0 ? "Exit codes:" : "Examples:");
        run.Out.ShouldContain($"swarm {verb}".Trim());
    }

    [Theory]
    [InlineData("tasks", "[default: 10000]", "[default: 8]", "[default: 1000]")]
    [InlineData("routing", "Tasks of the mixed load", "[default: 1000]", "[default: 24]")]
    [InlineData("wasm", "Parses in a round", "[default: 400]", "[default: 5]")]
    public async Task Help_of_a_benchmark_has_its_own_defaults(string scenario, params string[] parts)
    {
        var help = (await CliRun.OfAsync("bench", scenario, "--help")).ShouldEnd(ExitCodes.Ok).Out;

        foreach (var part in parts)
            help.ShouldContain(part);
        help.Contains("--passes", StringComparison.Ordinal).ShouldBe(scenario != "routing", "it has no passes");
    }

    [Theory]
    [InlineData("task x")]
    [InlineData("tasks")]
    [InlineData("submit --kind basic")]
    [InlineData("explain x")]
    [InlineData("cancel x")]
    [InlineData("dead-letters")]
    [InlineData("dead-letters purge x")]
    [InlineData("status")]
    [InlineData("alerts")]
    [InlineData("events")]
    [InlineData("modules")]
    [InlineData("modules remove x")]
    public async Task No_host_says_where_it_looked_and_what_to_do(string line)
    {
        using var folder = new TempFolder("nohost");

        var none = (await CliRun.OfAsync([.. line.Split(' '), "--data", folder.Path])).ShouldEnd(ExitCodes.NoHost);
        var gone = (await CliRun.OfAsync([.. line.Split(' '), "--host", "http://127.0.0.1:1", "--token", "x"])).ShouldEnd(ExitCodes.NoHost);

        none.Error.ShouldContain(folder.Combine("endpoint.json"));
        none.Error.ShouldContain("swarm up");
        gone.Error.ShouldContain("http://127.0.0.1:1");
        gone.Error.ShouldContain("--host");
    }
}
