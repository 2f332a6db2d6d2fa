using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Readme;
using Swarm.Messaging.Integration.Tests.Workflows;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary><c>swarm workflow run</c> and <c>swarm run</c> started a host that read neither environment nor <c>appsettings.json</c>, and took no <c>--set</c>: what needs a setting could not be tried so.</summary>
[Collection(CliCollection.Name)]
public sealed class ARunOnAHostOfItsOwnIgnoredTheSettingsTests(CliHost cli)
{
    private const string Allowed = "127.0.0.1";

    [Theory]
    [InlineData("environment")]
    [InlineData("file")]
    [InlineData("option")]
    public async Task Each_way_to_set_counts_for_it(string way)
    {
        await using var server = await LedgerServer.StartAsync();
        using var folder = new TempFolder("run-settings");
        await File.WriteAllTextAsync(folder.Combine("w.json"), $$"""{ "workflowId": "w", "nodes": [ { "id": "a", {{server.Post("ok/a")}} } ] }""");
        // What belongs to a host that stays is not taken: nothing listens there.
        var settings = $$"""{ "Swarm": { "Redis": "127.0.0.1:1", "Broker": "amqp://127.0.0.1:1"{{(way == "file" ? $$""", "Workflows": { "AllowedHosts": "{{Allowed}}" }""" : "")}} } }""";
        await File.WriteAllTextAsync(folder.Combine("appsettings.json"), settings);
        string[] set = way == "option" ? ["--set", $"Workflows:AllowedHosts={Allowed}"] : [];
        (string, string)[] environment = way == "environment" ? [("SWARM_WORKFLOWS__ALLOWEDHOSTS", Allowed)] : [];

        await ReadmeProgram.RunAsync(folder.Path, "dotnet", ["exec", Checkout.Program, "workflow", "run", "w.json", .. set], environment);

        server.Names.ShouldBe(["a"]);
    }

    [Theory]
    [InlineData("Workflows:CacheEntires=1", "CacheEntires")]
    [InlineData("Redis=127.0.0.1:1", "of its own")]
    public async Task One_that_cannot_be_is_refused_before_anything_starts(string set, string words)
    {
        var file = cli.Write("settings-refused.json", """{ "workflowId": "w", "nodes": [ { "id": "a", "type": "data_transformation", "configuration": { "expression": "input" } } ] }"""u8);

        (await CliRun.OfAsync("workflow", "run", file, "--set", set)).ShouldEnd(ExitCodes.Usage).Error.ShouldContain(words);
    }

    [Fact]
    public async Task A_host_that_runs_already_takes_none()
    {
        var source = Path.Combine(Checkout.Folder, "samples", "placement.go");

        (await cli.RunAsync("run", source, "--set", "Workflows:AllowedHosts=127.0.0.1")).ShouldEnd(ExitCodes.Usage).Error.ShouldContain("runs already");
    }
}
