using Swarm.Messaging.Cli;
using Swarm.Messaging.Cli.Host;
using Swarm.Messaging.Cli.Services;
using Swarm.Messaging.Integration.Tests.Cli;
using Swarm.Messaging.Integration.Tests.Services;

namespace Swarm.Messaging.Integration.Tests.Bugs;

/// <summary>
/// Data that a node could not work with counted as a crash of its worker, and the nodes beside it ran again; databases could not be set from
/// outside; a line end in a header made another header; JSON that was too deep went round for ever.
/// </summary>
public sealed class DataOfAServerCrashedAWorkerTests : IAsyncLifetime
{
    private readonly TempFolder folder = new("node-data");
    private SwarmHost host = null!;

    public async Task InitializeAsync() => host = await TestHost.StartAsync(SettingsReader.Read(
    [
        new("Data", folder.Path), new("Logging:Console", "false"), new("Workflows:Databases:lite", $"sqlite:Data Source={folder.Combine("lite.db")}"),
    ]));

    public async Task DisposeAsync()
    {
        await host.DisposeAsync();
        folder.Dispose();
    }

    [Theory]
    [InlineData("""{"id":"n","type":"data_transformation","configuration":{"fields":{"a":"input.x","a":"input.y"}}}""")]
    public async Task It_fails_the_node_once_and_the_worker_works_on(string node)
    {
        var run = await RunAsync(node, ExitCodes.Failed);

        run.Json.GetProperty("nodes")[0].GetProperty("attempts").GetInt32().ShouldBe(1);
        (await Run("status", "workflows", "--json")).ShouldEnd(ExitCodes.Ok).Out.ShouldNotContain("\"worker_crashed\"");
    }

    [Fact]
    public async Task Databases_can_be_set_from_outside() =>
        (await RunAsync("""{"id":"n","type":"database_query","configuration":{"database":"lite","sql":"select 7 as seven"}}""", ExitCodes.Ok)).Out.ShouldContain("Completed");

    [Theory]
    [InlineData("""{"X-A":"b\r\nEvil: 1"}""")]
    [InlineData("""{"a b":"c"}""")]
    public async Task A_header_that_is_none_is_refused(string headers) =>
        (await RunAsync($$"""{ "id": "n", "type": "http_request", "configuration": { "url": "http://example.org", "headers": {{headers}} } }""", ExitCodes.Rejected)).Error.ShouldContain("headers");

    [Fact]
    public async Task Payloads_that_are_too_deep_are_refused()
    {
        var deep = new string('[', 60) + new string(']', 60);
        var run = await Run("submit", "--kind", "basic", "--operation", "echo", "--payload", deep);
        run.ShouldEnd(ExitCodes.Rejected).Error.ShouldContain("at most 58 levels");
    }

    private async Task<CliRun> RunAsync(string node, int code)
    {
        var file = folder.Combine("w.json");
        await File.WriteAllTextAsync(file, $$"""{ "workflowId": "w", "nodes": [ {{node}} ] }""");
        return (await Run("workflow", "run", file, "--json")).ShouldEnd(code);
    }

    private Task<CliRun> Run(params string[] arguments) => CliRun.OfAsync([.. arguments, "--data", folder.Path]);
}
